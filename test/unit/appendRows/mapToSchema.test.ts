import type { AppendOptions } from '../../../nodes/Akkio/resources/dataset/appendRows/description';
import { mapToSchema } from '../../../nodes/Akkio/resources/dataset/appendRows/mapToSchema';
import { normalizeRow } from '../../../nodes/Akkio/rows/normalize';
import { isPending, type Row } from '../../../nodes/Akkio/rows/preparedRow';
import { closestMatch } from '../../../nodes/Akkio/shared/names';
import { growthOf } from '../../support/engine/growth';
import { groupOf, OPTIONS } from './fakes';

type Column = string | { name: string; type: string };

/** Maps rows, as items give them, to a dataset's columns. */
function map(columns: Column[], rows: Row[], choices: Partial<AppendOptions> = {}) {
	const options = { ...OPTIONS, ...choices };
	const group = groupOf('A', rows);
	group.schema = { columns: columns.map((one) => (typeof one === 'string' ? { name: one } : one)) };
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
const FLATTEN = { nestedValues: 'flatten' } as const;
const notColumn = (row: number, name: string) =>
	`Row ${row} has a field that is not a column: ${name}`;

describe('a dataset without columns', () => {
	test('gets those of all rows, first seen first; a missing value is null', () => {
		const { isFirstAppend, sent } = map([], [{ b: 1 }, { a: 2, b: 3 }, { ' c ': 4 }]);
		expect(isFirstAppend).toBe(true);
		expect(sent).toEqual([
			...['{"b":1,"a":null,"c":null}', '{"b":3,"a":2,"c":null}', '{"b":null,"a":null,"c":4}'],
		]);
	});

	// prettier-ignore
	test.each<[boolean, unknown[][]]>([
		[true, [[1, 'two'], ['007', 'n/a'], [1, true], [1, '0x10']]],
		[false, [[1, ' 2.5 ', '-1e3'], [1, null, '', ' '], ['a', 'b', true]]],
	])('numbers and text in one column: %p for %j', (isMixed, columns) => {
		for (const values of columns) {
			const { mixedColumns } = map([], values.map((x) => ({ x, y: 1 })));
			expect([values, mixedColumns]).toEqual([values, isMixed ? ['x'] : []]);
		}
	});

	test('gets at most 1,000 columns, else no row is sent', () => {
		const wide = (count: number) => Array.from({ length: count }, (_, n) => ({ [`c${n}`]: n }));
		expect(map([], wide(1000)).columns).toHaveLength(1000);
		for (const choices of [{}, FLATTEN]) {
			const { sent, advice } = map([], wide(1001), choices);
			const message = 'The first append would set more than 1,000 columns';
			expect(new Set(sent)).toEqual(new Set([message]));
			expect(advice).toMatch(/these look like values rather than names/);
		}
	});

	test('gets the columns of rows that an earlier try sent, too', () => {
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
});

describe('flattened', () => {
	// prettier-ignore
	test.each<[Row[], string[]]>([
		[[{ ship: { name: 'A' } }, { ship: null }], ['ship.name']],
		[[{ ship: {} }, { ship: { name: 'A' } }], ['ship.name']],
		[[{ ship: null }, { ship: {} }, { ship: { a: 1, b: 2 } }], ['ship.a', 'ship.b']],
		[[{ a: { b: { c: 1 } } }, { a: { b: null } }, { a: { b: {} } }, { a: {} }], ['a.b.c']],
		[[{ a: null }, { a: { b: null } }, { a: { b: { c: 1 } } }], ['a.b.c']],
		[[{ a: { b: 1 } }, { a: 'x' }, { a: null }], ['a.b', 'a']],
		[[{ ship: null }, { x: 1, ship: null }], ['ship', 'x']],
		[[{ ship: {} }], ['ship']],
		[[{ a: { b: 1 } }, { a: [] }], ['a.b', 'a']],
	])('%j: the columns are decided over all rows', (rows, columns) =>
		expect(map([], rows, FLATTEN).columns).toEqual(columns),
	);

	const SHIPS = [{ ship: { name: 'A' } }, { ship: null }, { ship: {} }];
	const NAMES = ['"A"', 'null', 'null'].map((name) => `{"ship.name":${name}}`);
	const DEEP = [{ a: null }, { a: {} }, { a: { b: {} } }, { a: { b: null } }];
	const OTHERS = [{ ship: 'A' }, { shop: null }, { ship: [] }];
	const REFUSED = ['ship', 'shop', 'ship'].map((name, at) => notColumn(at + 1, name));
	// prettier-ignore
	const SENT: Array<[string, string[], Row[], string[], object]> = [
		['mean null in each column of theirs', [], SHIPS, NAMES, FLATTEN],
		['mean null in the dataset’s columns', ['ship.name'], SHIPS, NAMES, FLATTEN],
		['mean null at any depth', ['a.b.c'], DEEP, Array<string>(4).fill('{"a.b.c":null}'), FLATTEN],
		['mean null in a column of their own, too', ['ship', 'ship.name'], [{ ship: {} }], ['{"ship":null,"ship.name":null}'], FLATTEN],
		['are what they are where no column is named after them', [], [{ a: {} }, { a: null }], ['{"a":"{}"}', '{"a":null}'], FLATTEN],
		['are fields like any other value and any other name', ['ship.name'], OTHERS, REFUSED, FLATTEN],
		['are fields where nothing is flattened', ['ship.name'], [{ ship: null }], [notColumn(1, 'ship')], {}],
	];
	test.each(SENT)('null and {} %s', (_rule, columns, rows, expected, choices) => {
		const { sent, unknownFields } = map(columns, rows, choices);
		expect(sent).toEqual(expected);
		expect(unknownFields).toEqual(
			sent[0]!.startsWith('Row') ? [...new Set(rows.flatMap(Object.keys))] : [],
		);
	});
});

describe('a dataset with columns', () => {
	const ROWS = [{ Name: 'Ada' }, { Nmae: 'Bob' }, { Name: 'Cy', utm: 'x', note: 'y' }];

	// prettier-ignore
	test.each<[string[], Row, string]>([
		[['Name', ' Age ', 'constructor'], { Age: 36, Name: 'Ada' }, '{"Name":"Ada"," Age ":36,"constructor":null}'],
		[['Cafe\u0301', 'A\u00A0B'], { Café: 1, 'A B': 2 }, '{"Cafe\u0301":1,"A\u00A0B":2}'],
		[['a', 'a\u200B'], { a: 1 }, '{"a":1,"a\u200B":null}'],
		[['Name'], { name: 1 }, notColumn(1, 'name')],
	])('of the columns %j gets %j in its own order and spelling', (columns, row, sent) =>
		expect(map(columns, [row]).sent).toEqual([sent]),
	);

	const EXTRA = [notColumn(2, 'Nmae'), 'Row 3 has fields that are not columns: utm, note'];
	test.each<[AppendOptions['extraFields'], string[]]>([
		['error', ['{"Name":"Ada"}', ...EXTRA]],
		['ignore', ['{"Name":"Ada"}', 'Row 2 has no field that is a column', '{"Name":"Cy"}']],
		[
			'send',
			['{"Name":"Ada"}', '{"Name":null,"Nmae":"Bob"}', '{"Name":"Cy","utm":"x","note":"y"}'],
		],
	])('and extra fields, which are to %s, gives %j', (extraFields, expected) => {
		const { sent, unknownFields } = map(['Name'], ROWS, { extraFields });
		expect(sent).toEqual(expected);
		expect(unknownFields).toEqual(['Nmae', 'utm', 'note']);
	});

	test('names all extra fields, with the columns they resemble', () => {
		expect(map(['Name'], ROWS).advice).toMatch(
			/^Not columns: Nmae, utm, note\. Did you mean 'Name' instead of 'Nmae'\? Rename/,
		);
		expect(map(['Name'], [{ x: 1 }]).advice).toMatch(/^Rename the field/);
	});
});

describe('a numeric column', () => {
	const mapTo = (type: string, values: unknown[]) =>
		map(
			[{ name: 'x ', type }, 'y'],
			values.map((x) => ({ x, y: 'text' })),
		).sent;
	// prettier-ignore
	const GOOD = [0, -12.5, '12.5', ' 7 ', '-0.5', '+3', '.5', '5.', '1e3', '1E-3', '007', '', ' ', null];
	// prettier-ignore
	const BAD = ['abc', '1,234', '12 years', '0x10', '0b11', '0o17', 'Infinity', '.', 'e3', '1e', '--1'];

	test.each(['integer', 'float', 'number'])(
		'of type %s takes decimal numbers and nothing',
		(type) => {
			// As they are: Akkio reads them.
			expect(mapTo(type, GOOD).map((text) => (JSON.parse(text) as Row)['x '])).toEqual(GOOD);
			const texts = [...BAD.map((value) => `'${value}'`), 'true'];
			expect(mapTo(type, [...BAD, true])).toEqual(
				texts.map((text, at) => `Row ${at + 1} has ${text} in 'x', but the column is numeric`),
			);
		},
	);

	test.each(['string', 'category', 'id', 'date', 'unknown', 'decimal'])(
		'is none of type %s',
		(type) => expect(mapTo(type, ['abc'])).toEqual(['{"x ":"abc","y":"text"}']),
	);

	test('beside others: all are named, and long values cut; a row may be without it', () => {
		const columns = ['a', 'b', 'constructor', 'd'].map((name) => ({ name, type: 'integer' }));
		const bad = { a: 'y'.repeat(1000), b: true, constructor: 'z', d: 'w' } as unknown as Row;
		expect(map(columns, [bad, { a: 1 }]).sent).toEqual([
			`Row 1 has '${'y'.repeat(40)}…' in 'a', true in 'b', 'z' in 'constructor', but these columns are numeric`,
			'{"a":1,"b":null,"constructor":null,"d":null}',
		]);
	});
});

test.each<[string, Row]>([
	['dots in a name', { [`a${'.'.repeat(1_000_000)}`]: null }],
	['digits of a text', { x: `${'1'.repeat(1_000_000)}x` }],
])('a million %s are looked at once: anything slower takes minutes here', (_what, row) => {
	const known = [{ name: 'x', type: 'integer' }];
	expect(map(known, [row], FLATTEN).sent[0]).toMatch(/^Row 1 has /);
	expect(map([], [row, { x: 1 }], FLATTEN).sent).toHaveLength(2);
});

test.each<[string[], Partial<AppendOptions>]>([
	[['x', 'y'], { extraFields: 'error' }],
	[['x', 'y'], { extraFields: 'ignore' }],
	[['x', 'y'], { extraFields: 'send' }],
	[[], {}],
	[[], FLATTEN],
])(
	'work grows with rows that have a field of their own, and no faster: %j, %j',
	async (...given) => {
		const [columns, choices] = given;
		const work = (count: number) => {
			const rows = Array.from({ length: count }, (_, n) => ({ x: n, [`field ${n}`]: n }));
			expect(map(columns, rows, choices).sent).toHaveLength(count);
		};
		expect(await growthOf(work)).toBeLessThan(8);
	},
);

// prettier-ignore
test.each([
	['email', 'Email'], ['E-Mail', 'Email'], ['Emial', 'Email'], ['first_name', 'First Name'], ['Fist Name', 'First Name'], ['Amont', 'Amount'],
	['amnt', undefined], ['zap', 'zip'], ['phone', undefined], ['', undefined], ['x'.repeat(10_000), undefined], ['colour', 'color'],
])('the suggestion for %j is %j, the closest', (name, column) => {
	const columns = ['Email', 'First Name', 'Amount', 'zip', 'color', 'colours', 'colour 2'];
	expect(closestMatch(name, columns)).toBe(column);
});
