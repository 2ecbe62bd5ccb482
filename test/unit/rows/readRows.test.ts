/** How items become rows, in each mapping mode, on n8n's expression engine. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { MAPPED_COLUMNS } from '../../../nodes/Akkio/rows/mappedValues';
import { readRows, type ReadRules } from '../../../nodes/Akkio/rows/readRows';
import {
	expressionContext,
	expressionWorkflow,
	itemsOf,
} from '../../support/engine/expressionContext';
import { columns, json } from '../../support/engine/standIn';

const workflow = expressionWorkflow();
beforeAll(async () => await workflow.expression.acquireIsolate());
afterAll(async () => await workflow.expression.releaseIsolate());

const RULES: ReadRules = {
	...{ nestedValues: 'json', rawItems: false },
	...{ ignoreFields: new Set<string>(), foundIgnoreFields: new Set<string>() },
};

/** What becomes of items: for each row its values, or why it has none. */
function read(parameters: object, items: object[], more: Partial<ReadRules> = {}) {
	const context = expressionContext(workflow, {}, itemsOf(items as IDataObject[]));
	workflow.getNode('Node')!.parameters = parameters as INodeParameters;
	const rows = readRows(context, { ...RULES, ...more }, MAPPED_COLUMNS);
	return {
		rows,
		read: rows.map(({ values, error }) => values ?? error!.message),
		advice: rows[0]?.error?.description,
	};
}
const times = <T>(count: number, one: T) => Array<T>(count).fill(one);
const CALL = {
	headers: { host: 'n8n.example', authorization: 'Bearer secret-of-Ada' },
	...{ params: {}, query: {} },
	...{ webhookUrl: 'https://n8n.example/webhook/rows', executionMode: 'production' },
};

test('a Mapping Mode that there is not says which there are', () =>
	expect(() => read({ dataMode: 'csv' }, [{}])).toThrow(/^'Mapping Mode' has to be .*JSON/));

describe('Map Automatically', () => {
	test('rows keep the places of their items', () => {
		const { rows } = read({}, [{ a: 1 }, { ...CALL, body: [{ a: 2 }, {}] }, {}]);
		const noFields = (row: string) =>
			expect.objectContaining({ message: `${row} has no fields` }) as object;
		expect(rows).toMatchObject([
			{ item: 0, label: 'Row 1', input: { a: 1 }, values: { a: 1 } },
			{ item: 1, place: 0, label: 'Row 1 of item 2', values: { a: 2 } },
			{ item: 1, place: 1, error: noFields('Row 2 of item 2') },
			{ item: 2, error: noFields('Row 3') },
		]);
		expect(read({}, [{ ...CALL, body: [{}] }]).read).toEqual(['Row 1 has no fields']);
	});

	test('an item that is no row is refused with advice, and its headers are not shown', () => {
		for (const body of ['hello', [null], []]) {
			const { rows, advice } = read({}, [{ ...CALL, body }]);
			expect(advice).toMatch(/^[A-Z].*\.$/);
			expect(JSON.stringify(rows)).not.toMatch(/secret-of-Ada|webhookUrl/);
		}
	});

	test.each(['googleSheets', 'googleSheetsTrigger'])('row_number is no field behind %s', (type) => {
		const item = { row_number: 2, a: 1, formMode: 'test', submittedAt: '2026-11-24' };
		const start = workflow.getNode('Start')!;
		expect(read({}, [item]).read).toEqual([{ row_number: 2, a: 1 }]);
		start.type = `n8n-nodes-base.${type}`;
		try {
			expect(read({}, [item]).read).toEqual([{ a: 1 }]);
			expect(read({}, [item], { rawItems: true }).read).toEqual([item]);
			expect(read(columns({ n: '={{ $json.row_number }}' }), [item]).read).toEqual([{ n: 2 }]);
		} finally {
			start.type = 'any';
		}
	});
});

