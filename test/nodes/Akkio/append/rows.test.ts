import { rowOf } from '../../../../nodes/Akkio/append/rows';

test("an item's fields are the row, with every value as it is", () => {
	const json = {
		zero: 0,
		no: false,
		empty: '',
		nothing: null,
		zip: '00501',
		list: [1],
		deep: { a: 1 },
	};
	expect(rowOf(json)).toEqual(json);
});

test('what the Form Trigger adds is not data', () => {
	const submitted = { submittedAt: '2026-11-23T10:00:00.000+00:00', formMode: 'production' };
	expect(rowOf({ Name: 'Ada', ...submitted })).toEqual({ Name: 'Ada' });
	expect(rowOf({ Name: 'Ada', ...submitted, formMode: 'test' })).toEqual({ Name: 'Ada' });
});

test.each([
	{ submittedAt: '2026-11-23' },
	{ formMode: 'production' },
	{ submittedAt: 'x', formMode: 'paper' },
])('a table that happens to have a column of that name keeps it: %j', (json) =>
	expect(rowOf(json)).toEqual(json),
);

test('what another Append Rows puts out is read from its row; a table that only looks like it is not', () => {
	const report = { outcome: 'appended', datasetId: 'abc', rowCount: 1, request: 1, row: { a: 1 } };
	expect(rowOf(report)).toEqual({ a: 1 });
	for (const other of [
		{ ...report, row: 'a' },
		{ ...report, row: null },
		{ ...report, row: [1] },
		{ ...report, more: 1 },
		{ row: { a: 1 } },
	]) {
		expect(rowOf(other)).toEqual(other);
	}
});

test('an item without fields has no row', () => {
	expect(rowOf({})).toBeUndefined();
	expect(rowOf({ submittedAt: 'x', formMode: 'test' })).toBeUndefined();
});
