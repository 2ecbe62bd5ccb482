import type { Executed, Outcomes } from './record';

/** Where reports and the server's own record disagree, by kind. */
export interface Disagreements {
	/** A row reported as appended that is not there, or as not appended that is; a count that is wrong. */
	falseReports: string[];
	/** A row without a report, and a field that is not there without a word. */
	lost: string[];
	/** A row that is there more often than its reports allow. */
	duplicates: string[];
	/** Copies that the user allowed with On Unknown Outcome → Retry. */
	allowedCopies: number;
}

/** Compares every report with the server's own record. */
export function findDisagreements({ executions, stored }: Outcomes): Disagreements {
	const found: Disagreements = { falseReports: [], lost: [], duplicates: [], allowedCopies: 0 };
	for (const [number, execution] of executions.entries()) {
		const { rows, report } = execution;
		for (const [place, outcome] of report.outcomes.entries()) {
			if (!outcome)
				found.lost.push(`Row ${rows[place]!.id ?? `without fields, ${number}.${place}`}`);
		}
		compareRows(execution, stored, found);
		found.falseReports.push(...report.contradictions, ...findWrongCounts(execution, stored));
		found.lost.push(...findLostFields(execution, stored));
	}
	return found;
}

/**
 * Identical rows have one id, and count together: of those, as many are there as were reported
 * appended, and at most as many more as are unknown or rejected.
 */
function compareRows(
	{ plan, rows, report }: Executed,
	stored: Outcomes['stored'],
	found: Disagreements,
): void {
	const claims = new Map<
		string,
		{ datasetId: string; id?: string; appended: number; maybe: number }
	>();
	for (const [place, { id, datasetId }] of rows.entries()) {
		const outcome = report.outcomes[place];
		if (id === undefined || outcome === undefined) continue;
		const name = `${datasetId} ${id}`;
		const claim = claims.get(name) ?? { datasetId, id, appended: 0, maybe: 0 };
		if (outcome === 'appended') claim.appended++;
		else if (outcome !== 'notAppended') claim.maybe++;
		claims.set(name, claim);
	}
	for (const { datasetId, id, appended, maybe } of claims.values()) {
		const count = stored.get(datasetId)!.filter((row) => row.id === id).length;
		const most = appended + maybe;
		const said = `${id}: ${appended} appended, ${maybe} unknown, and it is there ${count} times`;
		if (count < appended || (count > most && most === 0)) found.falseReports.push(said);
		else if (count > most && plan.onUnknownOutcome === 'report') found.duplicates.push(said);
		else if (count > most) found.allowedCopies += count - most;
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
		const isWhole = stored.get(datasetId)!.some((row) => row.id === id && row.extra);
		return isWhole ? [] : [`The field 'extra' of row ${id}`];
	});
}
