import type { IHttpRequestOptions } from 'n8n-workflow';

import { AkkioApi } from '../../../credentials/AkkioApi.credentials';
import { rateLimiter } from '../../../nodes/Akkio/shared/rateLimiter';
import { Readable, runInNewContext } from '../../support/engine/realm.mts';

const credential = { apiKey: '\t demo \n', baseUrl: ' https://akkio.test/v1 ' };
const KEY = { api_key: 'demo' };
/** A request in either of n8n's shapes. */
type Request = IHttpRequestOptions & { [name: string]: unknown };
const sign = async (request: object, more: object = {}) =>
	(await new AkkioApi().authenticate({ ...credential, ...more }, request as Request)) as Request;

const acquire = jest.spyOn(rateLimiter, 'acquire');
beforeEach(() => void acquire.mockReset().mockResolvedValue());
afterAll(() => acquire.mockRestore());

const typed = (type: string) => ({ headers: { 'Content-Type': type } });
const json = typed('application/json');
const uri = 'https://akkio.test/v1/datasets';

describe('the key, without white space around it,', () => {
	test.each(['GET', 'HEAD', 'OPTIONS', 'get', undefined])(
		'goes into the query of a %s, whatever its body is',
		async (method) => {
			for (const body of [undefined, {}, { id: 'abc' }]) {
				const request = { method, url: '/datasets', qs: { id: 'abc' }, body };
				const signed = { baseURL: 'https://akkio.test/v1', qs: { id: 'abc', ...KEY } };
				expect(await sign(request)).toMatchObject({ ...request, ...signed });
			}
		},
	);

	// prettier-ignore
	test.each<[string, unknown, object]>([
		['an object', { id: 'abc' }, { id: 'abc' }], ['an empty object', {}, {}], ['nothing', undefined, {}],
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
		['{"id":"abc"}\n', '{"id":"abc","api_key":"demo"}'], ['{}', '{"api_key":"demo"}'], [' { } \r\n', '{"api_key":"demo"}'],
		['\uFEFF{\n  "a": {}\n}\n', '{\n  "a": {},"api_key":"demo"}'],
		// Neither number may be read and written again.
		['{"n":12345678901234567890,"m":1.0}', '{"n":12345678901234567890,"m":1.0,"api_key":"demo"}'],
	])('goes to the end of a JSON text, as bytes: %j', async (body, expected) => {
		for (const headers of [json.headers, { 'content-type': 'application/vnd.api+json' }]) {
			const signed = await sign({ method: 'POST', url: '/datasets', headers, body });
			expect([String(signed.body), signed.qs]).toEqual([expected, undefined]);
			expect(Buffer.isBuffer(signed.body)).toBe(true);
		}
	});

	// prettier-ignore
	test.each<[string, object]>([
		['an array', { body: [{ a: 1 }] }], ['a text of a JSON array', { body: '[1]', ...json }], ['no text', { body: '', ...json }],
		['plain text', { body: '{"a":1}', ...typed('text/plain') }], ['text of no type', { body: '{"a":1}' }], ['null', { body: null }],
		['lines of JSON', { body: '{"a":1}\n{"a":2}', ...typed('application/x-ndjson') }],
		['bytes', { body: Buffer.from('{"a":1}'), ...json }], ['a stream', { body: Readable.from(['{"a":1}']), ...json }],
		['a form', { body: new URLSearchParams({ a: 'b' }) }], ['form data', { body: new FormData() }],
		['sent as a form', { body: { a: 'b' }, ...typed('application/x-www-form-urlencoded') }],
		['sent as form data', { body: { a: 'b' }, ...typed('multipart/form-data') }],
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
			const request = {
				method: 'POST',
				url: '/datasets',
				body,
				...(typeof body === 'string' && json),
			};
			const given = { ...request };
			const once = await sign(request);
			expect(await sign(once)).toEqual(once);
			expect(request).toEqual(given);
		},
	);
});