describe('Map Each Column Manually', () => {
	test('an item of which nothing is mapped, or whose expression fails, is named', () => {
		const code = '$json.body.a === 7 ? $("Nowhere").item.json.x : $json.body.a';
		const items = ['x', 7, undefined].map((a) => ({ ...CALL, body: { a } }));
		const { rows, read: given } = read(columns({ a: `={{ ${code} }}`, b: null }), items);
		expect(given).toEqual([
			{ a: 'x', b: null },
			expect.stringMatching(/Nowhere|node|has no value/),
			"'Values to Send' has no value for this item",
		]);
		expect(rows.map(({ input }) => input)).toEqual([{ a: 'x', b: null }, { a: 7 }, {}]);
	});

	// prettier-ignore
	test.each([
		['={{ $json.address }} ', 'there is a space after }}'], ['= {{ $json.list }}\n', 'there is a space before {{ and a line break after }}'],
		['=({{ Object.assign({}, $json.address) }})', "there is '(' before {{ and ')' after }}"],
	])('%j, which makes text of an object, is refused and says what to remove', (code, phrase) => {
		for (const count of [1, 60]) {
			const items = times(count, { address: { city: 'Paris' }, list: [{ a: 1 }] });
			const { read: given, advice } = read(columns({ a: code, b: 1 }), items);
			expect(given).toEqual(times(count, "Column 'a' would be '[object Object]'"));
			expect(advice).toContain(phrase);
		}
	});
});

