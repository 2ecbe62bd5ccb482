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

test('an item without fields has no row', () => {
	expect(rowOf({})).toBeUndefined();
	expect(rowOf({ submittedAt: 'x', formMode: 'test' })).toBeUndefined();
});
