import type { World } from './record';
import { isTwin } from './schedule';

/**
 * Where fields without a column are refused, no field is lost: a row that has one is there with it,
 * on a dataset that got its columns from such rows, or it is not there.
 */
export function fieldsLost({ executions, whole }: World): string[] {
	return executions.flatMap(({ rows, told }) =>
		rows.flatMap(({ id, mayBeUnfit }, item) => {
			const isThere = mayBeUnfit && told.outcomes[item] === 'appended';
			if (!isThere || id === undefined || isTwin(id) || whole.has(id)) return [];
			return [`Row ${id} is reported appended, and lost a field`];
		}),
	);
}
