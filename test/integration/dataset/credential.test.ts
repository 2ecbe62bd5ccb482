import { ExecuteContext, RoutingNode } from 'n8n-core';
import { createRunExecutionData, Workflow, type INode, type INodeType } from 'n8n-workflow';
import nock from 'nock';

import { AkkioApi } from '../../../credentials/AkkioApi.credentials';
import * as replies from '../../support/akkio/replies.mts';
import type { Reply } from '../../support/akkio/replies.mts';
import { useFastClock } from '../../support/engine/fastClock';
import { akkio, credential, useNock } from '../../support/engine/nocked';
import { nodeTypes } from '../../support/engine/nodeTypes';
import { additionalData, node } from '../../support/engine/run';

useNock();
useFastClock();

const URL_OF_DATASETS = `${credential.baseUrl}/datasets`;
const chosen: INode = {
	...node('Akkio', 'akkio'),
	credentials: { akkioApi: { id: '1', name: 'Akkio' } },
};

/** What n8n gives a node that runs for one item. */
function contextOf(signal?: AbortSignal) {
	const workflow = new Workflow({ nodes: [chosen], connections: {}, active: false, nodeTypes });
	const items = [{ json: {} }];
	const data = { main: [items] };
	const executed = { node: chosen, data, source: null };
	const run = [additionalData(credential), 'manual', createRunExecutionData(), 0] as const;
	return new ExecuteContext(workflow, chosen, ...run, items, data, executed, [], signal);
}

describe('what n8n sends when its own nodes sign with this credential', () => {
	/** As the HTTP Request node asks for it (n8n's older shape), and as other nodes do. */
	const shapes = {
		legacy: async (options: object): Promise<unknown> =>
			await contextOf().helpers.requestWithAuthentication.call(contextOf(), 'akkioApi', {
				...{ uri: URL_OF_DATASETS, followRedirect: true, followAllRedirects: true },
				// Where the response's format is detected.
				json: false,
				...options,
			}),
		current: async (options: object): Promise<unknown> =>
			await contextOf().helpers.httpRequestWithAuthentication.call(contextOf(), 'akkioApi', {
				url: URL_OF_DATASETS,
				...options,
			}),
	};
	const typed = (type: string) => ({ headers: { 'content-type': type } });
	const FORM = 'application/x-www-form-urlencoded';
	const IN_QUERY = '?api_key=demo';

	// prettier-ignore
	test.each<[keyof typeof shapes, object, string]>([
		['legacy', { body: {} }, ' application/json {"api_key":"demo"}'],
		['legacy', { body: { a: 1 }, json: true }, ' application/json {"a":1,"api_key":"demo"}'],
		['legacy', { body: '{"a":1}\n', ...typed('application/json') }, ' application/json {"a":1,"api_key":"demo"}'],
		['legacy', { form: { a: 'b c' } }, `${IN_QUERY} ${FORM} a=b%20c`], ['legacy', { body: { a: 'b' }, ...typed(FORM) }, `${IN_QUERY} ${FORM} a=b`],
		['legacy', { formData: { a: 'b' } }, `${IN_QUERY} multipart/form-data --`],
		['legacy', { body: Buffer.from('a'), ...typed('text/csv') }, `${IN_QUERY} text/csv a`],
		['legacy', { method: 'GET', qs: { id: 'a' } }, '?id=a&api_key=demo  '], ['current', { method: 'GET' }, `${IN_QUERY}  `],
		['current', { method: 'DELETE', body: {} }, ' application/json {"api_key":"demo"}'],
		['current', { body: [1] }, `${IN_QUERY} application/json [1]`],
	])('%s shape, %j', async (shape, options, expected) => {
		const request = { method: 'POST', ...options };
		let arrived = '';
		akkio().intercept(/^\/v1\/datasets/, request.method).reply(200, function (uri, body) {
			const type = String(this.req.headers['content-type'] ?? '').split(';')[0];
			const text = typeof body === 'string' ? body : JSON.stringify(body);
			arrived = `${new URL(uri, credential.baseUrl).search} ${type} ${text}`;
			return replies.success().body;
		});
		await shapes[shape](request);
		expect(arrived.slice(0, expected.length)).toBe(expected);
	});

	test.each(['legacy', 'current'] as const)(
		'a redirect is not followed, nor does another host get a request: %s shape',
		async (shape) => {
			const location = 'https://elsewhere.test/';
			for (const status of [301, 302, 303, 307, 308]) {
				const elsewhere = nock('https://elsewhere.test').get(/.*/).reply(200, '{}');
				akkio()
					.get(/^\/v1\/datasets/)
					.reply(status, '', { location });
				const httpCode = String(status);
				await expect(shapes[shape]({ method: 'GET' })).rejects.toMatchObject({ httpCode });
				expect(elsewhere.isDone()).toBe(false);
				nock.cleanAll();
			}
			for (const url of [`${location}v1`, '//elsewhere.test', 'https:elsewhere.test']) {
				await expect(shapes[shape]({ url, uri: url })).rejects.toThrow();
			}
		},
	);

	test('a request that got a 401 is sent again as it was', async () => {
		const bodies: unknown[] = [];
		akkio()
			.post('/v1/datasets')
			.times(2)
			.reply(401, (uri, body) => void bodies.push([uri, body]));
		const request = { method: 'POST', body: '{"a":1}', ...typed('application/json') };
		await expect(shapes.current(request)).rejects.toThrow();
		expect(bodies).toEqual(Array(2).fill(['/v1/datasets', { a: 1, api_key: 'demo' }]));
	});
});

describe("the credential's test", () => {
	/** As n8n's own tester does it: one request, and the first rule that the response meets. */
	async function tested({ status, body }: Reply) {
		const { request, rules } = new AkkioApi().test;
		akkio().get('/v1/datasets').query({ api_key: 'demo' }).reply(status, body);
		const type = {
			description: {
				...nodeTypes.getByName('akkio').description,
				requestDefaults: undefined,
				properties: [{ name: 'resource', type: 'string', default: '', routing: { request } }],
			},
		} as unknown as INodeType;
		const context = contextOf();
		await context.workflow.expression.acquireIsolate();
		const [items] = (await new RoutingNode(context, type).runNode())!;
		await context.workflow.expression.releaseIsolate();
		const { json } = items![0]!;
		const broken = rules!.find(
			({ properties }) => 'key' in properties && json[properties.key] === properties.value,
		);
		return broken?.properties.message;
	}

	// prettier-ignore
	test.each<[string, Reply, unknown]>([
		['a list', replies.list([]), undefined],
		['a wrong key', replies.wrongKey(), expect.stringMatching(/^Akkio does not recognize this API key/)],
		['a page', replies.gatewayPage(200), expect.stringMatching(/^No Akkio API found/)],
		['an unknown path', replies.unknownPath(), expect.stringMatching(/^No Akkio API found/)],
		['a plan without it', replies.noAccess(), expect.stringMatching(/your Akkio plan/)],
		['a redirect', replies.redirect(302, 'https://elsewhere.test'), expect.any(String)],
	])('says what %s means', async (_what, reply, expected) =>
		expect(await tested(reply)).toEqual(expected),
	);
});
