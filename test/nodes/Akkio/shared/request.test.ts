import { askAkkio, type Caller } from '../../../../nodes/Akkio/shared/request';

test('a key that is changed during a run is not shown either', async () => {
	let apiKey = 'the-old-key';
	const caller = {
		getCredentials: async () => ({ apiKey, baseUrl: 'https://akkio.test/v1' }),
		helpers: {
			async httpRequestWithAuthentication() {
				apiKey = 'the-new-key';
				const status = 'the-old-key was signed, the-new-key is known';
				return { statusCode: 400, headers: {}, body: { status } };
			},
		},
	} as unknown as Caller;
	const result = await askAkkio(caller, { method: 'POST', url: '/' }, { read: () => true });
	expect(result).toMatchObject({
		failure: { message: expect.stringContaining('[API key] was signed, [API key] is known') },
	});
});
