/** How items become rows, in each mapping mode, on n8n's expression engine. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { readRows, type ReadRules } from '../../../nodes/Akkio/rows/readRows';
import {
	expressionContext,
	expressionWorkflow,
	itemsOf,
} from '../../support/engine/expressionContext';

const workflow = expressionWorkflow();
beforeAll(async () => await workflow.expression.acquireIsolate());
afterAll(async () => await workflow.expression.releaseIsolate());

/** What becomes of items: for each row its values, or why it has none. */
function read(parameters: INodeParameters, items: object[], more: Partial<ReadRules> = {}) {
	const context = expressionContext(workflow, {}, itemsOf(items as IDataObject[]));
	workflow.getNode('Node')!.parameters = parameters;
	const rules = {
		nestedValues: 'json',
		ignoreFields: new Set(),
		foundIgnoreFields: new Set(),
		rawItems: false,
		...more,
	};
	const rows = readRows(context, rules as ReadRules);
	return {
		rows,
		read: rows.map(({ values, error }) => values ?? error!.message),
		advice: rows[0]?.error?.description,
	};
}
const columns = (value: IDataObject) =>
	({ dataMode: 'defineBelow', columns: { mappingMode: 'defineBelow', value } }) as INodeParameters;
const json = (jsonRows: unknown) => ({ dataMode: 'json', jsonRows }) as INodeParameters;
const CALL = {
	headers: { host: 'n8n.example', authorization: 'Bearer secret-of-Ada' },
	params: {},
	query: {},
	webhookUrl: 'https://n8n.example/webhook/rows',
	executionMode: 'production',
};

describe('Map Automatically', () => {
	test('rows keep the places of their items', () => {
		const { rows } = read({}, [{ a: 1 }, { ...CALL, body: [{ a: 2 }, {}] }, {}]);
		expect(rows).toEqual([
			{ item: 0, label: 'Row 1', input: { a: 1 }, values: { a: 1 } },
			{ item: 1, place: 0, label: 'Row 1 of item 2', input: { a: 2 }, values: { a: 2 } },
			expect.objectContaining({
				item: 1,
				place: 1,
				error: expect.objectContaining({ message: 'Row 2 of item 2 has no fields' }),
			}),
			expect.objectContaining({
				item: 2,
				error: expect.objectContaining({ message: 'Row 3 has no fields' }),
			}),
		]);
		expect(read({}, [{ ...CALL, body: [{}] }]).read).toEqual(['Row 1 has no fields']);
	});

	test.each<[string, unknown, string]>([
		[
			'a list with fields beside it',
			{ ...CALL, body: [{ a: 1 }], s: 1 },
			'Row 1 has fields beside its array of rows: s',
		],
		[
			'a report of a list with a field beside it',
			{ outcome: 'appended', rowCount: 1, rows: [{ a: 1 }], s: 1 },
			'Row 1 has fields beside its array of rows: s',
		],
		['text', { ...CALL, body: 'hello' }, 'Row 1 is text, expected an object'],
		['a number', { ...CALL, body: 7 }, 'Row 1 is a number, expected an object'],
		['a list of lists', { ...CALL, body: [[1]] }, 'Row 1 is an array, expected an object'],
		['a list of null', { ...CALL, body: [null] }, 'Row 1 is null, expected an object'],
		['an empty list', { ...CALL, body: [] }, 'Item 1 has no rows'],
		['nothing', { ...CALL, body: {} }, 'Row 1 has no fields'],
		['a date', new Date(0), 'Row 1 is a date, expected an object'],
	])(
		'an item with %s is refused in a sentence, and its headers are not shown',
		(_what, item, message) => {
			const { rows, read: given, advice } = read({}, [item as object]);
			expect(given).toEqual([message]);
			expect(advice).toMatch(/^[A-Z].*\.$/);
			expect(JSON.stringify(rows)).not.toMatch(/secret-of-Ada|webhookUrl/);
		},
	);

	test('Use Raw Items takes all there is', () => {
		const item = { Name: 'Ada', submittedAt: '2026-11-24', formMode: 'test' };
		expect(read({}, [item], { rawItems: true }).read).toEqual([item]);
		expect(read({}, [item]).read).toEqual([{ Name: 'Ada' }]);
	});

	test.each(['googleSheets', 'googleSheetsTrigger'])(
		'row_number is no field behind a node of type %s',
		(type) => {
			const items = [
				{ row_number: 2, a: 1 },
				{ ...CALL, body: [{ row_number: 3 }] },
			];
			expect(read({}, items).read[0]).toEqual(items[0]);
			workflow.getNode('Start')!.type = `n8n-nodes-base.${type}`;
			try {
				expect(read({}, items).read).toEqual([{ a: 1 }, { row_number: 3 }]);
				expect(read({}, items, { rawItems: true }).read[0]).toEqual(items[0]);
				expect(
					read(columns({ row_number: '={{ $json.row_number }}' }), items.slice(0, 1)).read,
				).toEqual([{ row_number: 2 }]);
			} finally {
				workflow.getNode('Start')!.type = 'any';
			}
		},
	);
});

