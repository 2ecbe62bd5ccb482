/** Before anything runs: the node panel, the credential, and the lists to choose from. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { request, type N8nClient } from '../support/n8n/client.mts';
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
before(async () => {
	fixture = await startFixture();
	for (const [index, name] of ['Churn', 'Web'].entries()) {
		const createdAt = `2026-11-0${index + 1} 09:30:00.000000+00:00`;
		fixture.akkio.models.add({ name, createdAt, predictFields: [], estimate: () => ({}) });
	}
});
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

const choices = async (
	kind: Parameters<N8nClient['loadChoices']>[0],
	question: Parameters<N8nClient['loadChoices']>[2],
) => await fixture.n8n.loadChoices(kind, fixture.credentialId, question);
const namesOf = (listed: Array<{ name: string }>) => listed.map(({ name }) => name);

for (const [path, methodName, all, found] of [
	['dataset', 'searchDatasets', ['Form answers', 'Webhook rows'], ['Webhook rows']],
	['model', 'searchModels', ['Web (2026-11-02)', 'Churn (2026-11-01)'], ['Web (2026-11-02)']],
] as const) {
	test(`the ${path} list has every ${path}, and its search ignores case`, async () => {
		for (const [filter, names] of [
			[undefined, all],
			['WEB', found],
		] as const) {
			const question = { path, methodName, filter, parameters: { resource: path } };
			const { results } = await choices('resource-locator-results', question);
			assert.deepEqual(namesOf(results), names);
		}
	});
}

const columns = async (dataset: object) =>
	await choices('resource-mapper-fields', {
		...{ path: 'columns', methodName: 'getColumns' },
		parameters: { operation: 'appendRows', dataMode: 'defineBelow', dataset },
	});

test("the mapper and Train's lists have the dataset's columns", async () => {
	const dataset = byId(createDataset(fixture, { Zip: '0', Age: 0 }).id);
	const { fields } = await columns(dataset);
	assert.deepEqual(
		fields.map(({ id }: { id: string }) => id),
		['Zip', 'Age'],
	);
	const parameters = { resource: 'model', operation: 'train', dataset };
	const question = { path: 'predictFields', methodName: 'getColumnNames', parameters };
	assert.deepEqual(namesOf(await choices('options', question)), ['Zip', 'Age']);
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
