/** What a request is made of: parameters, Request Options, the credential; and how it ends. */
import type { IHttpRequestOptions } from 'n8n-workflow';

import * as credential from '../../../nodes/Akkio/shared/credential';
import { readLocator } from '../../../nodes/Akkio/shared/locator';
import { cleanName } from '../../../nodes/Akkio/shared/names';
import { readBoolean, readChoice, readInteger } from '../../../nodes/Akkio/shared/parameters';
import type { Context } from '../../../nodes/Akkio/shared/context';
import { akkioRequest, networkError } from '../../../nodes/Akkio/shared/request';
import { getRequestOptions } from '../../../nodes/Akkio/shared/requestOptions';
import { runInNewContext } from '../../support/engine/realm.mts';
import { node } from '../../support/engine/run';
import { useVirtualClock } from '../../support/engine/virtualClock';

const clock = useVirtualClock();
const getNode = () => ({
	...node('Akkio', 'akkio'),
	credentials: { akkioApi: { id: '1', name: 'Akkio' } },
});
const messageOf = (read: () => unknown) => {
	try {
		return read();
	} catch (error) {
		return (error as Error).message;
	}
};

describe('parameters', () => {
	const context = { getNode } as unknown as Context;
	const CHOICES = { json: 'JSON Text', error: 'Error' };
	const LIMITS = { min: 1, max: 10_000, fallback: 7 };
	const READERS = {
		switch: (value: unknown) => readBoolean(context, 'Dry Run', value, 'the default' as never),
		choice: (value: unknown) => readChoice(context, 'Nested Values', value, CHOICES, 'json'),
		'whole number': (value: unknown) => readInteger(context, 'Batch Size', value, LIMITS),
		dataset: (value: unknown) => readLocator(context, 'dataset', value, 0),
		name: (value: unknown) => cleanName(value as string),
	};
	type What = keyof typeof READERS;

	const abc = { mode: 'id', value: 'abc', label: "with the ID 'abc'" };
	const leads = { mode: 'name', value: 'Leads', label: "'Leads'" };
	// prettier-ignore
	test.each<[What, Array<[unknown, unknown]>]>([
		['switch', [[true, true], [false, false], ['true', true], [' FALSE\n', false], [undefined, 'the default'], [null, 'the default']]],
		['choice', [['error', 'error'], [undefined, 'json'], [null, 'json']]],
		['whole number', [[1, 1], ['250', 250], [2.9, 2], [10_000, 10_000], [undefined, 7], [null, 7]]],
		['dataset', [
			[{ mode: 'id', value: ' abc ' }, abc], ['abc', abc], [7, { mode: 'id', value: '7', label: "with the ID '7'" }],
			[{ mode: 'list', value: 'abc', cachedResultName: 'Leads' }, { ...abc, label: "'Leads'" }], [{ mode: 'name', value: 'Leads' }, leads],
		]],
		['name', [
			['  Leads 2026\n', 'Leads 2026'], ['Zu\u0308rich', 'Zürich'], ['Leads\u2003\u30002026', 'Leads  2026'],
			['\uFEFFLe\u200Bads\u200D', 'Leads'], ['soft\u00ADhyphen', 'softhyphen'], ['\u200B\u00A0', ''], ['ﬁ', 'ﬁ'],
		]],
	])('a %s is read: %j', (what, pairs) =>
		expect(pairs.map(([given]) => [given, READERS[what](given)])).toMatchObject(pairs),
	);

	// prettier-ignore
	test.each<[What, string, unknown[]]>([
		['switch', "'Dry Run' has to be true or false", ['', 'no', '0', 0, 1, {}, [true]]],
		['choice', "'Nested Values' has to be json (JSON Text), error (Error)", ['', 'Error', 'toString', true, ['json'], { json: 1 }]],
		['whole number', "'Batch Size' has to be a number from 1 to 10,000", [0, -1, 10_001, NaN, Infinity, '', ' ', 'many', true, [5], {}]],
		['dataset', "'Dataset' is empty", ['', undefined, { mode: 'list', value: null }, { mode: 'id', value: ' \n' }]],
		['dataset', "'Dataset' is not text", [{ mode: 'id', value: ['a'] }, { mode: 'name', value: { id: 'a' } }]],
	])('no %s: %s, where it is one of %j', (what, message, values) => {
		const messages = values.map((value) => messageOf(() => READERS[what](value)));
		expect(messages).toEqual(values.map(() => message));
	});

	test('what is given instead of a choice is named', () =>
		expect(() => READERS.choice('flat')).toThrow(
			expect.objectContaining({ description: expect.stringMatching(/^It is 'flat'\./) }),
		));
});

