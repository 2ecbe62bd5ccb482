import { unwrapForDisplay, unwrapTrigger as unwrap } from '../../../nodes/Akkio/rows/unwrapTrigger';

const HEADERS = { host: 'n8n.example', authorization: 'Bearer secret', 'set-cookie': ['a', 'b'] };
const CALL = {
	headers: HEADERS,
	params: {},
	query: {},
	body: { a: 1 } as unknown,
	webhookUrl: 'https://n8n.example/webhook/x',
	executionMode: 'production',
};
type Call = Record<string, unknown>;
const omit = (json: Call, ...names: string[]): Call =>
	Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));

test.each<[string, unknown]>([
	['an object', { zero: 0, no: false, empty: '', nothing: null, list: [1], deep: { a: 1 } }],
	['text', 'x'],
	['a list', [{ a: 1 }, { a: 2 }]],
])('an item that is %s stays as it is', (_what, json) =>
	expect(unwrap(json as never)).toEqual(json),
);

describe("a webhook's item", () => {
	test.each<[string, Call, unknown]>([
		['with an object', CALL, { a: 1 }],
		['with a list', { ...CALL, body: [{ a: 1 }, { a: 2 }] }, [{ a: 1 }, { a: 2 }]],
		['with an empty list', { ...CALL, body: [], query: { q: '1' } }, []],
		['in test mode', { ...CALL, executionMode: 'test' }, { a: 1 }],
		['with JWT authentication', { ...CALL, jwtPayload: { sub: 'ada' } }, { a: 1 }],
		['with text that is an object', { ...CALL, body: ' {"a":1}\n' }, { a: 1 }],
		['with text that is a list', { ...CALL, body: '[{"a":1}]' }, [{ a: 1 }]],
		['with text after a byte order mark', { ...CALL, body: '\uFEFF{"a":1}' }, { a: 1 }],
		['with other text', { ...CALL, body: 'a=1' }, 'a=1'],
		['with text that is almost JSON', { ...CALL, body: '{a:1}' }, '{a:1}'],
		['of a GET', { ...CALL, body: {}, query: { q: 'x' } }, { q: 'x' }],
		['with no body at all', { ...omit(CALL, 'body'), query: { q: 'x' } }, { q: 'x' }],
		['with an empty text', { ...CALL, body: '', query: { q: 'x' } }, { q: 'x' }],
		['with null', { ...CALL, body: null, query: { q: 'x' } }, { q: 'x' }],
		['with a query beside the body', { ...CALL, query: { q: 'x' } }, { a: 1 }],
	])('%s gives its rows', (_what, json, rows) => expect(unwrap(json)).toEqual(rows));

	test.each<[string, Call, unknown]>([
		['to the body', { ...CALL, source: 'web', n: 2 }, { a: 1, source: 'web', n: 2 }],
		['over the body', { ...CALL, a: 9 }, { a: 9 }],
		['beside a JWT', { ...CALL, jwtPayload: { sub: 1 }, source: 'web' }, { a: 1, source: 'web' }],
		['to a query', { ...CALL, body: {}, query: { q: 'x' }, s: 1 }, { q: 'x', s: 1 }],
		['where there is nothing else', { ...CALL, body: {}, s: 1 }, { s: 1 }],
		['to text that is an object', { ...CALL, body: '{"b":2}', s: 1 }, { b: 2, s: 1 }],
	])('fields that the workflow added go %s', (_what, json, rows) =>
		expect(unwrap(json)).toEqual(rows),
	);

	test('fields beside a list are refused by name', () =>
		expect(() => unwrap({ ...CALL, body: [{ a: 1 }], source: 'web', n: 1 })).toThrow(
			'has fields beside its array of rows: source, n',
		));

	test.each<[string[]]>([
		[['params', 'query']],
		[['webhookUrl', 'executionMode']],
		[['webhookUrl', 'executionMode', 'params', 'query']],
		[['headers']],
		[['headers', 'params', 'query']],
		[['headers', 'webhookUrl', 'executionMode']],
	])('is known after an Edit Fields node removed %j', (removed) => {
		const rest = omit({ ...CALL, jwtPayload: { sub: 1 } }, ...removed);
		expect(unwrap(rest)).toEqual({ a: 1 });
		expect(unwrap({ ...rest, source: 'web' })).toEqual({ a: 1, source: 'web' });
	});

	test.each<[string, Call]>([
		['its headers', { headers: HEADERS, name: 'Ada' }],
		['its address', { webhookUrl: CALL.webhookUrl, executionMode: 'test', name: 'Ada' }],
		['its headers and query', { headers: HEADERS, query: {}, name: 'Ada' }],
		['all but its body', { ...omit(CALL, 'body'), name: 'Ada' }],
	])('of which only %s is left gives the fields beside it', (_what, json) =>
		expect(unwrap(json)).toEqual({ name: 'Ada' }),
	);

	test.each<[string, Call]>([
		['a body', { body: { a: 1 } }],
		['a query as text', { query: 'shoes', body: 'text' }],
		["a response's headers", { headers: { server: 'x' }, body: '{}', statusCode: 200 }],
		['headers as text', { headers: 'Name,Age', body: 'Ada,36' }],
		['an address', { name: 'hook', webhookUrl: 'https://n8n.example/webhook/x' }],
	])('a table with %s is not one', (_what, json) => expect(unwrap(json)).toEqual(json));

	test('is reported without its headers, also where its fields cannot be told from its rows', () => {
		expect(unwrapForDisplay({ ...CALL, source: 'web' })).toEqual({ a: 1, source: 'web' });
		for (const body of [[{ a: 1 }], 'text', null]) {
			expect(unwrapForDisplay({ ...CALL, body, source: 'web' })).toEqual(
				body === null ? { source: 'web' } : body,
			);
		}
	});
});

