import { unwrapForDisplay, unwrapTrigger as unwrap } from '../../../nodes/Akkio/rows/unwrapTrigger';

type Json = Record<string, unknown>;
const without = (json: Json, ...names: string[]): Json =>
	Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));

const HEADERS = { host: 'n8n.example', authorization: 'Bearer secret', 'set-cookie': ['a', 'b'] };
const CALL: Json = {
	...{ headers: HEADERS, params: {}, query: {}, body: { a: 1 } },
	...{ webhookUrl: 'https://n8n.example/webhook/x', executionMode: 'production' },
};
const row = { a: 1 };
const list = [{ a: 1 }, { a: 2 }];
const query = { q: 'x' };

// prettier-ignore
const WEBHOOKS: Array<[string, Json, unknown]> = [
	['with an object', CALL, row], ['with a list', { ...CALL, body: list }, list], ['with an empty list', { ...CALL, body: [], query }, []],
	['in test mode', { ...CALL, executionMode: 'test' }, row], ['with a query beside the body', { ...CALL, query }, row],
	['with JWT authentication', { ...CALL, jwtPayload: { sub: 'ada' } }, row],
	['with text that is an object', { ...CALL, body: ' {"a":1}\n' }, row], ['with text that is a list', { ...CALL, body: '[{"a":1}]' }, [row]],
	['with text after a byte order mark', { ...CALL, body: '\uFEFF{"a":1}' }, row], ['with other text', { ...CALL, body: 'a=1' }, 'a=1'],
	['with text that is almost JSON', { ...CALL, body: '{a:1}' }, '{a:1}'],
	['of a GET', { ...CALL, body: {}, query }, query], ['without a body', { ...without(CALL, 'body'), query }, query],
	['with an empty text', { ...CALL, body: '', query }, query], ['with null', { ...CALL, body: null, query }, query],
	['with a field added', { ...CALL, source: 'web', n: 2 }, { a: 1, source: 'web', n: 2 }],
	['with a field of the body set anew', { ...CALL, a: 9 }, { a: 9 }],
	['with a JWT and a field', { ...CALL, jwtPayload: { sub: 1 }, s: 'web' }, { a: 1, s: 'web' }],
	['of a GET, with a field', { ...CALL, body: {}, query, s: 1 }, { q: 'x', s: 1 }],
	['with nothing but a field', { ...CALL, body: {}, s: 1 }, { s: 1 }], ['with text and a field', { ...CALL, body: '{"b":2}', s: 1 }, { b: 2, s: 1 }],
	['of which only its headers are left', { headers: HEADERS, name: 'Ada' }, { name: 'Ada' }],
	['of which only its address is left', { webhookUrl: CALL.webhookUrl, executionMode: 'test', name: 'Ada' }, { name: 'Ada' }],
	['of which all but its body is left', { ...without(CALL, 'body'), name: 'Ada' }, { name: 'Ada' }],
	...[
		['params', 'query'], ['webhookUrl', 'executionMode'], ['webhookUrl', 'executionMode', 'params', 'query'], ['headers'],
		['headers', 'params', 'query'], ['headers', 'webhookUrl', 'executionMode'],
	].flatMap((names): typeof WEBHOOKS => [
		[`without ${names.join()}`, without({ ...CALL, jwtPayload: { sub: 1 } }, ...names), { a: 1 }],
		[`with a field, without ${names.join()}`, without({ ...CALL, source: 'web' }, ...names), { a: 1, source: 'web' }],
	]),
];
test.each(WEBHOOKS)("a webhook's item %s gives its rows", (_what, json, rows) =>
	expect(unwrap(json)).toEqual(rows),
);

test("a webhook's item with fields beside a list is refused by their names, and shown without its headers", () => {
	const json = { ...CALL, body: list, source: 'web', n: 1 };
	expect(() => unwrap(json)).toThrow('has fields beside its array of rows: source, n');
	expect(unwrapForDisplay(json)).toEqual(list);
	expect(unwrapForDisplay({ ...CALL, s: 1 })).toEqual({ a: 1, s: 1 });
	expect(unwrapForDisplay({ ...CALL, body: 'text', s: 1 })).toBe('text');
});

