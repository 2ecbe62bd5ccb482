import type { Executed, Outcomes } from './record';

/** Copies that the user allowed with On Unknown Outcome → Retry: the only kind that is not wrong. */
export const ALLOWED = 'copies where the user chose Retry';

/** Where every report and the server's own record disagree, by kind. */
export function findDisagreements({ executions, stored }: Outcomes) {
	const found = {
		/** Reported as appended and not there, or as not appended and there; a count that is wrong. */
		'false reports': executions.flatMap((execution) => [
			...execution.report.contradictions,
			...findWrongCounts(execution, stored),
		]),
		/** A row without a report, and a field that is not there without a word. */
		'lost without a word': executions.flatMap((execution) => [
			...execution.rows
				.filter((_, place) => !execution.report.outcomes[place])
				.map(({ id, item }) => `Row ${id ?? 'without fields'} of item ${item}`),
			...findLostFields(execution, stored),
		]),
		/** There more often than the reports allow. */
		duplicates: [] as string[],
		[ALLOWED]: [] as string[],
	};
	for (const execution of executions) compareRows(execution, stored, found);
	return found;
}

/**
 * Identical rows have one id, and count together: of those, as many are there as were reported
 * appended, and at most as many more as are unknown or rejected.
 */
function compareRows(
	{ plan, rows, report }: Executed,
	stored: Outcomes['stored'],
	found: ReturnType<typeof findDisagreements>,
): void {
	for (const [place, { id, datasetId }] of rows.entries()) {
		const isSame = (row: (typeof rows)[0]) => row.id === id && row.datasetId === datasetId;
		if (id === undefined || rows.findIndex(isSame) < place) continue;
		const outcomes = report.outcomes.filter((_, other) => isSame(rows[other]!));
		const appended = outcomes.filter((outcome) => outcome === 'appended').length;
		const maybe = outcomes.filter((one) => one === 'rejected' || one === 'unknown').length;
		const count = stored.get(datasetId)!.filter((row) => row.id === id).length;
		const most = appended + maybe;
		const words = `${id}: ${appended} appended, ${maybe} unknown, and it is there ${count} times`;
		if (count < appended || (count > most && most === 0)) found['false reports'].push(words);
		else if (count > most && plan.onUnknownOutcome === 'report') found.duplicates.push(words);
		else if (count > most) found[ALLOWED].push(...Array<string>(count - most).fill(words));
	}
}

/** Akkio's counts may lag, but rows never leave a dataset, and the report has to quote them in order. */
function findWrongCounts({ rows, report }: Executed, stored: Outcomes['stored']): string[] {
	const most = Math.max(...rows.map(({ datasetId }) => stored.get(datasetId)!.length));
	return report.words.flatMap((words) =>
		[...words.matchAll(/Akkio counted (?:(\d+) rows before this run and )?(\d+) now/g)]
			.filter(([, before, now]) => Number(before ?? 0) > Number(now) || Number(now) > most)
			.map(([sentence]) => `Of at most ${most} rows: ${sentence}`),
	);
}

/** A row that is reported appended has its field `extra`, or a warning says that it may not be there. */
function findLostFields({ plan, rows, report }: Executed, stored: Outcomes['stored']): string[] {
	const isSaid = report.words.some((words) => /does not show .*\bextra\b/.test(words));
	if (isSaid || plan.extraFields !== 'error') return [];
	return rows.flatMap(({ id, datasetId, extra, isTwin }, place) => {
		if (!extra || isTwin || report.outcomes[place] !== 'appended') return [];
		const isWhole = stored.get(datasetId)!.some((row) => row.id === id && row.hasExtra);
		return isWhole ? [] : [`The field 'extra' of row ${id}`];
	});
}
