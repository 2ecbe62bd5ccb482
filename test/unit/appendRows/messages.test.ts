import {
	rowCountSentence,
	summarizeRows,
} from '../../../nodes/Akkio/resources/dataset/appendRows/messages';
import type { PreparedRow, RowResult } from '../../../nodes/Akkio/rows/preparedRow';

const rows = (...results: Array<[number, RowResult | undefined]>) =>
	results.flatMap(([count, result]) => Array.from({ length: count }, () => ({ result })));

test.each<[ReturnType<typeof rows>, string]>([
	[
		rows(
			[1000, { outcome: 'appended', request: 1 }],
			[500, { outcome: 'notAppended', request: 2 }],
			[999, { outcome: 'notAppended' }],
			[1, undefined],
		),
		'Rows 1–1000: appended. Rows 1001–1500: not appended. Rows 1501–2500: not sent.',
	],
	[
		rows([1, { outcome: 'rejected', request: 1 }]),
		'Row 1: rejected; it is not known whether Akkio kept some of them.',
	],
	[
		rows([1, { outcome: 'appended' }], [1, { outcome: 'notAppended', request: 1 }], [1, undefined]),
		'Row 1: appended. Row 2: not appended. Row 3: not sent.',
	],
	[
		rows([2, { outcome: 'unknown', request: 1 }]),
		'Rows 1–2: sent, but Akkio did not respond; they may be in the dataset, so check there before you send them again.',
	],
	[[], ''],
])('a summary names every run of rows with one outcome, counted from 1', (all, summary) =>
	expect(summarizeRows(all as PreparedRow[])).toBe(summary),
);

test.each([
	[undefined, ''],
	[{ rowsBefore: 5 }, ''],
	[{ rowsAfter: 7 }, 'Akkio counted 7 now; its count may be some seconds old.'],
	[
		{ rowsBefore: 0, rowsAfter: 0 },
		'Akkio counted 0 rows before this run and 0 now; its count may be some seconds old.',
	],
])("Akkio's row counts %j are told as far as they are known", (counts, sentence) =>
	expect(rowCountSentence(counts)).toBe(sentence),
);
