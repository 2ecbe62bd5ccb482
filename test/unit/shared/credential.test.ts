import * as credential from '../../../nodes/Akkio/shared/credential';
import type { Context } from '../../../nodes/Akkio/shared/request';
import { node } from '../../support/engine/run';

const { getAccount, getCredential, getItemCredentials } = credential;
const KEY = 'a key';
const BASE_URL = 'https://akkio.test/v1';
/** A run whose credential has these Base URLs, one at each look, and how often it was looked at. */
function withCredential(apiKey: string, ...baseUrls: unknown[]) {
	const getCredentials = jest.fn(async () => ({ apiKey, baseUrl: baseUrls.shift() }));
	return { context: { getCredentials } as unknown as Context, getCredentials };
}
const credentialOf = async (...given: [apiKey: string, baseUrl: unknown]) =>
	await getCredential(withCredential(...given).context);
const accountOf = async (...given: [apiKey: string, baseUrl: unknown]) =>
	await getAccount(withCredential(...given).context);

test('key and host come without white space around them', async () =>
	expect(await credentialOf(` ${KEY}\n`, ` https://me@akkio.test:8920/v1 `)).toEqual({
		key: KEY,
		host: 'akkio.test:8920',
		account: expect.any(String),
		decrypted: expect.objectContaining({ type: 'akkioApi' }),
	}));

test.each([undefined, '', 'akkio.test/v1', 'ftp://akkio.test'])(
	'the Base URL %j is no address, and opens no account',
	async (baseUrl) => {
		expect(await credentialOf(KEY, baseUrl)).toEqual({ codes: ['ERR_INVALID_URL'], host: '' });
		expect(await accountOf(KEY, baseUrl)).toBe('');
	},
);

test('the same key at the same address is the same account, any other is another, and none shows the key', async () => {
	const account = await accountOf(KEY, BASE_URL);
	expect(await accountOf(` ${KEY}\n`, ` ${BASE_URL}/ `)).toBe(account);
	const others = await Promise.all([
		accountOf('other', BASE_URL),
		accountOf(KEY, 'https://akkio.test/v2'),
		accountOf(KEY, 'https://other.test/v1'),
	]);
	expect(new Set([account, ...others]).size).toBe(4);
	expect([account, ...others].join(' ')).not.toMatch(/a key|YSBrZXk/);
});

test('a run asks n8n once for a good credential, and again for one that is no good', async () => {
	const { context, getCredentials } = withCredential(KEY, ' ', BASE_URL, 'https://other.test/v1');
	expect(await getCredential(context)).not.toHaveProperty('key');
	expect(await getCredential(context)).toMatchObject({ host: 'akkio.test' });
	expect(await getCredential(context)).toMatchObject({ host: 'akkio.test' });
	expect(getCredentials).toHaveBeenCalledTimes(2);
});

// prettier-ignore
test.each([
	['an expression over the item', '={{ $json.key }}', 1000],
	['an expression over another node', "={{ $('Webhook').item.json.key }}", 1000],
	['not to be seen', undefined, 1000],
	['a fixed key', 'a fixed key', 1],
	['a secret', '={{ $secrets.vault.key }}', 1],
	['a variable', '={{ $vars.key }}', 1],
])('where a field is %s (%s), a thousand items take %d looks', async (_what, raw, looks) => {
	const getCredentials = jest.fn(async (_type: string, item: number) => ({
		...{ apiKey: item === 777 ? 'of another tenant' : KEY, baseUrl: BASE_URL },
	}));
	const getDecrypted = async () => ({ apiKey: raw, baseUrl: BASE_URL });
	const credentials = { akkioApi: { id: '1', name: 'Akkio' } };
	const getNode = () => ({ ...node('Akkio', 'akkio'), credentials });
	const additionalData = raw === undefined ? undefined : { credentialsHelper: { getDecrypted } };
	const context = { getNode, getCredentials, additionalData } as unknown as Context;
	const ofItem = await getItemCredentials(context, 1000);
	const key = looks === 1 ? KEY : 'of another tenant';
	expect([ofItem(776), ofItem(777)]).toMatchObject([{ key: KEY }, { key }]);
	expect(getCredentials).toHaveBeenCalledTimes(looks);
});
