import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { RowOutcome } from '../../nodes/Akkio/shared/errors';
import type { Report } from './record';
import type { ExecutionPlan, ExpectedRow } from './schedule';

/** What an error's sentences call the outcomes. */
const OUTCOMES: Record<string, RowOutcome> = {
	appended: 'appended',
	'not appended': 'notAppended',
	'not sent': 'notAppended',
	rejected: 'rejected',
	'sent, but': 'unknown',
};
const SENTENCE = new RegExp(
	`(?<![^ ])Rows? (\\d+)(?:–(\\d+))?: (${Object.keys(OUTCOMES).join('|')})`,
	'g',
);

const newReport = ({ length }: readonly ExpectedRow[], words: string[]): Report => ({
	outcomes: new Array<undefined>(length).fill(undefined),
	contradictions: [],
	words,
});

/** Reads the error that stopped a run: "Rows 1–3: appended. Row 4: not sent." */
export function readError(error: Error, rows: readonly ExpectedRow[]): Report {
	const { message } = error;
	const description = (error as { description?: string | null }).description ?? '';
	const report = newReport(rows, [message, description]);
	// A row that cannot be sent, in stop mode: nothing at all was sent.
	if (description.startsWith('No row was sent.')) report.outcomes.fill('notAppended');
	for (const [sentence, first, last = first, words] of description.matchAll(SENTENCE)) {
		for (let row = Number(first) - 1; row < Number(last); row++) {
			if (row < rows.length && !report.outcomes[row]) report.outcomes[row] = OUTCOMES[words!];
			else report.contradictions.push(`A row too many: ${sentence}`);
		}
	}
	if (!report.outcomes.some(Boolean)) {
		report.contradictions.push(`An error that accounts for no row: ${message}`);
	}
	return report;
}

interface ItemReport extends IDataObject {
	outcome?: RowOutcome;
	rows?: Array<{ outcome?: RowOutcome }>;
	error?: string | ItemReport | null;
}

/** Reads what came out: an item for each item, or a summary for each dataset and the failed items. */
export function readItems(
	out: readonly INodeExecutionData[],
	rows: readonly ExpectedRow[],
	{ output }: ExecutionPlan,
	hints: string[],
): Report {
	const report = newReport(rows, [...hints]);
	const summaries: INodeExecutionData[] = [];
	let last = -1;
	for (const one of out) {
		const json = one.json as ItemReport;
		// On the error output, `error` holds everything.
		const own = typeof json.error === 'object' && json.error !== null ? json.error : json;
		if (own.outcome === undefined) {
			if (output === 'summary') summaries.push(one);
			else report.contradictions.push('An item without an outcome');
			continue;
		}
		const { item } = one.pairedItem as { item: number };
		if (item <= last) report.contradictions.push(`Item ${item} came out again, or too late`);
		last = item;
		const places = rows.flatMap((row, place) => (row.item === item ? [place] : []));
		const shown = own.rows?.map(({ outcome }) => outcome ?? own.outcome);
		if (shown && shown.length !== places.length) report.contradictions.push('It lost a row');
		for (const [index, place] of places.entries()) {
			report.outcomes[place] = shown ? shown[index] : own.outcome;
		}
		report.words.push(...[own.error, own.message, own.description, own.warning].map(String));
	}
	for (const summary of summaries) addSummary(report, rows, summary);
	return report;
}

/** What did not come out as failed was appended; the sums have to say the same. */
function addSummary(
	{ outcomes, contradictions }: Report,
	rows: readonly ExpectedRow[],
	{ json, pairedItem }: INodeExecutionData,
): void {
	const items = new Set((pairedItem as Array<{ item: number }>).map(({ item }) => item));
	const places = rows.flatMap(({ item, id }, place) => (items.has(item) && id ? [place] : []));
	for (const place of places) outcomes[place] ??= 'appended';
	const counts: Record<string, number> = { rowCount: places.length };
	for (const outcome of new Set(Object.values(OUTCOMES))) {
		counts[outcome] = places.filter((place) => outcomes[place] === outcome).length;
	}
	for (const [name, count] of Object.entries(counts)) {
		if (json[name] === count) continue;
		contradictions.push(`The summary has ${String(json[name])} ${name}, not ${count}`);
	}
}
