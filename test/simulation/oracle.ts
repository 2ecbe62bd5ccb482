import type { Executed, Outcomes, StoredRow } from './record';
import { isTwin } from './schedule';

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
		found.falseReports.push(
			...report.contradictions.map((words) => `Execution ${number}: ${words}`),
		);
		for (const [place, outcome] of report.outcomes.entries()) {
			if (!outcome)
				found.lost.push(`Row ${rows[place]!.id ?? `without fields, ${number}.${place}`}`);
		}
		compareRows(execution, stored, found);
		found.falseReports.push(...findWrongCounts(execution, stored));
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
	const claims = new Map<string, { datasetId: string; appended: number; maybe: number }>();
	for (const [place, { id, datasetId }] of rows.entries()) {
		const outcome = report.outcomes[place];
		if (id === undefined || outcome === undefined) continue;
		const claim = claims.get(`${datasetId} ${id}`) ?? { datasetId, appended: 0, maybe: 0 };
		if (outcome === 'appended') claim.appended++;
		else if (outcome !== 'notAppended') claim.maybe++;
		claims.set(`${datasetId} ${id}`, claim);
	}
	for (const [name, { datasetId, appended, maybe }] of claims) {
		const count = stored.get(datasetId)!.filter(({ id }) => name === `${datasetId} ${id}`).length;
		const most = appended + maybe;
		const said = `${name}: ${appended} appended, ${maybe} unknown, and it is there ${count} times`;
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

/** What tells the user that fields were left out, or may have been. */
const TELLS =
	/^\d+ fields? ignored: .*\bextra\b|sent without a column: .*\bextra\b|does not show .*\bextra\b/;

/**
 * A row that is reported appended has its field `extra`, or a word says where that went. The error that
 * stops a run has no place for what the user chose to leave out or to send without a column.
 */
function findLostFields({ plan, rows, report }: Executed, stored: Outcomes['stored']): string[] {
	const isSaid = report.words.some((words) => TELLS.test(words));
	const hasChosen = plan.extraFields !== 'error';
	if (isSaid || hasChosen) return [];
	return rows.flatMap(({ id, datasetId, extra }, place) => {
		if (!extra || id === undefined || isTwin(id) || report.outcomes[place] !== 'appended')
			return [];
		const isWhole = (row: StoredRow) => row.id === id && row.extra;
		return stored.get(datasetId)!.some(isWhole) ? [] : [`The field 'extra' of row ${id}`];
	});
}
