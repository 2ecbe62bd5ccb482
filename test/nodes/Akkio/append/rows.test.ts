import { DateTime } from 'luxon';

import { rowFrom, rowsIn } from '../../../../nodes/Akkio/append/rows';

test('an item that is no object is read as what it is', () => {
	expect(rowsIn('x' as never)).toEqual('x');
	expect(rowsIn([{ a: 1 }, { a: 2 }] as never)).toEqual([{ a: 1 }, { a: 2 }]);
});

test("an item's fields are the row, with every value as it is", () => {
	const json = { zero: 0, no: false, empty: '', nothing: null, list: [1], deep: { a: 1 } };
	expect(rowsIn(json)).toEqual(json);
});

describe('a form', () => {
	const submitted = { submittedAt: '2026-11-23T10:00:00.000+00:00', formMode: 'production' };

	test('what the Form Trigger adds is not data', () => {
		expect(rowsIn({ Name: 'Ada', ...submitted })).toEqual({ Name: 'Ada' });
		expect(rowsIn({ Name: 'Ada', ...submitted, formMode: 'test' })).toEqual({ Name: 'Ada' });
	});

	test.each([
		{ submittedAt: '2026-11-23' },
		{ formMode: 'production' },
		{ submittedAt: 'x', formMode: 'paper' },
	])('a table that happens to have a column of that name keeps it: %j', (json) =>
		expect(rowsIn(json)).toEqual(json),
	);
});

describe('a webhook', () => {
	const call = {
		headers: { host: 'localhost' },
		params: {},
		query: {},
		body: { a: 1 } as unknown,
		webhookUrl: 'http://localhost/webhook/x',
		executionMode: 'production',
	};

	test('is read from its body: an object, or a list of them', () => {
		expect(rowsIn(call)).toEqual({ a: 1 });
		expect(rowsIn({ ...call, body: [{ a: 1 }, { a: 2 }] })).toEqual([{ a: 1 }, { a: 2 }]);
		expect(rowsIn({ ...call, body: [] })).toEqual([]);
	});

	test.each([
		['one key more', { ...call, more: 1 }],
		['one key less', { ...call, executionMode: undefined, webhookUrl: undefined, a: 1, b: 2 }],
		['another kind of headers', { ...call, headers: 'x' }],
		['another kind of address', { ...call, webhookUrl: 7 }],
		['only a body', { body: { a: 1 } }],
	])('with %s it is data like any other', (_what, json) => expect(rowsIn(json)).toEqual(json));
});

describe('what another Append Rows puts out', () => {
	const report = { outcome: 'appended', datasetId: 'abc', rowCount: 1, request: 1 };

	test('is read from its row, or its rows', () => {
		expect(rowsIn({ ...report, row: { a: 1 } })).toEqual({ a: 1 });
		expect(rowsIn({ ...report, rows: [{ a: 1 }] })).toEqual([{ a: 1 }]);
	});

	test.each([
		{ ...report, row: 'a' },
		{ ...report, row: null },
		{ ...report, row: [1] },
		{ ...report, rows: { a: 1 } },
		{ ...report, row: { a: 1 }, more: 1 },
		{ row: { a: 1 } },
	])('a table that only looks like it is not: %j', (other) => expect(rowsIn(other)).toEqual(other));
});

test.each([
	[[1], 'is a list, and no object'],
	[null, 'is null, and no object'],
	[undefined, 'is null, and no object'],
	[new Date(0), 'is a date, and no object'],
	[DateTime.now(), 'is a date, and no object'],
	['x', 'is a string, and no object'],
	[7, 'is a number, and no object'],
])('%j is no row', (value, phrase) => expect(rowFrom(value)).toMatchObject({ phrase }));

test('an object is a row', () => expect(rowFrom({ a: 1 })).toEqual({ a: 1 }));