describe('Map Each Column Manually', () => {
	test('an item of which nothing is mapped, or whose expression fails, is named; others are read', () => {
		const code = '$json.body.a === 7 ? $("Nowhere").item.json.x : $json.body.a';
		const value = { a: `={{ ${code} }}`, b: null };
		const items = ['x', 7, undefined].map((a) => ({ ...CALL, body: { a } }));
		const { rows, read: given } = read(columns(value), items);
		expect(given).toEqual([
			{ a: 'x', b: null },
			expect.stringMatching(/Nowhere|node/),
			"'Values to Send' has no value for this item",
		]);
		expect(rows.map(({ input }) => input)).toEqual([{ a: 'x', b: null }, { a: 7 }, {}]);
	});

	test.each([
		['={{ $json.address }} ', 'there is a space after }}'],
		['={{ $json.address }}\n', 'there is a line break after }}'],
		['={{ $json.address }}.', "there is '.' after }}"],
		['=Address: {{ $json.address }}', "there is 'Address:' before {{"],
		['= {{ $json.list }}', 'there is a space before {{'],
		['=({{ Object.assign({}, $json.address) }})', "there is '(' before {{ and ')' after }}"],
		['={{ $json.list }}, {{ $json.list }} ', 'there is a space after }}'],
	])(
		'%j, which makes text of an object, is refused and says what to remove',
		(expression, phrase) => {
			for (const count of [1, 60]) {
				const items = Array<object>(count).fill({ address: { city: 'Paris' }, list: [{ a: 1 }] });
				const { read: given, advice } = read(columns({ a: expression, b: 1 }), items);
				expect(given).toEqual(Array(count).fill("Column 'a' would be '[object Object]'"));
				expect(advice).toContain(phrase);
			}
		},
	);

	test('an object by itself is a value, and so is text with its words', () => {
		const value = { a: '={{ $json.address }}', b: '={{ $json.note }} ', c: '[object Object]' };
		const item = { address: { city: 'Paris' }, note: 'an object' };
		expect(read(columns(value), [item]).read).toEqual([
			{ a: '{"city":"Paris"}', b: 'an object ', c: '[object Object]' },
		]);
	});
});

