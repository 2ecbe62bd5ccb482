/** What makes rows, without n8n's engine. Most single values are lines of docs/values.md, which a test reads. */
import { DateTime } from 'luxon';

import { takeBatch } from '../../../nodes/Akkio/rows/batches';
import { normalizeRow, type NormalizeRules } from '../../../nodes/Akkio/rows/normalize';
import { parseJson } from '../../../nodes/Akkio/rows/parseJson';
import { InvalidRow } from '../../../nodes/Akkio/rows/preparedRow';
import type { PreparedRow } from '../../../nodes/Akkio/rows/preparedRow';
import { unwrapForDisplay, unwrapTrigger as unwrap } from '../../../nodes/Akkio/rows/unwrapTrigger';
import { runInNewContext } from '../../support/engine/realm.mts';

type Row = Record<string, unknown>;

describe('values and names', () => {
	const SETS = { ignoreFields: new Set<string>(), foundIgnoreFields: new Set<string>() };
	const normalize = (row: Row, more: Partial<NormalizeRules> = {}) =>
		normalizeRow(row, { nestedValues: 'json', ...SETS, ...more });
	const phraseOf = (row: Row, more: Partial<NormalizeRules> = {}) =>
		(normalize(row, more) as InvalidRow).phrase;
	const FLATTEN = { nestedValues: 'flatten' } as const;

	test('of a row that needs nothing are returned as they are, not as a copy', () => {
		const row = { zero: 0, empty: '', nothing: null, zip: '00501', ünï: '☃👍', constructor: 1 };
		expect(normalize(row as never)).toBe(row);
	});

	test('that are dates or big integers are text, nested or not, in every mode', () => {
		const EPOCH = '1970-01-01T00:00:00.000Z';
		const at = DateTime.fromMillis(0).toUTC();
		expect(normalize({ x: { at: [new Date(0), 1n] } })).toEqual({ x: `{"at":["${EPOCH}","1"]}` });
		expect(normalize({ x: { at } }, FLATTEN)).toEqual({ 'x.at': EPOCH });
		expect(normalize({ x: at }, { nestedValues: 'error' })).toEqual({ x: EPOCH });
	});

	const holdsItself: Row = {};
	holdsItself.me = holdsItself;
	// prettier-ignore
	test.each<[string, RegExp, unknown[]]>([
		['NaN', /^Akkio does not accept this number/, [NaN, { deep: [NaN] }]],
		['-Infinity', /^Akkio does not accept this number/, [-Infinity]],
		['an invalid date', /^The date could not be read/, [{ at: [new Date(NaN)] }, [DateTime.invalid('why')], runInNewContext('new Date(NaN)')]],
		['a function', /^It cannot be written as JSON/, [() => 1]],
		['a symbol', /^It cannot be written as JSON/, [Symbol('s')]],
		['a value nested too deeply', /^It cannot be written as JSON/, [holdsItself]],
		['text that is not valid Unicode', /^It contains a NUL character or half of a character/, ['👍'.slice(0, 1), `a${'👍'.slice(1)}`, { a: ['\0'] }]],
	])('%s is named, with what to do', (what, description, values) => {
		for (const x of values) {
			const invalid = normalize({ x });
			expect(invalid).toBeInstanceOf(InvalidRow);
			expect(invalid).toMatchObject({
				phrase: `has ${what} in 'x'`,
				description: expect.stringMatching(description),
			});
		}
	});

	const [LONG, CUT] = ['n'.repeat(100_000), `'${'n'.repeat(60)}…'`];
	const FAULTS = Object.fromEntries([...'abcdef'].map((name) => [name, NaN]));
	// prettier-ignore
	test.each<[string, Row, Partial<NormalizeRules>?]>([
		["has text that is not valid Unicode in 'a', NaN in 'b', NaN in 'c', NaN in 'd' and 2 more", { ...FAULTS, a: '\0' }],
		['has no fields', { a: undefined, '': null }], ['has a field without a name', { '\u200B': 0 }], ["has a field named 'a�'", { 'a\0': 1 }],
		["has two fields named 'Name'", { 'Na\u200Bme': 1, Name: 2 }], ["has two fields named 'a.b'", { 'a.b': 1, a: { b: 2 } }, FLATTEN],
		["has an array in 'x', an object in 'y'", { x: [1], y: {} }, { nestedValues: 'error' }],
		[`has NaN in ${CUT}`, { [LONG]: NaN }], [`has two fields named ${CUT}`, { [LONG]: 1, [` ${LONG}`]: 2 }], [`has a field named ${CUT}`, { [`${LONG}\0`]: 1 }],
	])('a row that cannot be sent %s', (...[phrase, row, rules = {}]) => expect(phraseOf(row, rules)).toBe(phrase));

	test('what is undefined, has no heading and no value, or is to be ignored, is left out, and noted', () => {
		expect(normalize({ a: undefined, b: 1, '': '', ' ': null, '\t': undefined })).toEqual({ b: 1 });
		const ignoreFields = new Set(['a', 'b', '', 'o', 'p.q', 'never']);
		const foundIgnoreFields = new Set<string>();
		const row = { a: NaN, ' b ': 2, '': 'x', c: 3, o: { p: 1 }, p: { q: 1, r: 2 } };
		const rules = { ...FLATTEN, ignoreFields, foundIgnoreFields };
		expect(normalize(row, rules)).toEqual({ c: 3, 'p.r': 2 });
		expect([...foundIgnoreFields]).toEqual(['a', 'b', '', 'o', 'p.q']);
	});
});

