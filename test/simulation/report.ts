import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { RowOutcome } from '../../nodes/Akkio/shared/errors';
import type { Report } from './record';
import type { ExpectedRow } from './schedule';

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

/** Reads the items that came out, one for each that came in. */
export function readItems(
	out: readonly INodeExecutionData[],
	rows: readonly ExpectedRow[],
	hints: string[],
): Report {
	const report = newReport(rows, hints);
	let last = -1;
	for (const { json, pairedItem } of out as Array<{ json: ItemReport; pairedItem: unknown }>) {
		// On the error output, `error` holds everything.
		const own = typeof json.error === 'object' && json.error !== null ? json.error : json;
		const { item } = pairedItem as { item: number };
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
	return report;
}
