import {
	getAccount,
	getCredential,
	getItemCredentials,
} from '../../../nodes/Akkio/shared/credential';
import type { Context } from '../../../nodes/Akkio/shared/request';
import { node } from '../../support/engine/run';

const KEY = 'a key';
const BASE_URL = 'https://akkio.test/v1';
const withCredential = (apiKey: unknown, baseUrl: unknown) =>
	({ getCredentials: async () => ({ apiKey, baseUrl }) }) as unknown as Context;

test('key and host come without white space around them', async () => {
	expect(
		await getCredential(withCredential(` ${KEY}\n`, ` https://me@akkio.test:8920/v1 `)),
	).toEqual({
		key: KEY,
		host: 'akkio.test:8920',
		account: expect.any(String),
		decrypted: expect.objectContaining({ type: 'akkioApi' }),
	});
});

test.each([undefined, '', 'akkio.test/v1', 'ftp://akkio.test'])(
	'the Base URL %j is no address, and opens no account',
	async (baseUrl) => {
		expect(await getCredential(withCredential(KEY, baseUrl))).toEqual({
			codes: ['ERR_INVALID_URL'],
			host: '',
		});
		expect(await getAccount(withCredential(KEY, baseUrl))).toBe('');
	},
);

test('the same key at the same address is the same account, any other is another, and none shows the key', async () => {
	const account = await getAccount(withCredential(KEY, BASE_URL));
	expect(await getAccount(withCredential(` ${KEY}\n`, ` ${BASE_URL}/ `))).toBe(account);
	const others = [
		withCredential('other', BASE_URL),
		withCredential(KEY, 'https://akkio.test/v2'),
		withCredential(KEY, 'https://other.test/v1'),
	];
	const accounts = new Set([account, ...(await Promise.all(others.map(getAccount)))]);
	expect(accounts.size).toBe(4);
	expect([...accounts].join(' ')).not.toMatch(/a key|YSBrZXk/);
});

test('a run asks n8n once for a good credential, and again for one that is no good', async () => {
	const baseUrls = [' ', BASE_URL, 'https://other.test/v1'];
	let asked = 0;
	const context = {
		getCredentials: async () => ({ apiKey: KEY, baseUrl: baseUrls[asked++] }),
	} as unknown as Context;
	expect(await getCredential(context)).not.toHaveProperty('key');
	expect(await getCredential(context)).toMatchObject({ host: 'akkio.test' });
	expect(await getCredential(context)).toMatchObject({ host: 'akkio.test' });
	expect(asked).toBe(2);
});

describe('the credentials of many items', () => {
	/** A credential with this text as its key; item 777 is another tenant's. */
	const manyItems = (raw: unknown) => {
		const getCredentials = jest.fn(async (_type: string, item: number) => ({
			apiKey: item === 777 ? 'of another tenant' : KEY,
			baseUrl: BASE_URL,
		}));
		const getDecrypted = async () => ({ apiKey: raw, baseUrl: BASE_URL });
		const credentials = { akkioApi: { id: '1', name: 'Akkio' } };
		const context = {
			getNode: () => ({ ...node('Akkio', 'akkio'), credentials }),
			getCredentials,
			additionalData: raw === undefined ? undefined : { credentialsHelper: { getDecrypted } },
		} as unknown as Context;
		return { context, getCredentials };
	};

	test.each([
		['an expression over the item', '={{ $json.key }}'],
		['an expression over another node', "={{ $('Webhook').item.json.key }}"],
		['not to be seen', undefined],
	])('are read one by one where a field is %s', async (_what, raw) => {
		const { context } = manyItems(raw);
		const credentialOf = await getItemCredentials(context, 1000);
		expect(credentialOf(776)).toMatchObject({ key: KEY });
		expect(credentialOf(777)).toMatchObject({ key: 'of another tenant' });
	});

	test.each(['a fixed key', '={{ $secrets.vault.key }}', '={{ $vars.key }}'])(
		'are read once where it is the same for all: %s',
		async (raw) => {
			const { context, getCredentials } = manyItems(raw);
			const credentialOf = await getItemCredentials(context, 1000);
			expect(credentialOf(999)).toMatchObject({ key: KEY });
			expect(getCredentials).toHaveBeenCalledTimes(1);
		},
	);
});
