import { ExecuteContext, RoutingNode } from 'n8n-core';
import type { IHttpRequestOptions, INode, INodeType } from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import nock from 'nock';

import { AkkioApi } from '../../credentials/AkkioApi.credentials';
import { rateLimiter } from '../../nodes/Akkio/shared/rateLimiter';
import * as replies from '../support/akkio/replies.mts';
import type { Reply } from '../support/akkio/replies.mts';
import { akkio, credential, useNock } from '../support/engine/nocked';
import { nodeTypes } from '../support/engine/nodeTypes';
import { Readable, runInNewContext } from '../support/engine/realm.mts';
import { additionalData, node } from '../support/engine/run';

useNock();
const acquire = jest.spyOn(rateLimiter, 'acquire');
beforeEach(() => void acquire.mockReset().mockResolvedValue());
afterAll(() => acquire.mockRestore());

const BASE = 'https://akkio.test/v1';
const KEY = { api_key: 'demo' };
const typed = (type: string) => ({ headers: { 'Content-Type': type } });
const JSON_TYPE = typed('application/json');
const FORM_TYPE = typed('application/x-www-form-urlencoded');
const FORM = 'application/x-www-form-urlencoded';

/** A request in either of n8n's shapes, signed. */
type Request = IHttpRequestOptions & { [name: string]: unknown };
const sign = async (request: object, more: object = {}) => {
	const given = { apiKey: '\t demo \n', baseUrl: ` ${BASE} `, ...more };
	return (await new AkkioApi().authenticate(given, request as Request)) as Request;
};

