import type { AppendOptions } from '../../../nodes/Akkio/resources/dataset/appendRows/description';
import { mapToSchema } from '../../../nodes/Akkio/resources/dataset/appendRows/mapToSchema';
import { normalizeRow } from '../../../nodes/Akkio/rows/normalize';
import { isPending, type Row } from '../../../nodes/Akkio/rows/preparedRow';
import { closestMatch } from '../../../nodes/Akkio/shared/closestMatch';
import { groupOf, OPTIONS } from './fakes';

type Column = string | { name: string; type: string };
const columnOf = (column: Column) => (typeof column === 'string' ? { name: column } : column);

/** Maps rows, as items give them, to a dataset's columns. */
function map(columns: Column[], rows: Row[], choices: Partial<AppendOptions> = {}) {
	const options = { ...OPTIONS, ...choices };
	const group = groupOf('A', rows);
	group.schema = { columns: columns.map(columnOf) };
	for (const [index, row] of rows.entries()) {
		const rules = { ...options, foundIgnoreFields: new Set<string>() };
		group.rows[index]!.values = normalizeRow(row, rules) as Row;
	}
	mapToSchema(group, options);
	return {
		...group,
		/** As JSON, since the order counts; or why not. */
		sent: group.rows.map((row) =>
			isPending(row) ? JSON.stringify(group.toRecord(row)) : row.error!.message,
		),
		advice: group.rows.find(({ error }) => error)?.error!.description,
	};
}
const flatten = { nestedValues: 'flatten' } as const;

describe('a dataset without columns', () => {
	test('gets those of all rows, first seen first; a missing value is null', () => {
		const { columns, isFirstAppend, sent } = map([], [{ b: 1 }, { a: 2, b: 3 }, { ' c ': 4 }]);
		expect(columns).toEqual(['b', 'a', 'c']);
		expect(isFirstAppend).toBe(true);
		expect(sent).toEqual([
			'{"b":1,"a":null,"c":null}',
			'{"b":3,"a":2,"c":null}',
			'{"b":null,"a":null,"c":4}',
		]);
	});

	test.each<[string, unknown[], string[]]>([
		['numbers and text', [1, 'two'], ['x']],
		['numeric text and other text', ['007', 'n/a'], ['x']],
		['numbers and true', [1, true], ['x']],
		['numbers and what is no decimal number', [1, '0x10'], ['x']],
		['numbers and numeric text', [1, ' 2.5 ', '-1e3'], []],
		['numbers and nothing', [1, null, '', ' '], []],
		['text only', ['a', 'b', true], []],
	])('%s in one column: the columns named are %j', (_what, values, mixed) => {
		const rows = values.map((x) => ({ x, y: 1 }));
		expect(map([], rows).mixedColumns).toEqual(mixed);
	});

	test('gets at most 1,000 columns, else no row is sent', () => {
		const wide = (count: number) => Array.from({ length: count }, (_, n) => ({ [`c${n}`]: n }));
		expect(map([], wide(1000)).columns).toHaveLength(1000);
		const { sent, advice } = map([], wide(1001));
		expect(new Set(sent)).toEqual(new Set(['The first append would set more than 1,000 columns']));
		expect(advice).toMatch(/these look like values rather than names/);
	});
});

