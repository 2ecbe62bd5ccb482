import type { IHttpRequestOptions } from 'n8n-workflow';

import { AkkioApi } from '../../credentials/AkkioApi.credentials';
import { JsonText } from '../../nodes/Akkio/shared/jsonText';

const credential = { apiKey: '\t demo \n', baseUrl: ' https://akkio.test/v1 ' };
const { authenticate } = new AkkioApi();

test('the key, without white space around it, goes into the query on GET', async () => {
	const request: IHttpRequestOptions = { method: 'GET', url: '/datasets', qs: { id: 'abc' } };
	expect(await authenticate(credential, request)).toEqual({
		method: 'GET',
		url: '/datasets',
		baseURL: 'https://akkio.test/v1',
		qs: { id: 'abc', api_key: 'demo' },
	});
});

test.each(['POST', 'DELETE'] as const)(
	'the key goes into the body on %s, not into the address',
	async (method) => {
		const signed = await authenticate(credential, {
			method,
			url: '/datasets',
			body: { id: 'abc' },
		});
		expect(signed.body).toEqual({ id: 'abc', api_key: 'demo' });
		expect(signed.qs).toBeUndefined();
	},
);

test('a request without a method is a GET', async () => {
	expect((await authenticate(credential, { url: '/datasets' })).qs).toEqual({ api_key: 'demo' });
});

test('signing twice gives the same request, and leaves the given one alone', async () => {
	const request: IHttpRequestOptions = {
		method: 'POST',
		url: '/datasets',
		body: { name: 'Leads' },
	};
	const once = await authenticate(credential, request);
	expect(await authenticate(credential, once)).toEqual(once);
	expect(request).toEqual({ method: 'POST', url: '/datasets', body: { name: 'Leads' } });
});

test.each([
	['a text', '{"id":"abc"}'],
	['a text in pieces', new JsonText(['{"id"', ':"abc"}'])],
])('a body that is %s of JSON gets the key at its end, as bytes', async (_what, body) => {
	const { body: signed } = await authenticate(credential, { method: 'POST', url: '/', body });
	expect(signed).toEqual(Buffer.from('{"id":"abc","api_key":"demo"}'));
});