describe('the key, without white space around it,', () => {
	test.each<[string, unknown, object]>([
		['an object', { id: 'abc' }, { id: 'abc' }],
		['nothing', undefined, {}],
		['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
		["a sandbox's object", runInNewContext('({ a: 1 })'), { a: 1 }],
	])('goes into a body that is %s', async (_what, body, expected) => {
		for (const method of ['POST', 'DELETE', 'PUT', 'PATCH', 'post']) {
			for (const more of [{}, typed('application/json; charset=utf-8')]) {
				const signed = await sign({ method, url: '/datasets', body, ...more });
				expect([signed.body, signed.qs]).toEqual([{ ...expected, ...KEY }, undefined]);
			}
		}
	});

	// prettier-ignore
	test.each([
		['{"id":"abc"}\n', '{"id":"abc","api_key":"demo"}'], [' { } \r\n', '{"api_key":"demo"}'],
		['\uFEFF{\n  "a": {}\n}\n', '{\n  "a": {},"api_key":"demo"}'],
		// Neither number may be read and written again.
		['{"n":12345678901234567890,"m":1.0}', '{"n":12345678901234567890,"m":1.0,"api_key":"demo"}'],
	])('goes to the end of a JSON text, as bytes: %j', async (body, expected) => {
		for (const { headers } of [JSON_TYPE, typed('application/vnd.api+json')]) {
			const signed = await sign({ method: 'POST', url: '/datasets', headers, body });
			expect([signed.body, signed.qs]).toEqual([Buffer.from(expected), undefined]);
		}
	});

	const uri = `${BASE}/datasets`;
	// prettier-ignore
	test.each<[string, object]>([
		...['GET', 'HEAD', 'get', undefined].map((method): [string, object] => [`that of ${method}`, { method, body: { id: 'abc' } }]),
		['an array', { body: [{ a: 1 }] }], ['a text of a JSON array', { body: '[1]', ...JSON_TYPE }], ['no text', { body: '', ...JSON_TYPE }],
		['plain text', { body: '{"a":1}', ...typed('text/plain') }], ['text of no type', { body: '{"a":1}' }], ['null', { body: null }],
		['lines of JSON', { body: '{"a":1}\n{"a":2}', ...typed('application/x-ndjson') }],
		['bytes', { body: Buffer.from('{"a":1}'), ...JSON_TYPE }], ['a stream', { body: Readable.from(['{"a":1}']), ...JSON_TYPE }],
		['a form', { body: new URLSearchParams({ a: 'b' }) }], ['form data', { body: new FormData() }],
		['sent as a form', { body: { a: 'b' }, ...FORM_TYPE }], ['sent as form data', { body: { a: 'b' }, ...typed('multipart/form-data') }],
		['a form of the older shape', { uri, form: { a: 'b' } }], ['an empty form of the older shape', { uri, form: {} }],
		['form data of the older shape', { uri, formData: { a: 'b' } }],
	])('goes into the query where the body is %s, which stays as it is', async (_what, request) => {
		const path = 'uri' in request ? {} : { url: '/' };
		expect(await sign({ method: 'POST', ...path, ...request })).toMatchObject({ ...request, qs: KEY });
	});

	test('goes into a header where the path is one of the newer API', async () => {
		for (const name of ['url', 'uri']) {
			const request = { [name]: 'https://akkio.test/api/v1/models', headers: { a: 'b' } };
			const signed = await sign({ method: 'POST', ...request, body: {} });
			expect(signed).toMatchObject({ headers: { a: 'b', 'X-API-Key': 'demo' }, body: {} });
			expect(signed.qs).toBeUndefined();
		}
		const gateway = { baseUrl: 'https://akkio.test/api/akkio' };
		expect((await sign({ url: '/datasets' }, gateway)).qs).toEqual(KEY);
	});

	test.each<unknown>([{ name: 'Leads' }, '{"name":"Leads"}', new URLSearchParams({ a: 'b' })])(
		'is there once after signing twice, and what was given is as before: %j',
		async (body) => {
			const type = typeof body === 'string' ? JSON_TYPE : {};
			const request = { method: 'POST', url: '/datasets', body, ...type };
			const given = { ...request };
			const once = await sign(request);
			expect(await sign(once)).toEqual(once);
			expect(request).toEqual(given);
		},
	);
});

describe('a request is signed for its own origin only', () => {
	const OWN = ['https://akkio.test', 'HTTPS://AKKIO.test/V1', 'https://me:pw@akkio.test:443/x'];
	const PATHS = [
		'',
		'/',
		'/datasets',
		'datasets',
		'/a//b',
		'/..',
		'/@evil.test',
		'/https://evil.test',
	];
	// prettier-ignore
	const OTHERS = [
		'https://evil.test', 'http://akkio.test/v1', 'https://akkio.test:8443/v1', 'https://akkio.test./v1',
		'https://akkio.test.evil.test/v1', 'https://akkio.test@evil.test/v1', 'https://akkio.test:443@evil.test',
		'https://evil.test\\@akkio.test/v1', 'https://evil.test#@akkio.test/', 'https:\\\\evil.test/v1',
		'https:///evil.test', ' https://evil.test', 'ht\ntps://evil.test', 'ftp://akkio.test/', 'data:text/plain,x',
		// These look like paths.
		'//evil.test/v1', '\\\\evil.test/v1', '/\\evil.test', 'http:evil.test',
	];
	const NO_URI = ['https:evil.test', 'https:/evil.test', '/datasets', 'evil.test', ''];

	test.each([...PATHS.map((url) => ({ url })), ...OWN.flatMap((url) => [{ url }, { uri: url }])])(
		'%j is',
		async (request) => expect((await sign(request)).qs).toEqual(KEY),
	);

	test.each<object>([
		...OTHERS.flatMap((url) => [{ url }, { uri: url }, { url: OWN[0], uri: url }]),
		...[{ url: OTHERS[0], uri: OWN[0] }, ...NO_URI.map((uri) => ({ uri }))],
	])('%j is not', async (request) => {
		const refusal = /credential is for https:\/\/akkio\.test only|web address|Invalid URL/;
		await expect(sign(request)).rejects.toThrow(refusal);
		expect(acquire).not.toHaveBeenCalled();
	});

	test.each(['', 'akkio.test/v1', 'ftp://akkio.test', 'javascript:alert(1)'])(
		'with the Base URL %j nothing is signed',
		async (baseUrl) => await expect(sign({ url: '/datasets' }, { baseUrl })).rejects.toThrow(),
	);
});

test("the execution's own signal tells runs apart; the HTTP Request node is a run, the editor is not", async () => {
	const { signal } = new AbortController();
	await sign({ url: '/datasets', abortSignal: signal }, { requestsPerSecond: 2 });
	for (const request of [{ url: '/datasets' }, { uri: BASE }, { uri: BASE }]) await sign(request);
	const [, , third, fourth] = acquire.mock.calls.map(([, , run]) => run);
	expect(acquire.mock.calls.slice(0, 2)).toEqual([
		['demo', 2, signal],
		['demo', undefined, undefined],
	]);
	expect(third).toBeInstanceOf(AbortSignal);
	expect(fourth).toBe(third);
});

const chosen: INode = {
	...node('Akkio', 'akkio'),
	credentials: { akkioApi: { id: '1', name: 'Akkio' } },
};

/** What n8n gives a node that runs for one item. */
function contextOf() {
	const workflow = new Workflow({ nodes: [chosen], connections: {}, active: false, nodeTypes });
	const items = [{ json: {} }];
	const data = { main: [items] };
	const executed = { node: chosen, data, source: null };
	const run = [additionalData(credential), 'manual', createRunExecutionData(), 0] as const;
	return new ExecuteContext(workflow, chosen, ...run, items, data, executed, []);
}

describe('what n8n sends when its own nodes sign with this credential', () => {
	const url = `${credential.baseUrl}/datasets`;
	/** As the HTTP Request node asks for it (n8n's older shape), and as other nodes do. */
	const shapes = {
		async legacy(options: object): Promise<unknown> {
			const follow = { followRedirect: true, followAllRedirects: true };
			// Where the response's format is detected.
			const request = { uri: url, ...follow, json: false, ...options };
			const { requestWithAuthentication } = contextOf().helpers;
			return await requestWithAuthentication.call(contextOf(), 'akkioApi', request);
		},
		async current(options: object): Promise<unknown> {
			const { httpRequestWithAuthentication } = contextOf().helpers;
			return await httpRequestWithAuthentication.call(contextOf(), 'akkioApi', { url, ...options });
		},
	};
	const QUERY = '?api_key=demo';

	// prettier-ignore
	test.each<[keyof typeof shapes, object, string]>([
		['legacy', { body: { a: 1 }, json: true }, ' application/json {"a":1,"api_key":"demo"}'],
		['legacy', { body: '{"a":1}\n', ...JSON_TYPE }, ' application/json {"a":1,"api_key":"demo"}'],
		['legacy', { form: { a: 'b c' } }, `${QUERY} ${FORM} a=b%20c`], ['legacy', { body: { a: 'b' }, ...FORM_TYPE }, `${QUERY} ${FORM} a=b`],
		['legacy', { formData: { a: 'b' } }, `${QUERY} multipart/form-data --`],
		['legacy', { body: Buffer.from('a'), ...typed('text/csv') }, `${QUERY} text/csv a`],
		['legacy', { method: 'GET', qs: { id: 'a' } }, '?id=a&api_key=demo  '], ['current', { method: 'GET' }, `${QUERY}  `],
		['current', { method: 'DELETE', body: {} }, ' application/json {"api_key":"demo"}'],
		['current', { body: [1] }, `${QUERY} application/json [1]`],
	])('%s shape, %j', async (shape, options, expected) => {
		const request = { method: 'POST', ...options };
		let arrived = '';
		akkio().intercept(/^\/v1\/datasets/, request.method).reply(200, function (uri, body) {
			const type = String(this.req.headers['content-type'] ?? '').split(';')[0];
			const text = typeof body === 'string' ? body : JSON.stringify(body);
			arrived = `${new URL(uri, credential.baseUrl).search} ${type} ${text}`;
			return replies.success().body;
		});
		await shapes[shape](request);
		expect(arrived.slice(0, expected.length)).toBe(expected);
	});

	test.each(['legacy', 'current'] as const)(
		'a redirect is not followed, nor does another host get a request: %s shape',
		async (shape) => {
			const location = 'https://elsewhere.test/';
			for (const status of [301, 302, 303, 307, 308]) {
				const elsewhere = nock(location).get(/.*/).reply(200, '{}');
				akkio()
					.get(/datasets/)
					.reply(status, '', { location });
				const refused = { httpCode: String(status) };
				await expect(shapes[shape]({ method: 'GET' })).rejects.toMatchObject(refused);
				expect(elsewhere.isDone()).toBe(false);
				nock.cleanAll();
			}
			for (const other of [`${location}v1`, '//elsewhere.test', 'https:elsewhere.test']) {
				await expect(shapes[shape]({ url: other, uri: other })).rejects.toThrow();
			}
		},
	);
});

// prettier-ignore
test.each<[string, Reply, RegExp | undefined]>([
	['a list', replies.list([]), undefined],
	['a wrong key', replies.wrongKey(), /^Akkio does not recognize this API key/],
	['a page', replies.gatewayPage(200), /^No Akkio API found/],
	['an unknown path', replies.unknownPath(), /^No Akkio API found/],
	['a plan without it', replies.noAccess(), /your Akkio plan/],
	['a redirect', replies.redirect(302, 'https://elsewhere.test'), /./],
])("the credential's test says what %s means", async (_what, { status, body }, expected) => {
	// As n8n's own tester does it: one request, and the first rule that the response meets.
	const { request, rules } = new AkkioApi().test;
	akkio().get('/v1/datasets').query(KEY).reply(status, body);
	const type = {
		description: {
			...nodeTypes.getByName('akkio').description,
			requestDefaults: undefined,
			properties: [{ name: 'resource', type: 'string', default: '', routing: { request } }],
		},
	} as unknown as INodeType;
	const context = contextOf();
	await context.workflow.expression.acquireIsolate();
	const [items] = (await new RoutingNode(context, type).runNode())!;
	await context.workflow.expression.releaseIsolate();
	const { json } = items![0]!;
	const broken = rules!.find(
		({ properties }) => 'key' in properties && json[properties.key] === properties.value,
	);
	if (expected) expect(broken?.properties.message).toMatch(expected);
	else expect(broken).toBeUndefined();
});