describe("a form's item", () => {
	const ADDED = { submittedAt: '2026-11-23T10:00:00.000+00:00', formMode: 'production' };
	const USER = { id: '1', email: 'ada@n8n.example', firstName: 'Ada', lastName: 'L' };

	test.each<[string, Record<string, unknown>]>([
		['always', ADDED],
		['in a test', { ...ADDED, formMode: 'test' }],
		['for an address with a query', { ...ADDED, formQueryParameters: { utm_source: 'x' } }],
		['with Show Headers', { ...ADDED, headers: HEADERS }],
		["with n8n's login", { ...ADDED, user: USER }],
		[
			'with all of them',
			{ ...ADDED, formQueryParameters: { utm: ['a', 'b'] }, headers: HEADERS, user: USER },
		],
		['before an Edit Fields node', { formMode: 'test', formQueryParameters: { utm: '1' } }],
		['with some removed', { submittedAt: ADDED.submittedAt, formQueryParameters: {} }],
	])('loses what n8n adds %s', (_what, added) =>
		expect(unwrap({ Name: 'Ada', ...added })).toEqual({ Name: 'Ada' }),
	);

	test.each<[string, Record<string, unknown>]>([
		['text', { user: 'ada', headers: 'Name', query: 'q', body: 'b', params: 'p' }],
		['choices', { user: ['ada'], headers: ['x'] }],
		['files', { user: { filename: 'a.png', mimetype: 'image/png', size: 7 } }],
	])('keeps own fields of those names: %s', (_what, fields) =>
		expect(unwrap({ ...fields, ...ADDED })).toEqual(fields),
	);

	test.each([
		{ submittedAt: '2026-11-23' },
		{ formMode: 'production' },
		{ submittedAt: 'x', formMode: 'paper' },
		{ submittedAt: 7, formMode: 'test' },
		{ user: USER },
	])('a table that happens to have a column of that name keeps it: %j', (json) =>
		expect(unwrap(json)).toEqual(json),
	);
});

describe("a report of this node's", () => {
	const report = { datasetId: 'abc', dataset: 'Leads', rowCount: 1, request: 1 };
	const failed = { ...report, error: 'E', description: 'D' };

	test.each<[string, Record<string, unknown>, unknown]>([
		['appended', { outcome: 'appended', row: { a: 1 }, ...report }, { a: 1 }],
		['failed', { outcome: 'rejected', row: { a: 1 }, ...failed, request: null }, { a: 1 }],
		['of unknown outcome', { outcome: 'unknown', row: { a: 1 }, ...failed }, { a: 1 }],
		['not sent', { outcome: 'notAppended', row: 7, ...failed }, 7],
		[
			'of a dry run',
			{ outcome: 'wouldAppend', row: { a: 1 }, ...report, datasetId: null },
			{ a: 1 },
		],
		['of what would fail', { outcome: 'wouldFail', row: { a: 1 }, ...failed }, { a: 1 }],
		[
			'with a warning',
			{ outcome: 'appended', row: { a: 1 }, ...report, warning: 'W', rows: undefined },
			{ a: 1 },
		],
		[
			'of a list',
			{ outcome: 'appended', rows: [{ a: 1 }, { a: 2 }], ...report },
			[{ a: 1 }, { a: 2 }],
		],
		[
			'of a list that failed',
			{
				...{ outcome: 'unknown', ...failed },
				rows: [
					{ outcome: 'appended', row: { a: 1 }, error: null, request: 1 },
					{ outcome: 'unknown', row: { a: 2 }, error: 'E', request: 2 },
				],
			},
			[{ a: 1 }, { a: 2 }],
		],
		['with a field added', { outcome: 'appended', row: { a: 1 }, ...report, s: 2 }, { a: 1, s: 2 }],
		[
			'from the error output',
			{ a: 0, b: 2, error: { message: 'E', outcome: 'rejected', row: { a: 1 }, ...report } },
			{ a: 1 },
		],
		[
			"from the error output, behind a webhook's fields",
			{ ...CALL, error: { message: 'E', outcome: 'notAppended', rows: [{ a: 1 }], ...report } },
			[{ a: 1 }],
		],
		['without its ID', { outcome: 'appended', row: { a: 1 }, rowCount: 1 }, { a: 1 }],
		['without its count', { outcome: 'appended', row: { a: 1 }, datasetId: 'abc' }, { a: 1 }],
	])('%s is read from its rows', (_what, json, rows) => expect(unwrap(json)).toEqual(rows));

	test.each<Record<string, unknown>>([
		{ ...report, row: { a: 1 } },
		{ ...report, outcome: 'won', row: { a: 1 } },
		{ outcome: 'unknown', row: 12, name: 'Ada' },
		{ outcome: 'rejected', row: { a: 1 } },
		{ ...report, outcome: 'appended' },
		{ error: { message: 'E', outcome: 'lost' }, a: 1 },
	])('a table that only looks like it is not: %j', (json) => expect(unwrap(json)).toEqual(json));

	test("a list's rows keep their own fields called outcome and row", () => {
		const rows = [{ outcome: 'appended', row: 3 }, { a: 1 }];
		expect(unwrap({ ...report, outcome: 'appended', rows })).toEqual(rows);
	});

	test('of a list with a field added is refused, and shown as it is', () => {
		const json = { ...report, outcome: 'appended', rows: [{ a: 1 }], added: 1 };
		expect(() => unwrap(json)).toThrow('has fields beside its array of rows: added');
		expect(unwrapForDisplay(json)).toEqual([{ a: 1 }]);
	});
});
