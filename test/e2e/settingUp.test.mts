/** Before anything runs: the node panel, the credential, and the lists to choose from. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { request } from '../support/n8n/client.mts';
import {
	createDataset,
	executeNode,
	KEY,
	startFixture,
	startN8n,
	type Fixture,
} from '../support/n8n/fixture.mts';
import { IS_N8N_1 } from '../support/n8n/install.mts';
import { byId } from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));
after(async () => await fixture?.stop());

const skip = IS_N8N_1 && 'This n8n has no SSRF protection.';

test('n8n lists the package as an installed community node, with an icon for light and dark', async () => {
	const { url, cookie } = fixture.n8n;
	const get = async (path: string) => await request(`${url}/${path}`, { headers: { cookie } });
	const types = (await (await get('types/nodes.json')).json()) as any[];
	const node = types.find(({ name }) => name === 'n8n-nodes-akkio.akkio');
	assert.equal(node.displayName, 'Akkio');
	for (const icon of [node.iconUrl.light, node.iconUrl.dark]) {
		assert.match((await get(icon)).headers.get('content-type')!, /image\/svg/, icon);
	}
});

async function testCredential(apiKey: string, baseUrl = fixture.akkio.baseUrl) {
	const credentials = {
		...{ id: fixture.credentialId, name: 'Akkio', type: 'akkioApi' },
		data: { apiKey, baseUrl },
	};
	return await fixture.n8n.post('/credentials/test', { credentials });
}

test('the credential test accepts the right key, with white space around it too', async () => {
	assert.equal((await testCredential(KEY)).status, 'OK');
	assert.equal((await testCredential(` ${KEY}\n`, ` ${fixture.akkio.baseUrl} `)).status, 'OK');
});

test('the credential test says what is wrong with a key or a Base URL', async () => {
	const wrongKey = await testCredential('not the key');
	assert.equal(wrongKey.status, 'Error');
	assert.match(wrongKey.message, /^Akkio does not recognize this API key\. Copy it again/);
	const { message } = await testCredential(KEY, fixture.akkio.pageUrl);
	assert.match(message, /^No Akkio API found at the 'Base URL'/);
});

test('the dataset list has all datasets by name, and its search ignores case', async () => {
	const list = async (filter?: string) => {
		const question = { path: 'dataset', methodName: 'searchDatasets', filter };
		const { results } = await fixture.n8n.loadChoices(
			'resource-locator-results',
			fixture.credentialId,
			{ ...question, parameters: { operation: 'get' } },
		);
		return results.map(({ name }: { name: string }) => name);
	};
	assert.deepEqual(await list(), ['Form answers', 'Webhook rows']);
	assert.deepEqual(await list('WEBHOOK'), ['Webhook rows']);
});

const columns = async (dataset: object) =>
	await fixture.n8n.loadChoices('resource-mapper-fields', fixture.credentialId, {
		...{ path: 'columns', methodName: 'getColumns' },
		parameters: { operation: 'appendRows', dataMode: 'defineBelow', dataset },
	});

test("the mapper lists the dataset's columns", async () => {
	const { id } = createDataset(fixture, { Zip: '0', Age: 0 });
	const { fields } = await columns(byId(id));
	assert.deepEqual(
		fields.map(({ id }: { id: string }) => id),
		['Zip', 'Age'],
	);
});

test('the mapper says so where the dataset is an expression', async () => {
	const { emptyFieldsNotice } = await columns(byId('={{ $json.to }}'));
	assert.match(emptyFieldsNotice, /^'Dataset' is an expression/);
});

test("what n8n's SSRF protection blocks is reported as never sent", { skip }, async (t) => {
	const { akkio } = fixture;
	const server = await startN8n({ env: { N8N_SSRF_PROTECTION_ENABLED: 'true' } });
	t.after(async () => await server.stop());
	const n8n = await server.signIn();
	const data = { apiKey: KEY, baseUrl: akkio.baseUrl };
	const runner = { n8n, credentialId: await n8n.saveCredential('Akkio', data) };
	const before = akkio.requests.length;
	const create = { operation: 'create', name: 'Never created' };
	for (const parameters of [createDataset(fixture).parameters, create]) {
		const { error } = await executeNode(runner, { parameters, items: [{ a: 1 }] });
		assert.match(error, /^n8n blocked the request: /);
		assert.doesNotMatch(error, /may (be|have)/);
	}
	assert.equal(akkio.requests.length, before);
});
