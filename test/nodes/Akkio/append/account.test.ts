import { accountOf } from '../../../../nodes/Akkio/append/account';
import type { Report } from '../../../../nodes/Akkio/append/report';

const times = (count: number, report: Report) => Array.from({ length: count }, () => report);

test('the account names every stretch of rows, counted from 1', () => {
	const reports = [
		...times(1000, { outcome: 'appended', request: 1 }),
		...times(500, { outcome: 'notAppended', request: 2 }),
		...times(1000, { outcome: 'notAppended' }),
	];
	expect(accountOf(reports)).toBe(
		'Rows 1–1000: appended. Rows 1001–1500: not appended. Rows 1501–2500: not sent.',
	);
});

test('a single row is called a row, and the count may start elsewhere', () => {
	expect(accountOf(times(1, { outcome: 'refused', request: 1 }), 7)).toBe(
		'Row 7: refused, and it is not known whether Akkio kept a part.',
	);
});

test('single rows in the middle are rows, too', () => {
	const reports: Report[] = [
		{ outcome: 'appended', request: 1 },
		{ outcome: 'notAppended', request: 2 },
		{ outcome: 'appended' },
	];
	expect(accountOf(reports)).toBe('Row 1: appended. Row 2: not appended. Row 3: appended.');
});

test('what is unknown is said in so many words', () => {
	expect(accountOf(times(2, { outcome: 'unknown', request: 1 }))).toBe(
		'Rows 1–2: sent, but no answer came; may be in the dataset, so look there before sending again.',
	);
});
