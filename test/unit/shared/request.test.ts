import type { IHttpRequestOptions } from 'n8n-workflow';

import { akkioRequest, networkError, type Context } from '../../../nodes/Akkio/shared/request';
import { runInNewContext } from '../../support/engine/realm.mts';
import { node } from '../../support/engine/run';
import { useVirtualClock } from '../../support/engine/virtualClock';

const clock = useVirtualClock();

/** Whoever asks with these credentials, one after the other; `respond` stands for n8n's helper. */
function contextOf(respond: (key: string) => unknown, keys = ['k3y-of-one']) {
	const httpRequestWithAuthentication = async (
		...[, , signing]: [string, object, { credentialsDecrypted: { data: { apiKey: string } } }]
	) => respond(signing.credentialsDecrypted.data.apiKey);
	return {
		getNode: () => node('Akkio', 'akkio'),
		getCredentials: async () => ({ apiKey: keys.shift(), baseUrl: 'https://akkio.test/v1' }),
		helpers: { httpRequestWithAuthentication },
	} as unknown as Context;
}
const parse = () => true;
const POST: IHttpRequestOptions = { method: 'POST', url: '/' };

test('every request of a run is signed with the key that it began with, and no result shows it', async () => {
	const signedWith: string[] = [];
	const respond = (key: string) => {
		signedWith.push(key);
		return { statusCode: 400, headers: {}, body: { status: `${key} is wrong` } };
	};
	const context = contextOf(respond, ['the-first-key', 'another-key']);
	const message = 'Akkio rejected the request: [API key] is wrong';
	for (let time = 0; time < 2; time++) {
		expect(await akkioRequest(context, POST, { parse })).toMatchObject({ error: { message } });
	}
	expect(signedWith).toEqual(['the-first-key', 'the-first-key']);
});

test('an answer from which nothing can be taken is none', async () => {
	const success = { statusCode: 200, headers: {}, body: { status: 'success' } };
	const result = await akkioRequest(
		contextOf(() => success),
		POST,
		{ parse: () => undefined },
	);
	expect(result).toMatchObject({ ok: false, error: { name: 'unexpectedResponse' } });
});

test('a request whose credential cannot be had is not sent, and said to be so', async () => {
	const getCredentials = async () => await Promise.reject(new Error('Not shared'));
	const result = await akkioRequest({ getCredentials } as unknown as Context, POST, { parse });
	const message = 'n8n blocked the request: Not shared';
	expect(result).toMatchObject({ ok: false, error: { name: 'blockedByN8n', message } });
});

class SsrfBlockedIpError extends Error {}
class UserError extends Error {}
const circular: Error = new Error('round', { cause: new Error('and round') });
(circular.cause as Error).cause = circular;
const wrapped = (cause: unknown) => new Error('n8n', { cause: new Error('axios', { cause }) });
const coded = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });

// prettier-ignore
const THROWN: Array<[string, unknown, string]> = [
	['a code deep in its causes', wrapped(coded('ECONNREFUSED', { syscall: 'connect' })), 'neverConnected'],
	['one of several errors', wrapped(new AggregateError([coded('ENOTFOUND')])), 'neverConnected'],
	['a code where n8n 1 keeps it', { httpCode: 'ECONNREFUSED' }, 'neverConnected'],
	['causes in a circle', circular, 'connectionClosed'],
	['no error', undefined, 'connectionClosed'],
	['a text', 'ECONNREFUSED', 'connectionClosed'],
	['a text as its cause', wrapped('odd'), 'connectionClosed'],
	['an object without a prototype', wrapped(Object.create(null)), 'connectionClosed'],
	['errors that are no list', coded('ECONNRESET', { errors: { field: 'bad' } }), 'connectionClosed'],
	['nothing among its errors', coded('ECONNRESET', { errors: [null, undefined, 'x'] }), 'connectionClosed'],
	['an error of another realm', runInNewContext('Object.assign(new Error(), { code: "ECONNABORTED" })'), 'timeout'],
	["n8n's protection", wrapped(new SsrfBlockedIpError('Blocked address')), 'blockedByN8n'],
	["the credential's own refusal", wrapped(new UserError('Another origin')), 'blockedByN8n'],
];

test.each(THROWN)('%s is classified, and never thrown', async (_what, thrown, name) => {
	const context = contextOf(() => {
		throw thrown;
	});
	const result = akkioRequest(context, POST, { parse });
	await clock.run();
	expect(await result).toMatchObject({ ok: false, error: { name } });
	expect(networkError(thrown).codes).toEqual(expect.any(Array));
});