describe('Request Options', () => {
	/** Those of a custom operation, which names the item, and of RoutingNode, which knows it. */
	function optionsOf(requestOptions: object | undefined) {
		const getNodeParameter = jest.fn((...given: unknown[]) => requestOptions ?? given.at(-1));
		const ofRun = { getNode, getNodeParameter } as unknown as Parameters<
			typeof getRequestOptions
		>[0];
		const options = getRequestOptions(ofRun);
		expect(getNodeParameter).toHaveBeenLastCalledWith('requestOptions', 0, {});
		const ofItem = Object.assign({}, ofRun, { getItemIndex: () => 3 });
		expect(getRequestOptions(ofItem)).toStrictEqual(options);
		expect(getNodeParameter).toHaveBeenLastCalledWith('requestOptions', {});
		return options;
	}
	const timeout = 120_000;
	const through = (proxy: string, parts: object = {}): [object, object] => [
		{ proxy },
		{ timeout, proxy: { protocol: 'http', host: 'myproxy', port: 3128, ...parts } },
	];

	// prettier-ignore
	test.each<[object | undefined, object]>([
		[undefined, { timeout }], [{ timeout: 0 }, { timeout }], [{ timeout: 1, allowUnauthorizedCerts: false, batching: {} }, { timeout: 1 }],
		[{ allowUnauthorizedCerts: true }, { timeout, skipSslCertificateValidation: true }],
		through('http://myproxy:3128'), through('myproxy:3128'), through(' \tHTTP://MyProxy:3128\n', { host: 'MyProxy' }),
		through('https://proxy.example.com:443/', { protocol: 'https', host: 'proxy.example.com', port: 443 }),
		through('ada@myproxy:3128', { auth: { username: 'ada', password: '' } }),
		// n8n's helper puts it into an address again, as it is.
		through('http://ada:l%40:ve@myproxy:3128', { auth: { username: 'ada', password: 'l%40:ve' } }),
	])('%j are %j for the request', (given, expected) =>
		expect(optionsOf(given)).toStrictEqual(expected),
	);

	test.each([
		...['myproxy', 'http://myproxy', 'http://myproxy:port', 'http://:3128'],
		...['http://myproxy:3128/path', 'http://ada:l0ve@myproxy', '://ada:l0ve@myproxy:3128'],
		...['socks5', 'SOCKS5', 'socks', 'ftp'].map((one) => `${one}://ada:l0ve@myproxy:1080`),
	])('the proxy %j is refused in a sentence without its password', (proxy) => {
		const isOther = /^(socks|ftp)/i.test(proxy);
		const wrong = isOther ? 'has to be an http or https proxy' : 'is not an address with a port';
		const description = expect.stringMatching(/^(?!.*l0ve).*http:\/\/myproxy:3128/s) as string;
		expect(() => optionsOf({ proxy })).toThrow(
			expect.objectContaining({ message: `The 'Proxy' ${wrong}`, description }),
		);
	});
});

const KEY = 'a key of one';
const BASE_URL = 'https://akkio.test/v1';
/** A run that n8n gives these credentials, one at each look; `respond` stands for n8n's helper. */
function contextOf(data: object[], respond: (key: string) => unknown = () => undefined) {
	const getCredentials = jest.fn(async () => ({ apiKey: KEY, baseUrl: BASE_URL, ...data.shift() }));
	const httpRequestWithAuthentication = async (
		...[, , signing]: [string, object, { credentialsDecrypted: { data: { apiKey: string } } }]
	) => respond(signing.credentialsDecrypted.data.apiKey);
	const helpers = { httpRequestWithAuthentication };
	return { getNode, getCredentials, helpers } as unknown as Context & {
		getCredentials: typeof getCredentials;
	};
}