describe('JSON', () => {
	const ROW = { a: 1 };
	// prettier-ignore
	test.each<[string, unknown]>([
		['\uFEFF{"a":1}\n', ROW], ['```json\n[{"a":1}]\n```', [ROW]], ['\uFEFF ```JSON\r\n{"a":1}``` ', ROW], ['{"a":"```json"}', { a: '```json' }],
		['[1e308,-1E+5,1.50,0.1,-0.0,100,9007199254740991]', [1e308, -1e5, 1.5, 0.1, -0, 100, 9007199254740991]],
		['[{"a":1},{"a":{"a":2}}]', [ROW, { a: { a: 2 } }]], ['{"a":"{\\"a\\":1,","b":"\\\\"}', { a: '{"a":1,', b: '\\' }],
	])('%j is read', (text, value) => expect(parseJson(text)).toEqual(value));

	test.each([
		...['-12345678901234567890', '9.007199254740993e15', '1e-400', '1e400'],
		...['0.1234567890123456789', `1${'0'.repeat(50)}1`],
	])('%s would arrive changed, and is refused', (number) => {
		for (const text of [`[{"a":[${number}]}]`, `{"b":1,"a":${number}}`]) {
			expect(parseJson(text)).toMatchObject({
				phrase: `has a number that JavaScript cannot keep exactly: ${number.slice(0, 40)}`,
				description: expect.stringContaining('Put it in quotes'),
			});
		}
	});

	// prettier-ignore
	test.each([
		['[{"b":{"c":1,"d":[],"c":2}}]', 'c'], ['{"a":1,"\\u0061":2}', 'a'], ['{"a":[{"x":1}],"b":2,"a":3}', 'a'],
		['{"":1,"":2}', ''], ['{"__proto__":1,"__proto__":2}', '__proto__'],
	])('%s has a key twice, and is refused', (text, key) =>
		expect(parseJson(text)).toMatchObject({ phrase: `has the field '${key}' twice in one object` }),
	);

	// Neither a comma too many nor an empty array is a missing value.
	test.each<[RegExp, string[]]>([
		[
			/^Write names and text in double quotes/,
			['{a: 1}', '{"a": 1', 'undefined', '{"a": 1,}', '{a: []}'],
		],
		[
			/^A value is missing\. .* \{\{ \$json\.name \?\? null \}\}/,
			['{"a": , "b": 1}', '{"a": }', '[1, , 2]'],
		],
		[/^Remove the text around the ``` fence/, ['Here you are:\n```json\n{"a":1}\n```']],
	])('advice of %s is for %j, which are not JSON', (description, texts) => {
		for (const text of texts) {
			expect(parseJson(text)).toMatchObject({
				phrase: expect.stringMatching(/^is not JSON: ./),
				description: expect.stringMatching(description),
			});
		}
	});

	test.each<[string, (length: number) => string]>([
		['blanks in a fence', (length) => `\`\`\`${' '.repeat(length)}x`],
		['zeros in a number', (length) => `[1${'0'.repeat(length)}1]`],
		['quotes without an end', (length) => '"\\'.repeat(length)],
	])('a million %s are looked at once: anything slower takes minutes here', (_what, textOf) =>
		expect(parseJson(textOf(1_000_000))).toBeInstanceOf(InvalidRow),
	);
});

