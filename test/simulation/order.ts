import { fateOf } from './policy';
import { isTwin } from './schedule';
import type { Executed, Sent, World } from './record';

/**
 * Rows of one execution that were appended lie in their dataset in the order of the items. What was
 * missing and came with a later try lies behind what had gone on without it; so, where the run goes
 * on after a failure, tries are looked at one by one. Rows that were ever in doubt may lie anywhere.
 */
export function disorderIn({ executions, sent, order, stored }: World): string[] {
	return executions.flatMap((execution, number) => {
		const appends = sent.filter(
			({ execution: whose, method }) => whose === number && method === 'POST',
		);
		return [...order].flatMap(([datasetId, ids]) => {
			const counts = stored.get(datasetId)!;
			const places = ids
				.filter((id) => counts.get(id) === 1 && !isTwin(id))
				.map((id) => placed(execution, appends, datasetId, id))
				.filter((place) => place !== undefined);
			return places
				.filter((place, index) => {
					const before = places.slice(0, index).findLast(({ group }) => group === place.group);
					return before && before.item > place.item;
				})
				.map(({ item }) => `Row ${number}.${item} lies out of order`);
		});
	});
}

/** Which item a stored row is, and the rows among which it has to be in order. */
function placed({ rows, told, goesOn }: Executed, appends: Sent[], datasetId: string, id: string) {
	const item = rows.findIndex((row) => row.id === id && row.datasetId === datasetId);
	if (item < 0 || told.outcomes[item] !== 'appended') return undefined;
	const carriers = appends.filter(({ ids }) => ids.includes(id));
	const isPlain = carriers.every(({ seen }) => seen !== undefined && fateOf(seen) !== 'unknown');
	if (!isPlain) return undefined;
	return { item, group: goesOn ? carriers.at(-1)!.tryIndex : 0 };
}
