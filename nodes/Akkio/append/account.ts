import type { Report } from './report';

const WHAT_BECAME_OF_THEM: Record<Report['outcome'] | 'notSent', string> = {
	appended: 'appended',
	notAppended: 'not appended',
	refused: 'refused, and it is not known whether Akkio kept a part',
	unknown: 'sent, but no answer came; may be in the dataset, so look there before sending again',
	notSent: 'not sent',
};

/**
 * What became of the rows, as a sentence: "Rows 1–1000: appended. Rows 1001–1500: not appended."
 * @param reports one a row, in the user's order
 * @param first the number of the first row, as the user counts
 */
export function accountOf(reports: readonly Report[], first = 1): string {
	const sentences: string[] = [];
	for (let start = 0, end; start < reports.length; start = end) {
		const what = kindOf(reports[start]!);
		end = start + 1;
		while (end < reports.length && kindOf(reports[end]!) === what) end++;
		const rows =
			end - start === 1 ? `Row ${first + start}` : `Rows ${first + start}–${first + end - 1}`;
		sentences.push(`${rows}: ${WHAT_BECAME_OF_THEM[what]}.`);
	}
	return sentences.join(' ');
}

function kindOf({ outcome, request }: Report) {
	return outcome === 'notAppended' && request === undefined ? 'notSent' : outcome;
}