describe('what n8n adds is known by what it is', () => {
	const without = (json: Row, ...names: string[]): Row =>
		Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));

	const headers = { host: 'n8n.example', authorization: 'Bearer secret', 'set-cookie': ['a', 'b'] };
	const CALL: Row = {
		...{ headers, params: {}, query: {}, body: { a: 1 } },
		...{ webhookUrl: 'https://n8n.example/webhook/x', executionMode: 'production' },
	};
	const row = { a: 1 };
	const list = [{ a: 1 }, { a: 2 }];
	const query = { q: 'x' };
	// prettier-ignore
	test.each<[string, Row, unknown]>([
		['with an empty list', { ...CALL, body: [], query }, []], ['with a query beside the body', { ...CALL, query }, row],
		['with text that is a list', { ...CALL, body: '\uFEFF [{"a":1}]\n' }, [row]], ['with text that is almost JSON', { ...CALL, body: '{a:1}' }, '{a:1}'],
		['without a body', { ...without(CALL, 'body'), query }, query], ['with an empty text as body', { ...CALL, body: '', query }, query], ['with null as body', { ...CALL, body: null, query }, query],
		['with a field of the body set anew', { ...CALL, a: 9 }, { a: 9 }], ['with nothing but a field', { ...CALL, body: {}, s: 1 }, { s: 1 }],
		['of which only its headers are left', { headers, name: 'Ada' }, { name: 'Ada' }],
		['of which only its address is left', { webhookUrl: CALL.webhookUrl, executionMode: 'test', name: 'Ada' }, { name: 'Ada' }],
		...[['params', 'query'], ['webhookUrl', 'executionMode'], ['headers', 'params', 'query'], ['headers', 'webhookUrl', 'executionMode']]
			.map((names): [string, Row, unknown] => [`with JWT and a field, without ${names.join()}`, without({ ...CALL, jwtPayload: { sub: 1 }, s: 'web' }, ...names), { a: 1, s: 'web' }]),
	])("a webhook's item %s gives its rows", (_what, json, rows) => expect(unwrap(json)).toEqual(rows));

	test("a webhook's item with fields beside a list is refused by their names, and shown without its headers", () => {
		const json = { ...CALL, body: list, source: 'web', n: 1 };
		expect(() => unwrap(json)).toThrow('has fields beside its array of rows: source, n');
		expect(unwrapForDisplay(json)).toEqual(list);
		expect(unwrapForDisplay({ ...CALL, body: 'text', s: 1 })).toBe('text');
	});

	const ADDED = { submittedAt: '2026-11-23T10:00:00.000+00:00', formMode: 'production' };
	const formQueryParameters = { utm: ['a'] };
	// Less what was removed, in the last two.
	// prettier-ignore
	test.each<Row>([
		{ ...ADDED, formMode: 'test', formQueryParameters, headers, user: { id: '1', email: 'ada@n8n.example' } },
		{ formMode: 'test', formQueryParameters }, { submittedAt: ADDED.submittedAt, formQueryParameters },
	])("a form's item loses what n8n adds: %j", (added) =>
		expect(unwrap({ Name: 'Ada', ...added })).toEqual({ Name: 'Ada' }),
	);

	test.each<Row>([
		{ user: 'ada', headers: ['x'], query: 'q', body: 'b', params: 'p' },
		{ user: { filename: 'a.png', mimetype: 'image/png', size: 7 } },
	])("a form's item keeps its own text, choices and files: %j", (fields) =>
		expect(unwrap({ ...fields, ...ADDED })).toEqual(fields),
	);

	const report = { datasetId: 'abc', dataset: 'Leads', rowCount: 1, request: 1 };
	const failed = { ...report, error: 'E', description: 'D' };
	const told = list.map((one) => ({ outcome: 'unknown', row: one, error: 'E', request: 2 }));
	const NAMESAKES = [{ outcome: 'appended', row: 3 }, { a: 1 }];
	// prettier-ignore
	test.each<[string, Row, unknown]>([
		['of a list that failed', { outcome: 'unknown', ...failed, rows: told }, list],
		['of a list whose rows have fields called outcome and row', { ...report, outcome: 'appended', rows: NAMESAKES }, NAMESAKES],
		['with a field added', { outcome: 'appended', row, ...report, s: 2 }, { a: 1, s: 2 }],
		['without its ID', { outcome: 'appended', row, rowCount: 1 }, row], ['without its count', { outcome: 'appended', row, datasetId: 'abc' }, row],
		["on the error output, behind a webhook's fields", { ...CALL, error: { message: 'E', outcome: 'notAppended', rows: list, ...report } }, list],
	])('a report %s is read from its rows', (_what, json, rows) => expect(unwrap(json)).toEqual(rows));

	// prettier-ignore
	test.each<unknown>([
		{ zero: 0, no: false, empty: '', nothing: null, list: [1], deep: { a: 1 } }, 'x', list,
		// Not a webhook's.
		{ body: { a: 1 } }, { query: 'shoes', body: 'text' }, { headers: { server: 'x' }, body: '{}', statusCode: 200 },
		{ headers: 'Name,Age', body: 'Ada,36' }, { name: 'hook', webhookUrl: 'https://n8n.example/webhook/x' },
		// Not a form's.
		{ submittedAt: '2026-11-23' }, { formMode: 'production' }, { submittedAt: 'x', formMode: 'paper' }, { submittedAt: 7, formMode: 'test' },
		// Not a report.
		{ ...report, row }, { ...report, outcome: 'won', row }, { outcome: 'unknown', row: 12, name: 'Ada' }, { outcome: 'rejected', row },
		{ ...report, outcome: 'appended' }, { error: { message: 'E', outcome: 'lost' }, a: 1 },
	])('anything else stays as it is, whatever it looks like: %j', (json) =>
		expect(unwrap(json as Row)).toEqual(json),
	);
});

