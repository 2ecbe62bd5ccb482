/** Every operation but Append Rows, and what a run says when it stops. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import * as replies from '../support/akkio/replies.mts';
import {
	executeNode,
	KEY,
	runExample,
	startFixture,
	succeed,
	type Fixture,
} from '../support/n8n/fixture.mts';
import { freePort } from '../support/n8n/serverProcess.mts';
import type { Row } from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));
after(async () => await fixture?.stop());

test('the example with every operation fills a dataset, trains on it, predicts, and deletes it all', async () => {
	const { akkio } = fixture;
	const items = await runExample(fixture, 'every-operation');

	const [created] = items('Create a dataset');
	assert.equal(created!.name, 'n8n example (may be deleted)');
	const cars = items('One item a car');
	const { id: datasetId, name: dataset } = created!;
	const report = { dataset, datasetId, rowCount: 1, request: 1 };
	assert.deepEqual(
		items('Append the rows'),
		cars.map((row) => ({ outcome: 'appended', row, ...report })),
	);
	const { fields, ...got } = items('Get the dataset')[0]!;
	assert.deepEqual(got, { id: datasetId, name: dataset, rows: 100 });
	assert.deepEqual(
		(fields as Row[]).map(({ name }) => name),
		Object.keys(cars[0]!),
	);
	const names = items('List all datasets').map(({ name }) => name);
	assert.deepEqual(names, ['Form answers', 'n8n example (may be deleted)', 'Webhook rows']);

	const [training] = items('Get its status');
	assert.equal(training!.taskId, items('Start a training')[0]!.taskId);
	assert.equal(training!.status, 'SUCCEEDED');
	const { modelId } = items('Train a model')[0]!;
	const models = items('List its models').map(({ id, ignored_fields }) => [id, ignored_fields]);
	assert.deepEqual(
		new Map(models as Array<[unknown, unknown]>),
		new Map([
			[modelId, ['doors']],
			[training!.modelId, []],
		]),
	);
	const predicted = items('Predict three cars').map(({ horsepower, prediction }) => [
		horsepower,
		(prediction as Row).value,
	]);
	assert.deepEqual(predicted, [
		[70, 'Japan'],
		[110, 'Europe'],
		[150, 'USA'],
	]);
	assert.deepEqual(
		items('Delete the models'),
		models.map(([id]) => ({ deleted: true, id })),
	);
	assert.deepEqual(items('Delete the dataset'), [{ deleted: true, id: datasetId }]);
	assert.deepEqual([akkio.models.list(), akkio.datasets.get(String(datasetId))], [[], undefined]);
});

test('Create with Retry On Fail creates each dataset once', async () => {
	const { datasets, faults } = fixture.akkio;
	const names = ['A', 'B', 'C'].map((letter) => `Created once ${letter}`);
	faults.next({ on: 'create', fault: { kind: 'slow', ms: 0 } });
	faults.next({ on: 'create', fault: { kind: 'answer', reply: replies.failed('not now') } });
	const { outputs } = await succeed(fixture, {
		parameters: { operation: 'create', name: '={{ $json.name }}', ifExists: 'createAnother' },
		items: names.map((name) => ({ name })),
		node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 },
	});
	const created = datasets.list().filter(({ name }) => name.startsWith('Created once'));
	const results = created.map(({ id, name }) => ({ id, name, created: true }));
	assert.deepEqual([created.map(({ name }) => name), outputs()[0]], [names, results]);
});

test('a run that stops says why in a sentence, and never shows the key', async () => {
	const { n8n, akkio } = fixture;
	const wrongKey = randomBytes(16).toString('hex');
	const nobody = `127.0.0.1:${await freePort()}`;
	const cases: Array<[credential: object, message: string]> = [
		[{ apiKey: wrongKey, baseUrl: akkio.baseUrl }, 'Akkio does not recognize this API key'],
		[{ apiKey: KEY, baseUrl: `http://${nobody}` }, `Could not connect to Akkio at ${nobody}`],
	];
	for (const [credential, message] of cases) {
		const credentialId = await n8n.saveCredential('For a run that stops', credential);
		const parameters = { operation: 'getAll' };
		const { error, text } = await executeNode(fixture, { parameters, credentialId });
		assert.ok(error.startsWith(message), error);
		for (const key of [KEY, wrongKey]) assert.ok(!text.includes(key), `${key} in ${text}`);
	}
});
