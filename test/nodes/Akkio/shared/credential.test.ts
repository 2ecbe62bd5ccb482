import { accountOf, credentialOf } from '../../../../nodes/Akkio/shared/credential';
import type { Caller } from '../../../../nodes/Akkio/shared/request';

const KEY = 'a key';
const ADDRESS = 'https://akkio.test/v1';

/** Whoever has this credential. */
const having = (apiKey: unknown, baseUrl: unknown) =>
	({ getCredentials: async () => ({ apiKey, baseUrl }) }) as unknown as Caller;

test('key and host come without white space around them', async () => {
	expect(await credentialOf(having(` ${KEY}\n`, ` https://me@akkio.test:8920/v1 `))).toEqual({
		key: KEY,
		host: 'akkio.test:8920',
		account: expect.any(String),
		decrypted: expect.objectContaining({ type: 'akkioApi' }),
	});
});

test.each([undefined, '', 'akkio.test/v1', 'ftp://akkio.test'])(
	'the address %j is none',
	async (baseUrl) => {
		expect(await credentialOf(having(KEY, baseUrl))).toEqual({
			trouble: { codes: ['ERR_INVALID_URL'], host: '' },
		});
	},
);

test('the same key at the same address is the same account, however it was pasted', async () => {
	const account = await accountOf(having(KEY, ADDRESS));
	expect(account).toHaveLength(44);
	expect(await accountOf(having(` ${KEY}\n`, ` ${ADDRESS}/ `))).toBe(account);
});

test('another key or another address is another account', async () => {
	const accounts = [
		await accountOf(having(KEY, ADDRESS)),
		await accountOf(having('other', ADDRESS)),
		await accountOf(having(KEY, 'https://akkio.test/v2')),
		await accountOf(having(KEY, 'https://other.test/v1')),
	];
	expect(new Set(accounts).size).toBe(4);
});

test('the name of an account holds neither the key nor a spelling of it', async () => {
	const account = await accountOf(having(KEY, ADDRESS));
	expect(account).not.toContain(KEY);
	expect(account).not.toContain(btoa(KEY).replace(/=+$/, ''));
});

test('a credential that is no good opens no account', async () => {
	expect(await accountOf(having(KEY, 'nowhere'))).toBe('');
	const refused = {
		getCredentials: async () => await Promise.reject(new Error('Not shared with you')),
	} as unknown as Caller;
	expect(await accountOf(refused)).toBe('');
	expect(await credentialOf(refused)).toEqual({
		trouble: { codes: [], host: '', heldBack: 'Not shared with you' },
	});
});

test('a run asks n8n once for a good credential, and again for one that is no good', async () => {
	const answers = [' ', ADDRESS, 'https://other.test/v1'];
	let asked = 0;
	const run = {
		getCredentials: async () => ({ apiKey: KEY, baseUrl: answers[asked++] }),
	} as unknown as Caller;
	expect(await credentialOf(run)).toHaveProperty('trouble');
	expect(await credentialOf(run)).toMatchObject({ host: 'akkio.test' });
	expect(await credentialOf(run)).toMatchObject({ host: 'akkio.test' });
	expect(asked).toBe(2);
});
