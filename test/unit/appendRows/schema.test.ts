/** A dataset's columns: reading them, and how rows are mapped to them. test/property tries any rows. */
import type { AppendOptions } from '../../../nodes/Akkio/resources/dataset/appendRows/description';
import { mapToSchema } from '../../../nodes/Akkio/resources/dataset/appendRows/mapToSchema';
import * as schema from '../../../nodes/Akkio/resources/dataset/appendRows/schema';
import { sendGroups } from '../../../nodes/Akkio/resources/dataset/appendRows/send';
import { normalizeRow } from '../../../nodes/Akkio/rows/normalize';
import { isPending, type Row } from '../../../nodes/Akkio/rows/preparedRow';
import { closestMatch } from '../../../nodes/Akkio/shared/names';
import { growthOf } from '../../support/engine/growth';
import * as fakes from './fakes';
import { connect, fakeContext, groupOf, OPTIONS } from './fakes';
import { useInstantClock, WRONG_KEY, type Answer } from './fakes';

const time = useInstantClock();

/** Maps rows, as items give them, to a dataset's columns, some of which are numeric. */
function map(names: string[], rows: Row[], choices: Partial<AppendOptions> = {}, numeric = '') {
	const options = { ...OPTIONS, ...choices };
	const group = groupOf('A', rows);
	const typeOf = (name: string) => (numeric.includes(name) ? 'integer' : 'category');
	group.schema = { columns: names.map((name) => ({ name, type: typeOf(name) })) };
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

const ROWS = [{ Name: 'Ada' }, { Nmae: 'Bob' }, { Name: 'Cy', utm: 'x', note: 'y' }];
const EXTRA = [notColumn(2, 'Nmae'), 'Row 3 has fields that are not columns: utm, note'];
const MESSAGE = 'The first append would set more than 1,000 columns';
const wide = (count: number) => Array.from({ length: count }, (_, n) => ({ [`c${n}`]: n }));
// prettier-ignore
const MAPPED: Array<[string, string[], Row[], string[], object?]> = [
	['a first append has the columns of all rows, first seen first; a missing value is null', [], [{ b: 1 }, { a: 2, b: 3 }, { ' c ': 4 }],
		['{"b":1,"a":null,"c":null}', '{"b":3,"a":2,"c":null}', '{"b":null,"a":null,"c":4}']],
	['it sets no more than 1,000 columns', [], wide(1001), Array<string>(1001).fill(MESSAGE)],
	['it sets no more than 1,000 columns, flattened, either', [], wide(1001), Array<string>(1001).fill(MESSAGE), FLATTEN],
	['a dataset’s columns keep their order and spelling', ['Cafe\u0301', ' B ', 'A\u00A0B', 'constructor'], [{ Café: 1, 'A B': 2 }],
		['{"Cafe\u0301":1," B ":null,"A\u00A0B":2,"constructor":null}']],
	['of two columns that look the same, the one spelled so is meant', ['a', 'a\u200B'], [{ a: 1 }], ['{"a":1,"a\u200B":null}']],
	['capital letters count', ['Name'], [{ name: 1 }], [notColumn(1, 'name')]],
	['flattened, null and {} are null in the dataset’s columns, at any depth', ['a.b.c'], [{ a: null }, { a: {} }, { a: { b: {} } }, { a: { b: null } }], Array<string>(4).fill('{"a.b.c":null}'), FLATTEN],
	['flattened, any other value is a field like any other', ['ship.name'], [{ ship: 'A' }, { shop: null }, { ship: [] }], ['ship', 'shop', 'ship'].map((name, at) => notColumn(at + 1, name)), FLATTEN],
	['null is a field where nothing is flattened', ['ship.name'], [{ ship: null }], [notColumn(1, 'ship')]],
	['extra fields are an error', ['Name'], ROWS, ['{"Name":"Ada"}', ...EXTRA]],
];
test.each(MAPPED)('%s', (_rule, columns, rows, sent, choices = {}) =>
	expect(map(columns, rows, choices).sent).toEqual(sent),
);

test('the advice names all extra fields and the columns they resemble, or what is wrong with too many columns', () => {
	expect(map(['Name'], ROWS).advice).toMatch(
		/^Not columns: Nmae, utm, note\. Did you mean 'Name' instead of 'Nmae'\? Rename/,
	);
	expect(map(['Name'], [{ x: 1 }]).advice).toMatch(/^Rename the field/);
	expect(map([], wide(1001)).advice).toMatch(/these look like values rather than names/);
	expect(map([], wide(1000)).columns).toHaveLength(1000);
});

// prettier-ignore
test.each<[boolean, unknown[][]]>([
	[true, [[1, 'two'], ['007', 'n/a'], [1, true], [1, '0x10']]],
	[false, [[1, ' 2.5 ', '-1e3'], [1, null, '', ' '], ['a', 'b', true]]],
])('numbers and text in one new column: %p for %j', (isMixed, columns) => {
	for (const values of columns) {
		const { mixedColumns } = map([], values.map((x) => ({ x, y: 1 })));
		expect([values, mixedColumns]).toEqual([values, isMixed ? ['x'] : []]);
	}
});

test('rows that an earlier try sent have set their columns, too', () => {
	const group = groupOf('A', [1, 2]);
	group.schema = { columns: [] };
	Object.assign(group.rows[0]!, { values: { s: 1 }, wasSent: true });
	mapToSchema(group, OPTIONS);
	expect(group.columns).toEqual(['s', 'n']);
	group.schema = { columns: [{ name: 'n' }] };
	mapToSchema(group, OPTIONS);
	expect(group.rows.map(({ error }) => error)).toEqual([undefined, undefined]);
});

test('values that are not numbers are named for numeric columns, long ones cut', () => {
	const several = { a: 'y'.repeat(1000), b: true, d: 'w' } as unknown as Row;
	expect(map(['a', 'b', 'c', 'd'], [several], {}, 'abcd').sent).toEqual([
		`Row 1 has '${'y'.repeat(40)}…' in 'a', true in 'b', 'w' in 'd', but these columns are numeric`,
	]);
});

test.each<[string, Row]>([
	['dots in a name', { [`a${'.'.repeat(1_000_000)}`]: null }],
	['digits of a text', { x: `${'1'.repeat(1_000_000)}x` }],
])('a million %s are looked at once: anything slower takes minutes here', (_what, row) => {
	expect(map(['x'], [row], FLATTEN, 'x').sent[0]).toMatch(/^Row 1 has /);
	expect(map([], [row, { x: 1 }], FLATTEN).sent).toHaveLength(2);
});

test.each<[string[], Partial<AppendOptions>]>([
	[['x', 'y'], { extraFields: 'error' }],
	[['x', 'y'], { extraFields: 'send' }],
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

const shown = (rows: number, ...names: string[]): Answer => ({
	statusCode: 200,
	body: { status: 'success', name: 'Leads', rows, fields: names.map((name) => ({ name })) },
});
/** IDs are new for each test, since columns stay known in the process. */
let ids = 0;
const newGroup = (values: unknown[] = [1, 2]) => groupOf(`dataset${ids++}`, values);
/** Answers in turn, the last one for all that follow. */
const responding = (...answers: Answer[]) =>
	fakeContext((_asked, index) => answers[Math.min(index, answers.length - 1)]!);

/** Loads the schema of a group where Akkio answers so; how often it is asked, and the columns. */
async function load(group: ReturnType<typeof newGroup>, ...answers: Answer[]) {
	const { context, asked } = responding(...answers);
	await schema.loadSchemas(connect(context, group));
	return [asked.length, group.schema?.columns.map(({ name }) => name)];
}

test('rows without columns are still being parsed: it looks again for ten seconds, then says so', async () => {
	const start = time.now;
	expect(await load(newGroup(), shown(2), shown(2), shown(2, 'n'))).toEqual([3, ['n']]);
	expect(time.now - start).toBe(2_000);
	const slow = newGroup();
	expect(await load(slow, shown(2))).toEqual([11, undefined]);
	expect(slow.error).toMatchObject({
		message: `Akkio is still parsing the first rows of dataset '${slow.id}'`,
		description: expect.stringMatching(/Run this again in a minute/),
	});
	const empty = newGroup();
	expect([await load(empty, shown(0)), empty.rowsBefore]).toEqual([[1, []], 0]);
});

test.each<[string, Answer, number]>([
	['closes the connection', fakes.UNKNOWN, 0],
	['takes no more for now', fakes.RATE_LIMIT, 0],
	['finds it too large', fakes.TOO_LARGE, 0],
	['rejects it', fakes.REJECTED, 1],
])(
	'after an append where Akkio %s, columns are read again: %p %d',
	async (_how, answer, requests) => {
		const group = newGroup([1]);
		await load(group, shown(1, 'n'));
		const { context } = fakeContext(() => answer, { continueOnFail: () => true });
		await sendGroups(context, connect(context, group), OPTIONS);
		expect(await load(group, shown(1, 'n'))).toEqual([requests, ['n']]);
	},
);

test.each<[string, Answer[], string[] | undefined, number]>([
	['shows all of them', [shown(0), shown(2, 'n')], undefined, 2],
	['shows others', [shown(2, 'm')], ['n'], 1],
	['shows none', [shown(0)], ['n'], 11],
	['cannot be asked', [WRONG_KEY], ['n'], 1],
])(
	'what is missing after a first append, where Akkio %s',
	async (_how, answers, missing, count) => {
		const group = newGroup();
		const [appended, failed] = group.rows;
		appended!.result = { outcome: 'appended', request: 1 };
		failed!.result = { outcome: 'unknown', request: 2 };
		const { context, asked } = responding(...answers);
		connect(context, group);
		await schema.verifyColumns(group);
		expect(appended!.result.missingColumns).toEqual(missing);
		expect(failed!.result).not.toHaveProperty('missingColumns');
		expect(asked).toHaveLength(count);
	},
);