describe('the credential', () => {
	const { getAccount, getCredential, getItemCredentials } = credential;

	test('has key and host without white space around them', async () => {
		const given = { apiKey: ` ${KEY}\n`, baseUrl: ' https://me@akkio.test:8920/v1 ' };
		const known = { key: KEY, host: 'akkio.test:8920', account: expect.any(String) as string };
		expect(await getCredential(contextOf([given]))).toMatchObject(known);
	});

	test.each([undefined, '', 'akkio.test/v1', 'ftp://akkio.test'])(
		'with the Base URL %j has no host, and opens no account',
		async (baseUrl) => {
			const none = { codes: ['ERR_INVALID_URL'], host: '' };
			expect(await getCredential(contextOf([{ baseUrl }]))).toEqual(none);
			expect(await getAccount(contextOf([{ baseUrl }]))).toBe('');
		},
	);

	test('is the same account with the same key at the same address, any other is another, and none shows the key', async () => {
		const accounts = await Promise.all(
			[
				...[{}, { apiKey: ` ${KEY}\n`, baseUrl: ` ${BASE_URL}/ ` }, { apiKey: 'other' }],
				...[{ baseUrl: 'https://akkio.test/v2' }, { baseUrl: 'https://other.test/v1' }],
			].map(async (given) => await getAccount(contextOf([given]))),
		);
		expect(accounts[1]).toBe(accounts[0]);
		expect(new Set(accounts).size).toBe(4);
		expect(accounts.join(' ')).not.toMatch(/a key|YSBrZXk/);
	});

	test('is asked for once in a run where it is good, again where it is not', async () => {
		const context = contextOf([{ baseUrl: ' ' }, {}, { baseUrl: 'https://other.test' }]);
		expect(await getCredential(context)).not.toHaveProperty('key');
		for (let time = 0; time < 2; time++) {
			expect(await getCredential(context)).toMatchObject({ host: 'akkio.test' });
		}
		expect(context.getCredentials).toHaveBeenCalledTimes(2);
	});

	test.each([
		['an expression over the item', '={{ $json.key }}', 1000],
		['an expression over another node', "={{ $('Webhook').item.json.key }}", 1000],
		['not to be seen', undefined, 1000],
		['a fixed key', 'a fixed key', 1],
		['a secret', '={{ $secrets.vault.key }}', 1],
		['a variable', '={{ $vars.key }}', 1],
	])('where a field is %s (%s), takes %d looks for a thousand items', async (...given) => {
		const [, raw, looks] = given;
		const getDecrypted = async () => ({ apiKey: raw, baseUrl: BASE_URL });
		const additionalData = raw === undefined ? undefined : { credentialsHelper: { getDecrypted } };
		const data = Array.from({ length: 1000 }, (_, n) => (n === 777 ? { apiKey: 'other' } : {}));
		const context = Object.assign(contextOf(data), { additionalData });
		const ofItem = await getItemCredentials(context, 1000);
		const keys = [ofItem(776), ofItem(777)].map((one) => 'key' in one && one.key);
		expect(keys).toEqual([KEY, looks === 1 ? KEY : 'other']);
		expect(context.getCredentials).toHaveBeenCalledTimes(looks);
	});
});

describe('a request', () => {
	const parse = () => true;
	const POST: IHttpRequestOptions = { method: 'POST', url: '/' };
	const answer = (statusCode: number, status: string) => ({
		...{ statusCode, headers: {}, body: { status } },
	});

	test('is signed with the key that the run began with, and no result shows it', async () => {
		const context = contextOf([{}, { apiKey: 'another key' }], (key) => answer(400, `no: ${key}`));
		const message = 'Akkio rejected the request: no: [API key]';
		for (let time = 0; time < 2; time++) {
			expect(await akkioRequest(context, POST, { parse })).toMatchObject({ error: { message } });
		}
	});

	test('fails where nothing can be taken from the answer, or the credential cannot be had', async () => {
		const context = contextOf([], () => answer(200, 'success'));
		const nothing = await akkioRequest(context, POST, { parse: () => undefined });
		expect(nothing).toMatchObject({ ok: false, error: { name: 'unexpectedResponse' } });
		const getCredentials = async () => await Promise.reject(new Error('Not shared'));
		const none = await akkioRequest({ getCredentials } as unknown as Context, POST, { parse });
		expect(none).toMatchObject({ error: { message: 'n8n blocked the request: Not shared' } });
	});

	class SsrfBlockedIpError extends Error {}
	class UserError extends Error {}
	const circular: Error = new Error('round', { cause: new Error('and round') });
	(circular.cause as Error).cause = circular;
	const wrapped = (cause: unknown) => new Error('n8n', { cause: new Error('axios', { cause }) });
	const coded = (code: string, more: object = {}) =>
		Object.assign(new Error('x'), { code, ...more });

	// prettier-ignore
	test.each<[string, unknown, string]>([
		['a code deep in its causes', wrapped(coded('ECONNREFUSED', { syscall: 'connect' })), 'neverConnected'],
		['one of several errors', wrapped(new AggregateError([coded('ENOTFOUND')])), 'neverConnected'],
		['a code where n8n 1 keeps it', { httpCode: 'ECONNREFUSED' }, 'neverConnected'],
		['causes in a circle', circular, 'connectionClosed'],
		['no error', undefined, 'connectionClosed'],
		['a text as its cause', wrapped('ECONNREFUSED'), 'connectionClosed'],
		['an object without a prototype', wrapped(Object.create(null)), 'connectionClosed'],
		['errors that are no list', coded('ECONNRESET', { errors: { field: 'bad' } }), 'connectionClosed'],
		['nothing among its errors', coded('ECONNRESET', { errors: [null, undefined, 'x'] }), 'connectionClosed'],
		['an error of another realm', runInNewContext('Object.assign(new Error(), { code: "ECONNABORTED" })'), 'timeout'],
		["n8n's protection", wrapped(new SsrfBlockedIpError('Blocked address')), 'blockedByN8n'],
		["the credential's own refusal", wrapped(new UserError('Another origin')), 'blockedByN8n'],
	])('that throws %s is classified, and never throws', async (_what, thrown, name) => {
		const context = contextOf([], () => {
			throw thrown;
		});
		const result = akkioRequest(context, POST, { parse });
		await clock.run();
		expect(await result).toMatchObject({ ok: false, error: { name } });
		expect(networkError(thrown).codes).toEqual(expect.any(Array));
	});
});
