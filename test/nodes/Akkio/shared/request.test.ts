import { askAkkio, type Caller } from '../../../../nodes/Akkio/shared/request';

test('every request of a run is signed with the key that it began with, and none shows it', async () => {
	const keys = ['the-first-key', 'another-key'];
	const signedWith: unknown[] = [];
	const caller = {
		getCredentials: async () => ({ apiKey: keys.shift(), baseUrl: 'https://akkio.test/v1' }),
		helpers: {
			async httpRequestWithAuthentication(
				_type: string,
				_request: object,
				{ credentialsDecrypted }: { credentialsDecrypted: { data: { apiKey: string } } },
			) {
				const { apiKey } = credentialsDecrypted.data;
				signedWith.push(apiKey);
				return { statusCode: 400, headers: {}, body: { status: `${apiKey} is wrong` } };
			},
		},
	} as unknown as Caller;
	const ask = async () =>
		await askAkkio(caller, { method: 'POST', url: '/' }, { read: () => true });
	const results = [await ask(), await ask()];
	expect(signedWith).toEqual(['the-first-key', 'the-first-key']);
	for (const result of results) {
		expect(result).toMatchObject({
			failure: { message: expect.stringContaining('[API key] is wrong') },
		});
	}
});