describe('flattened', () => {
	test.each<[string, Row[], string[]]>([
		['null', [{ ship: { name: 'A' } }, { ship: null }], ['ship.name']],
		['an empty object', [{ ship: {} }, { ship: { name: 'A' } }], ['ship.name']],
		['both', [{ ship: null }, { ship: {} }, { ship: { a: 1, b: 2 } }], ['ship.a', 'ship.b']],
		[
			'nested deeper',
			[{ a: { b: { c: 1 } } }, { a: { b: null } }, { a: { b: {} } }, { a: {} }],
			['a.b.c'],
		],
		[
			'nested deeper, the other way',
			[{ a: null }, { a: { b: null } }, { a: { b: { c: 1 } } }],
			['a.b.c'],
		],
		['with a value in another row', [{ a: { b: 1 } }, { a: 'x' }, { a: null }], ['a.b', 'a']],
		['null only', [{ ship: null }, { x: 1, ship: null }], ['ship', 'x']],
		['an empty object only', [{ ship: {} }], ['ship']],
		['an array', [{ a: { b: 1 } }, { a: [] }], ['a.b', 'a']],
	])('%s: the columns are decided over all rows', (_what, rows, columns) =>
		expect(map([], rows, flatten).columns).toEqual(columns),
	);

	test('null and {} mean null in each column of theirs, in a run and against a dataset', () => {
		const rows = [
			{ ship: { name: 'A' }, n: 1 },
			{ ship: null, n: 2 },
			{ ship: {}, n: 3 },
		];
		const sent = [
			'{"ship.name":"A","n":1}',
			'{"ship.name":null,"n":2}',
			'{"ship.name":null,"n":3}',
		];
		expect(map([], rows, flatten).sent).toEqual(sent);
		const known = map(['ship.name', 'n'], rows, flatten);
		expect(known.sent).toEqual(sent);
		expect(known.unknownFields).toEqual([]);
		const deep = map(
			['a.b.c'],
			[{ a: null }, { a: {} }, { a: { b: {} } }, { a: { b: null } }],
			flatten,
		);
		expect(new Set(deep.sent)).toEqual(new Set(['{"a.b.c":null}']));
	});

	test('a column of that very name gets them as they are', () => {
		expect(map([], [{ ship: {} }, { ship: null }], flatten).sent).toEqual([
			'{"ship":"{}"}',
			'{"ship":null}',
		]);
		expect(map(['ship', 'ship.name'], [{ ship: {} }], flatten).sent).toEqual([
			'{"ship":null,"ship.name":null}',
		]);
	});

	test('a value is no empty object, and a field in no column is unknown all the same', () => {
		const { sent } = map(['ship.name'], [{ ship: 'A' }, { shop: null }, { ship: [] }], flatten);
		expect(sent).toEqual([
			...['Row 1 has a field that is not a column: ship'],
			...['Row 2 has a field that is not a column: shop'],
			...['Row 3 has a field that is not a column: ship'],
		]);
	});

	test('not flattened, null under a name of that kind is a field like any other', () =>
		expect(map(['ship.name'], [{ ship: null }]).sent).toEqual([
			'Row 1 has a field that is not a column: ship',
		]));
});

describe('a dataset with columns', () => {
	const COLUMNS = ['Name', ' Age ', 'constructor'];

	test('gets its own columns, in its order and spelling, whatever the fields look like', () => {
		expect(map(COLUMNS, [{ Age: 36, Name: 'Ada' }]).sent).toEqual([
			'{"Name":"Ada"," Age ":36,"constructor":null}',
		]);
		const decomposed = map(['Cafe\u0301', 'First\u00A0Name'], [{ Café: 1, 'First Name': 'A' }]);
		expect(decomposed.sent).toEqual(['{"Cafe\u0301":1,"First\u00A0Name":"A"}']);
	});

	test('of two columns that look the same, a field goes to the one spelled like it', () =>
		expect(map(['a', 'a\u200B'], [{ a: 1 }]).sent).toEqual(['{"a":1,"a\u200B":null}']));

	test('capital letters make another name', () =>
		expect(map(['Name'], [{ name: 1 }]).sent[0]).toMatch(/not a column: name$/));

	const ROWS = [{ Name: 'Ada' }, { Nmae: 'Bob' }, { Name: 'Cy', utm: 'x', note: 'y' }];

	test('Error names each row its own fields, and all of them with the columns they resemble', () => {
		const { sent, advice, unknownFields } = map(['Name'], ROWS);
		expect(sent).toEqual([
			'{"Name":"Ada"}',
			'Row 2 has a field that is not a column: Nmae',
			'Row 3 has fields that are not columns: utm, note',
		]);
		expect(advice).toMatch(
			/^Not columns: Nmae, utm, note\. Did you mean 'Name' instead of 'Nmae'\? Rename/,
		);
		expect(unknownFields).toEqual(['Nmae', 'utm', 'note']);
		expect(map(['Name'], [{ x: 1 }]).advice).toMatch(/^Rename the field/);
	});

	test('Ignore leaves them out, unless nothing is left of the row', () => {
		const { sent, unknownFields } = map(['Name'], ROWS, { extraFields: 'ignore' });
		expect(sent).toEqual([
			'{"Name":"Ada"}',
			'Row 2 has no field that is a column',
			'{"Name":"Cy"}',
		]);
		expect(unknownFields).toEqual(['Nmae', 'utm', 'note']);
	});

	test('Send Anyway sends them after the columns', () => {
		const { sent, isFirstAppend } = map(['Name'], ROWS, { extraFields: 'send' });
		expect(sent[1]).toBe('{"Name":null,"Nmae":"Bob"}');
		expect(sent[2]).toBe('{"Name":"Cy","utm":"x","note":"y"}');
		expect(isFirstAppend).toBe(false);
	});

	test('messages stay short, whatever the names', () => {
		const many = Object.fromEntries(
			Array.from({ length: 5000 }, (_, n) => [`n${n}${'x'.repeat(500)}`, n]),
		);
		const { sent, advice } = map(['nothing like it'], [many]);
		expect(sent[0]!.length).toBeLessThan(500);
		expect(sent[0]).toMatch(/ and 4995 more$/);
		expect(advice!.length).toBeLessThan(1500);
	});
});

