/** Before anything runs: the node panel, the credential, and the lists to choose from. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { request } from '../support/n8n/client.mts';
import { createDataset, KEY, startFixture, type Fixture } from '../support/n8n/fixture.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));

test('the package is listed as an installed community node, with an icon for light and dark', async () => {
	const { url, cookie } = fixture.n8n;
	const get = async (path: string) => await request(`${url}/${path}`, { headers: { cookie } });
	const types = (await (await get('types/nodes.json')).json()) as any[];
	const node = types.find(({ name }) => name === 'n8n-nodes-akkio.akkio');
	assert.equal(node.displayName, 'Akkio');
	for (const icon of [node.iconUrl.light, node.iconUrl.dark]) {
		assert.match((await get(icon)).headers.get('content-type')!, /image\/svg/, icon);
	}
});

test('the credential test accepts the key, and says what is wrong with a key or a Base URL', async () => {
	const { n8n, akkio, credentialId: id } = fixture;
	for (const [apiKey, baseUrl, status, message] of [
		[` ${KEY}\n`, ` ${akkio.baseUrl} `, 'OK', /^/],
		[
			'not the key',
			akkio.baseUrl,
			'Error',
			/^Akkio does not recognize this API key\. Copy it again/,
		],
		[KEY, akkio.pageUrl, 'Error', /^No Akkio API found at the 'Base URL'/],
	] as const) {
		const credentials = { id, name: 'Akkio', type: 'akkioApi', data: { apiKey, baseUrl } };
		const result = await n8n.post('/credentials/test', { credentials });
		assert.equal(result.status, status);
		assert.match(result.message, message);
	}
});

test("the lists have what a search finds, in any case, and the mapper the dataset's columns", async () => {
	const { n8n, akkio, credentialId: id } = fixture;
	/** What the editor asks for while somebody fills in the Akkio node. */
	const load = async (kind: string, path: string, methodName: string, parameters: object = {}) =>
		await n8n.post(`/dynamic-node-parameters/${kind}`, {
			...{ path: `parameters.${path}`, methodName, filter: 'WEB' },
			nodeTypeAndVersion: { name: 'n8n-nodes-akkio.akkio', version: 1 },
			currentNodeParameters: { resource: 'dataset', ...parameters },
			credentials: { akkioApi: { id, name: 'Akkio' } },
		});
	const namesOf = (listed: Array<{ name: string }>) => listed.map(({ name }) => name);
	for (const name of ['Churn', 'Web']) {
		const createdAt = '2026-11-02 09:30:00.000000+00:00';
		akkio.models.add({ name, createdAt, predictFields: [], estimate: () => ({}) });
	}
	const datasets = await load('resource-locator-results', 'dataset', 'searchDatasets');
	assert.deepEqual(namesOf(datasets.results), ['Webhook rows']);
	const models = await load('resource-locator-results', 'model', 'searchModels');
	assert.deepEqual(namesOf(models.results), ['Web (2026-11-02)']);

	const parameters = createDataset(fixture, { Zip: '0', Age: 0 }).parameters;
	const { fields } = await load('resource-mapper-fields', 'columns', 'getColumns', {
		...{ ...parameters, dataMode: 'defineBelow' },
	});
	assert.deepEqual(
		fields.map(({ id }: { id: string }) => id),
		['Zip', 'Age'],
	);
	const train = { ...parameters, resource: 'model', operation: 'train' };
	const choices = await load('options', 'predictFields', 'getColumnNames', train);
	assert.deepEqual(namesOf(choices), ['Zip', 'Age']);
});