describe('JSON', () => {
	const ITEM = { rows: [{ a: 7 }, { a: 8 }], empty: '' };

	test.each<[string, unknown, object[]]>([
		['typed text, an object', '{ "a": 1 }', [{ a: 1 }]],
		['typed text, an array', '[{ "a": 1 }, { "a": "00501" }]', [{ a: 1 }, { a: '00501' }]],
		['an array, as an agent gives it', [{ a: 1 }], [{ a: 1 }]],
		["an expression's array", '={{ $json.rows }}', ITEM.rows],
		["an expression's text", '={{ JSON.stringify($json.rows) }}', ITEM.rows],
		['text after a byte order mark', '={{ "\\uFEFF" + JSON.stringify($json.rows) }}', ITEM.rows],
		['text in a fence', '={{ "```json\\n" + JSON.stringify($json.rows) + "\\n```" }}', ITEM.rows],
		['a fence around an expression', '=```json\n{{ $json.rows }}\n```', ITEM.rows],
		['text around an expression', '=[{ "a": {{ $json.rows[0].a }} }]', [{ a: 7 }]],
		[
			'values side by side',
			'=[{{ $json.rows[0] }}, {{ JSON.stringify($json.rows[1]) }}]',
			ITEM.rows,
		],
		[
			'values with commas in them',
			'=[{{ $json.rows.map(r => JSON.stringify(r)).join() }}]',
			ITEM.rows,
		],
		['a name by an expression', '={ "{{ "a" }}": 1 }', [{ a: 1 }]],
	])('%s makes rows', (_what, jsonRows, rows) =>
		expect(read(json(jsonRows), [ITEM]).read).toEqual(rows),
	);

	const VALUES: Array<[string, unknown, unknown]> = [
		['quotes', 'Eve"}, {"name": "Mallory', 'Eve"}, {"name": "Mallory'],
		['backslashes', 'C:\\temp\\new', 'C:\\temp\\new'],
		['a backslash at its end', 'C:\\', 'C:\\'],
		['line ends', 'a\nb\r\n\tc', 'a\nb\r\n\tc'],
		['line separators', 'a\u2028b', 'a\u2028b'],
		['braces', '{{ 1 + 1 }}', '{{ 1 + 1 }}'],
		['dollar signs', '$& $1 $$', '$& $1 $$'],
		['more JSON', '"x", "y": 1', '"x", "y": 1'],
		['null', null, ''],
		['undefined', undefined, ''],
		['a number', 1.5, '1.5'],
		['false', false, 'false'],
		['an object', { a: '"' }, '{"a":"\\""}'],
		['an array', [1, 'a'], '[1,"a"]'],
		['digits', '007', '007'],
	];

	test.each(VALUES)('in quotes, %s cannot leave them', (_what, name, text) => {
		const template =
			'=[{ "name": "{{ $json.name }}", "path": "C:\\\\{{ $json.name }}!", "q": "\\"{{ $json.name }}" }]';
		const row = { name: text, path: `C:\\${text as string}!`, q: `"${text as string}` };
		expect(read(json(template), [{ name }]).read).toEqual([row]);
		const many = read(json(template), Array<object>(60).fill({ name }));
		expect(many.read).toEqual(Array(60).fill(row));
	});

	test.each(VALUES.slice(0, 8))('outside quotes, text with %s is text, too', (_what, name) =>
		expect(read(json('=[{ "name": {{ $json.name }}, "n": 1 }]'), [{ name }]).read).toEqual([
			{ name, n: 1 },
		]),
	);

	test.each<[string, unknown]>([
		['DateTime.fromISO("2026-11-24T10:00:00.000Z").toUTC()', '2026-11-24T10:00:00.000Z'],
		['new Date(0)', '1970-01-01T00:00:00.000Z'],
		['1 / 2', 0.5],
		['null', null],
		['false', false],
		['$json.rows', '[{"a":7},{"a":8}]'],
		['"12"', 12],
		['"007"', '007'],
	])('outside quotes, {{ %s }} is itself; in quotes, it is its text', (code, value) => {
		expect(read(json(`={ "x": {{ ${code} }} }`), [ITEM]).read).toEqual([{ x: value }]);
		const text = code === '"12"' ? '12' : String(value ?? '');
		expect(read(json(`={ "x": "{{ ${code} }}" }`), [ITEM]).read).toEqual([{ x: text }]);
	});

	const SPACE = "'Rows' has a space or a line break before {{ or after }}";
	const INEXACT = "'Rows' has a number that JavaScript cannot keep exactly: 12345678901234567890";

	test.each<[string, string, string | RegExp, RegExp]>([
		['nothing', '', "'Rows' is empty", /an array of them/],
		[
			'an expression without a value',
			'={{ $json.nothing }}',
			"'Rows' is empty",
			/has a value for this item/,
		],
		['an empty array', '[]', 'Item 1 has no rows', /Filter node/],
		[
			'an array where an object is needed',
			'=[{{ $json.rows }}]',
			'Row 1 is an array, expected an object',
			/whose keys are columns/,
		],
		['a number', '7', 'Row 1 is a number, expected an object', /./],
		['true', '[true]', 'Row 1 is true or false, expected an object', /./],
		['what is not JSON', '{ a: 1 }', /^'Rows' is not JSON: /, /double quotes/],
		['a space behind }}', '={{ $json.rows }} ', SPACE, /Remove it/],
		['a line break before {{', '=\n{{ $json.rows }}', SPACE, /./],
		[
			'a value missing outside quotes',
			'=[{ "a": {{ $json.x }} }]',
			"'Rows' has no value for {{ $json.x }}",
			/\$json\.x \?\? null/,
		],
		[
			'text that is empty there',
			'=[{ "a": {{ $json.empty }} }]',
			"'Rows' has no value for {{ $json.empty }}",
			/double quotes/,
		],
		['a long number', '[{ "id": 12345678901234567890 }]', INEXACT, /quotes/],
		['a key twice', '[{ "a": 1, "a": 2 }]', "'Rows' has the field 'a' twice in one object", /./],
		[
			'NaN outside quotes',
			'=[{ "a": {{ 0 / 0 }} }]',
			"'Rows' has NaN in '{{ 0 / 0 }}'",
			/takes no such number/,
		],
		['NaN in an object', '=[{ "a": {{ ({ b: 0 / 0 }) }} }]', /^'Rows' has NaN in/, /./],
		['NaN in quotes', '=[{ "a": "{{ 0 / 0 }}" }]', "'Rows' has NaN in '{{ 0 / 0 }}'", /./],
		[
			'an invalid date',
			'=[{ "a": {{ new Date("x") }} }]',
			/^'Rows' has an invalid date/,
			/could not be read/,
		],
		[
			'an invalid date in quotes',
			'=[{ "a": "{{ new Date("x") }}" }]',
			/^'Rows' has an invalid date/,
			/./,
		],
		['NUL in quotes', '=[{ "a": "{{ "\\0" }}" }]', /text that is not valid Unicode/, /NUL/],
	])('%s is refused, with advice that fits', (_what, text, message, expected) => {
		const { read: given, advice } = read(json(text), [ITEM]);
		expect(given).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)]);
		expect(advice).toMatch(expected);
	});

	test.each([
		'={{ $input.all().map(i => i.json) }}',
		"={{ $('Items').all().map(i => i.json) }}",
		'={{ $items().map(i => i.json) }}',
		'={{ JSON.stringify($input.all().map(i => i.json)) }}',
		'=[{{ $input.all().map(i => JSON.stringify(i.json)).join() }}]',
		'=[{ "total": {{ $input.all().length }} }]',
		'={{ $input . all ().slice(0, 2).map(i => i.json) }}',
	])('%s, the same rows for each item, is refused', (expression) => {
		const items = [{ a: 1 }, { a: 2 }, { a: 3 }];
		const { read: given, advice } = read(json(expression), items);
		expect(given).toEqual(
			Array(3).fill(expect.stringMatching(/^'Rows' gives the same (\d+ rows|row) for every item$/)),
		);
		expect(advice).toMatch(/Turn on 'Execute Once' in the node's settings/);
		expect(read(json(expression), [{ a: 1 }]).read).not.toContainEqual(expect.any(String));
	});

	test.each([
		'={{ $input.all().slice($itemIndex, $itemIndex + 2).map(i => i.json) }}',
		'={{ [{ ...$json, total: $input.all().length }] }}',
		'=[{ "a": {{ $json.a }}, "of": {{ $input.all().length }} }]',
		'={{ [{ a: "the same" }] }}',
		'={{ $input.all()[0].json }}',
	])('%s is not: rows of their own, or one row only', (expression) => {
		const { rows, read: given } = read(json(expression), [{ a: 1 }, { a: 1, b: 1 }, { a: 2 }]);
		expect(given).not.toContainEqual(expect.any(String));
		expect(new Set(rows.map(({ item }) => item)).size).toBe(3);
	});
});
