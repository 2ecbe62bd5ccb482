/** Before anything runs: the node panel, the credential, and the lists to choose from. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { request } from '../support/n8n/client.mts';
import { createDataset, KEY, startFixture, type Fixture } from '../support/n8n/fixture.mts';
import { byId } from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));
after(async () => await fixture?.stop());

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

/** What the editor asks for while somebody fills in the Akkio node. */
async function loadChoices(
	kind: 'resource-locator-results' | 'resource-mapper-fields' | 'options',
	{ path, parameters, ...question }: { path: string; parameters: object; [rest: string]: unknown },
): Promise<any> {
	return await fixture.n8n.post(`/dynamic-node-parameters/${kind}`, {
		path: `parameters.${path}`,
		nodeTypeAndVersion: { name: 'n8n-nodes-akkio.akkio', version: 1 },
		currentNodeParameters: { resource: 'dataset', ...parameters },
		credentials: { akkioApi: { id: fixture.credentialId, name: 'Akkio' } },
		...question,
	});
}
const namesOf = (listed: Array<{ name: string }>) => listed.map(({ name }) => name);

test('the lists of datasets and models have what the search finds, in any case', async () => {
	for (const [index, name] of ['Churn', 'Web'].entries()) {
		const createdAt = `2026-11-0${index + 1} 09:30:00.000000+00:00`;
		fixture.akkio.models.add({ name, createdAt, predictFields: [], estimate: () => ({}) });
	}
	for (const [path, methodName, filter, names] of [
		['dataset', 'searchDatasets', undefined, ['Form answers', 'Webhook rows']],
		['dataset', 'searchDatasets', 'WEB', ['Webhook rows']],
		['model', 'searchModels', undefined, ['Web (2026-11-02)', 'Churn (2026-11-01)']],
		['model', 'searchModels', 'WEB', ['Web (2026-11-02)']],
	] as const) {
		const question = { path, methodName, filter, parameters: { resource: path } };
		const { results } = await loadChoices('resource-locator-results', question);
		assert.deepEqual(namesOf(results), names);
	}
});

test("the mapper and Train's lists have the dataset's columns", async () => {
	const dataset = byId(createDataset(fixture, { Zip: '0', Age: 0 }).id);
	const { fields } = await loadChoices('resource-mapper-fields', {
		...{ path: 'columns', methodName: 'getColumns' },
		parameters: { operation: 'appendRows', dataMode: 'defineBelow', dataset },
	});
	assert.deepEqual(
		fields.map(({ id }: { id: string }) => id),
		['Zip', 'Age'],
	);
	const parameters = { resource: 'model', operation: 'train', dataset };
	const question = { path: 'predictFields', methodName: 'getColumnNames', parameters };
	assert.deepEqual(namesOf(await loadChoices('options', question)), ['Zip', 'Age']);
});