describe('a numeric column', () => {
	const NUMERIC = ['integer', 'float', 'number'];
	const rowsOf = (values: unknown[]) => values.map((x) => ({ x, y: 'text' }));
	const map1 = (type: string, values: unknown[]) => map([{ name: 'x', type }, 'y'], rowsOf(values));

	test.each(NUMERIC)('of type %s takes decimal numbers, as text, too, and nothing', (type) => {
		const values = [
			0,
			-12.5,
			'12.5',
			' 7 ',
			'-0.5',
			'+3',
			'.5',
			'5.',
			'1e3',
			'1E-3',
			'007',
			'',
			' ',
			null,
		];
		const { sent } = map1(type, values);
		// As they are: Akkio reads them.
		expect(sent.map((json) => (JSON.parse(json) as Row).x)).toEqual(values);
	});

	test.each(NUMERIC)('of type %s takes nothing else', (type) => {
		const values = [
			'abc',
			'1,234',
			'12 years',
			'0x10',
			'0b11',
			'0o17',
			'Infinity',
			'NaN',
			'.',
			'e3',
			'1e',
			'--1',
			true,
		];
		expect(map1(type, values).sent).toEqual(
			values.map((value, index) => {
				const shown = typeof value === 'string' ? `'${value}'` : String(value);
				return `Row ${index + 1} has ${shown} in 'x', but the column is numeric`;
			}),
		);
	});

	test.each(['string', 'category', 'id', 'date', 'unknown', 'decimal'])(
		'is none of type %s',
		(type) => expect(map1(type, ['abc']).sent).toEqual(['{"x":"abc","y":"text"}']),
	);

	test('is found by any spelling; several are named, and long values cut', () => {
		const columns = ['a ', 'b', 'c', 'd'].map((name) => ({ name, type: 'integer' }));
		const { sent } = map(columns, [{ a: 'y'.repeat(1000), b: true, c: 'z', d: 'w' }]);
		expect(sent[0]).toBe(
			`Row 1 has '${'y'.repeat(40)}…' in 'a', true in 'b', 'z' in 'c', but these columns are numeric`,
		);
	});

	test("called as one of JavaScript's own, takes a row without it", () => {
		const columns = ['constructor', 'toString', 'x'].map((name) => ({ name, type: 'integer' }));
		expect(map(columns, [{ x: 1 }]).sent).toEqual(['{"constructor":null,"toString":null,"x":1}']);
	});
});

test('rows that are settled or invalid are not mapped, but count for the columns of a first append', () => {
	const group = groupOf('A', [1, 2, 3]);
	group.schema = { columns: [] };
	const [settled, invalid] = group.rows;
	Object.assign(settled!, { values: { s: 1 }, isSettled: true });
	Object.assign(invalid!, { values: undefined, error: { message: 'E', description: 'D' } });
	mapToSchema(group, OPTIONS);
	expect(group.columns).toEqual(['s', 'n']);
	group.schema = { columns: [{ name: 'n' }] };
	mapToSchema(group, OPTIONS);
	expect(group.rows.map(({ error }) => error?.message)).toEqual([undefined, 'E', undefined]);
});

test.each<[string, Row, string[]]>([
	['dots in a name', { [`a${'.'.repeat(1_000_000)}`]: null }, ['x']],
	['digits of a text', { x: `${'1'.repeat(1_000_000)}x` }, ['x']],
])('a million %s are looked at once: anything slower takes minutes here', (_what, row, columns) => {
	const known = columns.map((name) => ({ name, type: 'integer' }));
	expect(map(known, [row], flatten).sent[0]).toMatch(/^Row 1 has /);
	expect(map([], [row, { x: 1 }], flatten).sent).toHaveLength(2);
});

describe('a suggestion', () => {
	const COLUMNS = ['Email', 'First Name', 'Amount', 'zip'];

	test.each([
		['email', 'Email'],
		['E-Mail', 'Email'],
		['Emial', 'Email'],
		['first_name', 'First Name'],
		['firstname', 'First Name'],
		['Fist Name', 'First Name'],
		['amnt', undefined],
		['Amont', 'Amount'],
		['zap', 'zip'],
		['phone', undefined],
		['', undefined],
		['x'.repeat(10_000), undefined],
	])('for %j is %j', (name, column) => expect(closestMatch(name, COLUMNS)).toBe(column));

	test('is the closest of several', () =>
		expect(closestMatch('colour', ['color', 'colours', 'colour 2'])).toBe('color'));
});
