import type { Dataset } from '../support/akkio/datasets.mts';
import type { World } from './record';

/** The ids of rows, in order. */
export const idsIn = (rows: unknown): string[] =>
	((rows ?? []) as Array<{ id: string }>).map(({ id }) => id);

/** The server's own record: which rows are in which dataset, how often, and in which order. */
export function storedIn(datasets: Dataset[]): Pick<World, 'stored' | 'order' | 'whole'> {
	const order = new Map(datasets.map(({ id, rows }) => [id, idsIn(rows)]));
	const stored = new Map<string, Map<string, number>>();
	for (const [datasetId, ids] of order) {
		const counts = new Map<string, number>();
		for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
		stored.set(datasetId, counts);
	}
	const whole = new Set(
		datasets.flatMap(({ rows }) => idsIn(rows.filter(({ extra }) => extra === true))),
	);
	return { stored, order, whole };
}
