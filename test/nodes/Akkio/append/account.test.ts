import { accountOf } from '../../../../nodes/Akkio/append/account';
import type { Report } from '../../../../nodes/Akkio/append/send';

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
		'Row 7: refused, and it is not known whether Akkio kept a part of them.',
	);
});

test('what is unknown is said in so many words', () => {
	expect(accountOf(times(2, { outcome: 'unknown', request: 1 }))).toBe(
		'Rows 1–2: sent, but no answer came: they may be in the dataset, so look there before you send them again.',
	);
});
