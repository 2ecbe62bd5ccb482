import type { World } from './record';
import { isTwin } from './schedule';

/**
 * Where fields without a column are refused, no field is lost: a row that has one is there with it,
 * on a dataset that got its columns from such rows, or it is not there. Except where the server wrote
 * another run's rows after their line was cut: then who looks still finds no columns, and nobody can
 * know better.
 */
export function fieldsLost({ executions, sent, whole }: World): string[] {
	const late = new Set(
		sent.filter(({ fault }) => fault?.startsWith('late write')).map(({ datasetId }) => datasetId),
	);
	return executions.flatMap(({ rows, told }) =>
		rows.flatMap(({ id, datasetId, mayBeUnfit }, item) => {
			const isThere = mayBeUnfit && told.outcomes[item] === 'appended';
			if (!isThere || id === undefined || isTwin(id) || whole.has(id)) return [];
			return late.has(datasetId) ? [] : [`Row ${id} is reported appended, and lost a field`];
		}),
	);
}