describe('a batch', () => {
	const rowsOf = (...values: unknown[]): PreparedRow[] =>
		values.map((v, item) => ({ item, label: `Row ${item + 1}`, input: {}, values: { v } }));
	const take = (rows: PreparedRow[], from = 0, limits = {}) =>
		takeBatch(rows, from, { rows: Infinity, bytes: Infinity, ...limits }, ({ values }) => values!);

	test('has the next rows, as JSON, and says how large that is', () => {
		const rows = rowsOf(1, 2, 3, 4, 5);
		const json = '[{"v":1},{"v":2}]';
		expect(take(rows, 0, { rows: 2 })).toEqual({ rows: rows.slice(0, 2), json, bytes: 17 });
		expect(take(rows, 3, { rows: 9 })).toMatchObject({ json: '[{"v":4},{"v":5}]' });
		expect(take(rows, 4)).toEqual({ rows: [rows[4]], json: '[{"v":5}]', bytes: 9 });
	});

	// A row is 7 bytes, the brackets are 2, a comma is 1.
	// prettier-ignore
	test.each([
		[{ bytes: 9 }, 1], [{ bytes: 16 }, 1], [{ bytes: 17 }, 2], [{ bytes: 24 }, 2], [{ bytes: 25 }, 3],
		[{ rows: 1 }, 1], [{ rows: 2 }, 2], [{ rows: 3 }, 3], [{ rows: 4 }, 3],
	])('of %j holds %d of three rows, brackets and commas counted', (limits, count) =>
		expect(take(rowsOf(1, 2, 3), 0, limits).rows).toHaveLength(count),
	);

	test('is a single row that is larger than a batch, first or later; bytes are bytes of UTF-8', () => {
		const rows = rowsOf('x'.repeat(100), 1, 'ü€😀'.repeat(10));
		const sizes = [0, 1, 2].map((from) => take(rows, from, { bytes: 20 }).bytes);
		expect(sizes).toEqual([110, 9, 100]);
	});

	test('records each row once', () => {
		const toRecord = jest.fn(({ item }: PreparedRow) => ({ n: item }));
		const { json } = takeBatch(rowsOf(1, 2, 3), 1, { rows: 2, bytes: 100 }, toRecord);
		expect([json, toRecord.mock.calls.length]).toEqual(['[{"n":1},{"n":2}]', 2]);
	});
});