describe('a request is signed for its own origin only', () => {
	// prettier-ignore
	const OWN = ['https://akkio.test', 'HTTPS://AKKIO.test/V1', 'https://akkio.test:443/v1', 'https://me:pw@akkio.test/x'];
	// prettier-ignore
	const PATHS = ['', '/', '/datasets', 'datasets', '/a//b', '/..', '/@evil.test', '/https://evil.test'];
	// prettier-ignore
	const OTHERS = [
		'https://evil.test', 'http://akkio.test/v1', 'https://akkio.test:8443/v1', 'https://akkio.test./v1',
		'https://akkio.test.evil.test/v1', 'https://akkio.test@evil.test/v1', 'https://akkio.test:443@evil.test',
		'https://evil.test\\@akkio.test/v1', 'https://evil.test#@akkio.test/', 'https:\\\\evil.test/v1',
		'https:///evil.test', ' https://evil.test', 'ht\ntps://evil.test', 'ftp://akkio.test/', 'data:text/plain,x',
		// These look like paths.
		'//evil.test/v1', '\\\\evil.test/v1', '/\\evil.test', 'http:evil.test',
	];
	const WITHOUT_BASE = ['https:evil.test', 'https:/evil.test', '/datasets', 'evil.test', ''];

	test.each([...PATHS.map((url) => ({ url })), ...OWN.flatMap((url) => [{ url }, { uri: url }])])(
		'%j is',
		async (request) =>
			expect(await sign(request)).toMatchObject({
				...{ ...request, qs: KEY },
				...('url' in request && { baseURL: 'https://akkio.test/v1' }),
			}),
	);

	test.each([
		...OTHERS.flatMap((url) => [
			{ url },
			{ uri: url },
			{ url, uri: OWN[0] },
			{ url: OWN[0], uri: url },
		]),
		...WITHOUT_BASE.map((uri) => ({ uri })),
	])('%j is not', async (request) => {
		const refusal = /credential is for https:\/\/akkio\.test only|web address|Invalid URL/;
		await expect(sign(request)).rejects.toThrow(refusal);
		expect(acquire).not.toHaveBeenCalled();
	});

	test.each(['', 'akkio.test/v1', 'ftp://akkio.test', 'javascript:alert(1)'])(
		'with the Base URL %j nothing is signed',
		async (baseUrl) => await expect(sign({ url: '/datasets' }, { baseUrl })).rejects.toThrow(),
	);

	test('a Base URL with a port and a user name signs that port only', async () => {
		const local = { baseUrl: 'http://me@localhost:8920/v1' };
		for (const own of [{ url: '/datasets' }, { uri: 'http://LOCALHOST:8920/v1' }]) {
			expect((await sign(own, local)).qs).toEqual(KEY);
		}
		for (const other of ['http://localhost', 'http://127.0.0.1:8920', 'https://localhost:8920']) {
			const refusal = /credential is for http:\/\/localhost:8920/;
			await expect(sign({ uri: other }, local)).rejects.toThrow(refusal);
		}
	});
});

test('what is signed does not follow redirects, whatever the request says', async () => {
	const follow = { followRedirect: true, followAllRedirects: true, maxRedirects: 5 };
	for (const request of [{ url: '/datasets' }, { uri, ...follow }]) {
		expect(await sign(request)).toMatchObject({
			...{ disableFollowRedirect: true, followRedirect: false, followAllRedirects: false },
		});
	}
});

test("the execution's own signal tells runs apart; the HTTP Request node is a run, the editor is not", async () => {
	const { signal } = new AbortController();
	await sign({ url: '/datasets', abortSignal: signal }, { requestsPerSecond: 2 });
	for (const request of [{ url: '/datasets' }, { uri }, { uri }]) await sign(request);
	const [, , third, fourth] = acquire.mock.calls.map(([, , run]) => run);
	expect(acquire.mock.calls.slice(0, 2)).toEqual([
		['demo', 2, signal],
		['demo', undefined, undefined],
	]);
	expect(third).toBeInstanceOf(AbortSignal);
	expect(fourth).toBe(third);
});