const ADDED = { submittedAt: '2026-11-23T10:00:00.000+00:00', formMode: 'production' };
const USER = { id: '1', email: 'ada@n8n.example', firstName: 'Ada', lastName: 'L' };
const utm = { utm_source: 'x' };
// prettier-ignore
const FORMS: Json[] = [
	ADDED, { ...ADDED, formMode: 'test' }, { ...ADDED, formQueryParameters: utm }, { ...ADDED, headers: HEADERS }, { ...ADDED, user: USER },
	{ ...ADDED, formQueryParameters: { utm: ['a'] }, headers: HEADERS, user: USER },
	// Less what was removed.
	{ formMode: 'test', formQueryParameters: utm }, { submittedAt: ADDED.submittedAt, formQueryParameters: {} },
];
test.each(FORMS)("a form's item loses what n8n adds: %j", (added) =>
	expect(unwrap({ Name: 'Ada', ...added })).toEqual({ Name: 'Ada' }),
);

test.each<Json>([
	{ user: 'ada', headers: 'Name', query: 'q', body: 'b', params: 'p' },
	{ user: ['ada'], headers: ['x'] },
	{ user: { filename: 'a.png', mimetype: 'image/png', size: 7 } },
])("a form's item keeps its own text, choices and files: %j", (fields) =>
	expect(unwrap({ ...fields, ...ADDED })).toEqual(fields),
);

const report = { datasetId: 'abc', dataset: 'Leads', rowCount: 1, request: 1 };
const failed = { ...report, error: 'E', description: 'D' };
const told = list.map((one) => ({ outcome: 'unknown', row: one, error: 'E', request: 2 }));
const NAMESAKES = [{ outcome: 'appended', row: 3 }, { a: 1 }];
// prettier-ignore
const REPORTS: Array<[string, Json, unknown]> = [
	['appended', { outcome: 'appended', row, ...report }, row],
	['failed', { outcome: 'rejected', row, ...failed, request: null }, row],
	['of unknown outcome', { outcome: 'unknown', row, ...failed }, row],
	['not sent', { outcome: 'notAppended', row: 7, ...failed }, 7],
	['of a dry run', { outcome: 'wouldAppend', row, ...report, datasetId: null }, row],
	['of what would fail', { outcome: 'wouldFail', row, ...failed }, row],
	['with a warning', { outcome: 'appended', row, ...report, warning: 'W' }, row],
	['of a list', { outcome: 'appended', rows: list, ...report }, list],
	['of a list that failed', { outcome: 'unknown', ...failed, rows: told }, list],
	['of a list whose rows have fields called outcome and row', { ...report, outcome: 'appended', rows: NAMESAKES }, NAMESAKES],
	['with a field added', { outcome: 'appended', row, ...report, s: 2 }, { a: 1, s: 2 }],
	['from the error output', { a: 0, b: 2, error: { message: 'E', outcome: 'rejected', row, ...report } }, row],
	["from the error output, behind a webhook's fields", { ...CALL, error: { message: 'E', outcome: 'notAppended', rows: list, ...report } }, list],
	['without its ID', { outcome: 'appended', row, rowCount: 1 }, row],
	['without its count', { outcome: 'appended', row, datasetId: 'abc' }, row],
];
test.each(REPORTS)('a report %s is read from its rows', (_what, json, rows) =>
	expect(unwrap(json)).toEqual(rows),
);

// prettier-ignore
test.each<unknown>([
	{ zero: 0, no: false, empty: '', nothing: null, list: [1], deep: { a: 1 } }, 'x', list,
	// Not a webhook's.
	{ body: { a: 1 } }, { query: 'shoes', body: 'text' }, { headers: { server: 'x' }, body: '{}', statusCode: 200 },
	{ headers: 'Name,Age', body: 'Ada,36' }, { name: 'hook', webhookUrl: 'https://n8n.example/webhook/x' },
	// Not a form's.
	{ submittedAt: '2026-11-23' }, { formMode: 'production' }, { submittedAt: 'x', formMode: 'paper' }, { submittedAt: 7, formMode: 'test' }, { user: USER },
	// Not a report.
	{ ...report, row }, { ...report, outcome: 'won', row }, { outcome: 'unknown', row: 12, name: 'Ada' }, { outcome: 'rejected', row },
	{ ...report, outcome: 'appended' }, { error: { message: 'E', outcome: 'lost' }, a: 1 },
])('anything else stays as it is, whatever it looks like: %j', (json) =>
	expect(unwrap(json as Json)).toEqual(json),
);
