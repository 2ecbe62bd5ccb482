/** `npm run test:e2e`: the packed package in a real n8n, against the stand-in, value by value. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { FORM_DATASET, WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { freePort } from '../support/n8n/n8n.mts';
import { choices } from '../support/n8n/nodeParameters.mts';
import { post } from '../support/n8n/owner.mts';
import { byId, whatStops } from '../support/n8n/oneNode.mts';
import { KEY, startAll, storedIn, until, type Running } from '../support/n8n/running.mts';
import { CARS, everyOperation, postToWebhook, submitForm, VISITOR } from '../support/n8n/stories.mts';

let running: Running;
let n8n: Running['n8n'];
let akkio: Running['akkio'];
let cookie: string;

before(async () => {
	running = await startAll();
	({ n8n, akkio, cookie } = running);
});
after(async () => await running?.stop());

test('n8n loads the package as an installed community package, with both icons', async () => {
	const headers = { cookie };
	const types = (await (await fetch(`${n8n.url}/types/nodes.json`, { headers })).json()) as any[];
	const akkioNode = types.find(({ name }) => name === 'n8n-nodes-akkio.akkio');
	assert.equal(akkioNode.displayName, 'Akkio');
	for (const icon of [akkioNode.iconUrl.light, akkioNode.iconUrl.dark]) {
		const answer = await fetch(`${n8n.url}/${icon}`, { headers });
		assert.match(answer.headers.get('content-type')!, /image\/svg/, icon);
	}
});

test('a manual workflow runs every operation in turn', async () => {
	const items = await everyOperation(n8n);

	const [created] = items['Create a dataset']!;
	assert.equal(created!.name, 'n8n example (may be deleted)');
	const cars = items['One item a car']!;
	assert.equal(cars.length, 3);
	assert.deepEqual(
		items['Append the rows'],
		cars.map((row) => ({
			outcome: 'appended',
			datasetId: created!.id,
			rowCount: 1,
			request: 1,
			row,
		})),
	);
	assert.deepEqual(items['Get the dataset']![0]!.rows, 3);
	assert.deepEqual(
		items['List all datasets']!.map(({ name }) => name),
		['Form answers', 'n8n example (may be deleted)', 'Webhook rows'],
	);
	assert.deepEqual(items['Delete the dataset'], [{ deleted: true, id: created!.id }]);

	const append = akkio.requests.find(
		({ body }) => (body as any)?.id === created!.id && (body as any).rows,
	);
	assert.deepEqual((append!.body as any).rows, cars);
	assert.equal(akkio.datasets.get(String(created!.id)), undefined);
});

test('what a visitor submits in a form becomes a row, without what n8n adds to it', async () => {
	await submitForm(n8n);
	await until(() => storedIn(running, FORM_DATASET).length > 0);
	assert.deepEqual(storedIn(running, FORM_DATASET), [VISITOR]);
});

test('what a webhook receives becomes rows: one, then 406 in one request', async () => {
	const [report] = await postToWebhook(n8n, CARS.slice(0, 1));
	assert.equal(report!.outcome, 'appended');
	assert.deepEqual(storedIn(running, WEBHOOK_DATASET), CARS.slice(0, 1));

	const before = akkio.requests.length;
	const reports = await postToWebhook(n8n, CARS);
	assert.deepEqual(storedIn(running, WEBHOOK_DATASET), [...CARS.slice(0, 1), ...CARS]);
	assert.deepEqual(
		reports.map(({ outcome, rowCount, rows }) => [outcome, rowCount, rows]),
		[['appended', 406, CARS]],
	);
	assert.equal(akkio.requests.slice(before).filter(({ method }) => method === 'POST').length, 1);
});

test('a webhook call with one object makes one row; what holds something else makes none', async () => {
	const before = storedIn(running, WEBHOOK_DATASET).length;
	await postToWebhook(n8n, CARS[1] as never);
	assert.deepEqual(storedIn(running, WEBHOOK_DATASET).slice(before), [CARS[1]]);
	for (const body of [[CARS[2], 'two', null, {}], [], {}, 'text']) {
		await postToWebhook(n8n, body as never).catch(() => []);
	}
	assert.equal(storedIn(running, WEBHOOK_DATASET).length, before + 1);
});

test('the credential test takes the right key, and says what is wrong with another', async () => {
	const tested = async (apiKey: string, baseUrl = akkio.baseUrl) => {
		const credentials = {
			id: 'akkioExample',
			name: 'Akkio',
			type: 'akkioApi',
			data: { apiKey, baseUrl },
		};
		const answer = await post(n8n, '/rest/credentials/test', { credentials }, cookie);
		return ((await answer.json()) as any).data;
	};
	assert.equal((await tested(KEY)).status, 'OK');
	assert.equal((await tested(` ${KEY}\n`, ` ${akkio.baseUrl} `)).status, 'OK');

	const wrong = await tested('not the key');
	assert.equal(wrong.status, 'Error');
	assert.match(wrong.message, /^Akkio does not know this API key\. Copy it again/);
	const elsewhere = await tested(KEY, akkio.pageUrl);
	assert.match(
		elsewhere.message,
		/^Akkio did not send its list of datasets\. Check the 'Base URL'/,
	);
});

test('the dataset picker lists all datasets by name, and searches without regard to case', async () => {
	const listed = async (filter?: string) => {
		const { results } = await choices(running, 'resource-locator-results', {
			...{ path: 'dataset', methodName: 'searchDatasets', filter },
			parameters: { operation: 'get' },
		});
		return results.map(({ name }: { name: string }) => name);
	};
	assert.deepEqual(await listed(), ['Form answers', 'Webhook rows']);
	assert.deepEqual(await listed('WEBHOOK'), ['Webhook rows']);
});

test('a run that stops says why in a sentence, and never shows the key', async (t) => {
	const right = { apiKey: KEY, baseUrl: akkio.baseUrl };
	const wrongKey = randomBytes(16).toString('hex');
	const nobody = `http://127.0.0.1:${await freePort()}/v1`;
	const cases = [
		{
			name: 'wrong key',
			parameters: { operation: 'getAll' },
			credential: { ...right, apiKey: wrongKey },
			sentence: 'Akkio does not know this API key',
		},
		{
			name: 'unknown dataset',
			parameters: { operation: 'get', dataset: byId('nowhere') },
			credential: right,
			sentence: "Akkio has no dataset with the ID 'nowhere'",
		},
		{
			name: 'empty name',
			parameters: { operation: 'create', name: '  ' },
			credential: right,
			sentence: "'Name' is empty",
		},
		{
			name: 'stopped server',
			parameters: { operation: 'getAll' },
			credential: { ...right, baseUrl: nobody },
			sentence: `Akkio cannot be reached at ${nobody.slice('http://'.length, -'/v1'.length)}`,
		},
	];
	for (const { name, parameters, credential, sentence } of cases) {
		await t.test(name, async () => {
			const printed = await whatStops(running, { parameters, credential });
			assert.ok(printed.includes(sentence), printed);
			for (const key of [KEY, wrongKey]) assert.ok(!printed.includes(key), `${key} in ${printed}`);
		});
	}
});
