import { byId, people, useStandIn } from '../../support/engine/standIn';

const { akkio, append, create, settingUp } = useStandIn();
const WAYS = ['akkio', 'akkioByRouting', 'akkioTool'] as const;

/** What jest's environment for these tests offers. */
declare const n8n: { protectFromSsrf(isOn: boolean): void };
beforeAll(() => n8n.protectFromSsrf(true));
afterAll(() => n8n.protectFromSsrf(false));

/** By n8n's default this computer's own addresses are blocked, whether it knows them by number or by name. */
test.each(WAYS.flatMap((type) => ['127.0.0.1', 'localhost'].map((host) => [type, host] as const)))(
	"%s: what n8n's SSRF protection keeps from leaving (%s) was not sent, and nothing more is",
	async (type, host) => {
		const { credential, parameters } = settingUp(byId(create()));
		const baseUrl = akkio().baseUrl.replace('127.0.0.1', host);
		const { error } = await append(byId('abc'), people(1), {
			type,
			credential: { ...credential, baseUrl },
			parameters: { ...parameters, dataMode: 'json', jsonRows: '{ "a": 1 }' },
		});
		expect(error!.message).toMatch(/^n8n blocked the request: The request was blocked because/);
		expect(error!.description).toMatch(/^Row 1: not sent\. .*Nothing was sent\./);
		expect(akkio().requests).toEqual([]);
	},
);