describe('JSON', () => {
	const ITEM = { rows: [{ a: 7 }, { a: 8 }], empty: '', text: '\\" ' };
	// prettier-ignore
	test.each<[unknown, object[]]>([
		[[{ a: 1 }], [{ a: 1 }]], ['={{ $json.rows }}', ITEM.rows], ['={ "{{ "a" }}": 1 }', [{ a: 1 }]],
		['={ "a": "\\"{{ $json.text }}" }', [{ a: '"\\" ' }]],
		['={{ "```json\\n" + JSON.stringify($json.rows) + "\\n```" }}', ITEM.rows], ['=```json\n{{ $json.rows }}\n```', ITEM.rows],
		['=[{{ $json.rows[0] }}, {{ JSON.stringify($json.rows[1]) }}]', ITEM.rows], ['=[{{ $json.rows.map(r => JSON.stringify(r)).join() }}]', ITEM.rows],
	])('%j makes rows', (jsonRows, rows) =>
		expect(read(json(jsonRows), [ITEM]).read).toEqual(rows),
	);

	test('what a form adds, and a report of this node, are no data in {{ $json }} either', () => {
		const form = { Name: 'Ada', submittedAt: '2026-11-26T10:00:00.000Z', formMode: 'production' };
		const report = {
			outcome: 'appended',
			row: { a: 2 },
			datasetId: 'abc',
			rowCount: 1,
			request: 1,
		};
		expect(read(json('={{ $json }}'), [form, report]).read).toEqual([{ Name: 'Ada' }, { a: 2 }]);
	});

	test.each<[string, object[]]>([
		['={{ $json }}', [{ a: 1 }]],
		['=[{{ $json }}, { "b": 2 }]', [{ a: 1 }, { b: 2 }]],
		['={{ [{ ...$json, body: [{ c: 3 }, { c: 4 }] }] }}', [{ c: 3 }, { c: 4 }]],
	])('what n8n adds to an item is no data in %j', (jsonRows, rows) => {
		const items = [{ ...CALL, body: { a: 1 } }];
		expect(read(json(jsonRows), items).read).toEqual(rows);
		const raw = read(json(jsonRows), items, { rawItems: true }).read;
		expect(raw[0]).toHaveProperty('headers', JSON.stringify(CALL.headers));
	});

	// prettier-ignore
	test.each<[string, unknown]>([
		[JSON.stringify('Eve"}, {"name": "Mallory'), 'Eve"}, {"name": "Mallory'],
		['DateTime.fromISO("2026-11-24T10:00:00.000Z").toUTC()', '2026-11-24T10:00:00.000Z'], ['new Date(0)', '1970-01-01T00:00:00.000Z'],
		['1 / 2', 0.5], ['null', null], ['$json.rows', '[{"a":7},{"a":8}]'], ['"12"', 12],
	])('outside quotes, {{ %s }} is itself; in quotes, it is its text', (code, value) => {
		expect(read(json(`={ "x": {{ ${code} }} }`), [ITEM]).read).toEqual([{ x: value }]);
		const text = String(value ?? '');
		expect(read(json(`={ "x": "{{ ${code} }}" }`), [ITEM]).read).toEqual([{ x: text }]);
	});

	const SPACE = /^'Rows' has a space or a line break before \{\{ or after \}\}$/;
	const NAN = /^'Rows' has NaN in '\{\{ 0 \/ 0 \}\}'$/;
	// prettier-ignore
	test.each<[string, RegExp, RegExp]>([
		['', /^'Rows' is empty$/, /an array of them/], ['={{ $json.nothing }}', /^'Rows' is empty$/, /has a value for this item/],
		['[]', /^Item 1 has no rows$/, /Filter node/], ['[[true]]', /^Row 1 is an array, expected an object$/, /keys are columns/],
		['{ a: 1 }', /^'Rows' is not JSON: /, /double quotes/], ['={{ $json.rows }} ', SPACE, /Remove it/], ['=\n{{ $json.rows }}', SPACE, /./],
		['=[{ "a": {{ $json.x }} }]', /^'Rows' has no value for \{\{ \$json\.x \}\}$/, /\$json\.x \?\? null/],
		['=[{ "a": {{ $json.empty }} }]', /^'Rows' has no value for \{\{ \$json\.empty \}\}$/, /double quotes/],
		['=[{ "a": {{ 0 / 0 }} }]', NAN, /does not accept this number/], ['=[{ "a": "{{ 0 / 0 }}" }]', NAN, /./],
		['=[{ "a": {{ ({ b: 0 / 0 }) }} }]', /^'Rows' has NaN in/, /./], ['=[{ "a": "{{ new Date("x") }}" }]', /^'Rows' has an invalid date/, /could not be read/],
		['=[{ "a": "{{ "\\0" }}" }]', /text that is not valid Unicode/, /NUL/],
	])('%j is refused, with advice that fits', (text, message, expected) => {
		const { read: given, advice } = read(json(text), [ITEM]);
		expect(given).toEqual([expect.stringMatching(message)]);
		expect(advice).toMatch(expected);
	});

	// prettier-ignore
	test.each([
		[true, '={{ $input.all().map(i => i.json) }}'], [true, "={{ $('Items').all().map(i => i.json) }}"], [true, '={{ $items().map(i => i.json) }}'],
		[true, '=[{{ $input.all().map(i => JSON.stringify(i.json)).join() }}]'], [true, '=[{ "total": {{ $input . all ().length }} }]'],
		// Rows of their own, or one row only.
		[false, '={{ $input.all().slice($itemIndex, $itemIndex + 2).map(i => i.json) }}'], [false, '={{ [{ ...$json, total: $input.all().length }] }}'],
		[false, '={{ [{ a: "the same" }] }}'], [false, '={{ $input.all()[0].json }}'],
	])('that the same rows are meant for each item is refused (%p): %s', (isSame, expression) => {
		const { rows, read: given, advice } = read(json(expression), [{ a: 1 }, { a: 1, b: 1 }, { a: 2 }]);
		expect(new Set(rows.map(({ item }) => item)).size).toBe(3);
		if (!isSame) return expect(given).not.toContainEqual(expect.any(String));
		const same = /^'Rows' has the same (\d+ rows|row) for every item$/;
		expect(given).toEqual(times(3, expect.stringMatching(same)));
		expect(advice).toMatch(/Turn on 'Execute Once' in the node's settings/);
		expect(read(json(expression), [{ a: 1 }]).read).not.toContainEqual(expect.any(String));
	});
});
