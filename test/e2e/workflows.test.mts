/** `npm run test:e2e`: the packed package in a real n8n, against the stand-in, value by value. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startStandIn, type StandIn } from '../akkio/server.mts';
import { FORM_DATASET, importExamples, WEBHOOK_DATASET } from './examples.mts';
import { freePort, N8n } from './n8n.mts';
import { post, setUpOwner } from './owner.mts';
import { CARS, everyOperation, postToWebhook, submitForm, VISITOR } from './stories.mts';

/** Long and random, so that finding it anywhere means that it leaked. */
const KEY = randomBytes(16).toString('hex');

let akkio: StandIn;
let n8n: N8n;
let folder: string;
let cookie: string;

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
	akkio = await startStandIn({ keys: [KEY] });
	for (const name of [FORM_DATASET, WEBHOOK_DATASET]) akkio.datasets.create(name);
	n8n = await N8n.prepare({ folder, port: await freePort() });
	await importExamples(n8n, folder, { apiKey: KEY, baseUrl: akkio.baseUrl });
	await n8n.start();
	cookie = await setUpOwner(n8n);
});

after(async () => {
	await n8n?.stop();
	await akkio?.stop();
	await rm(folder, { recursive: true, force: true });
});

const stored = (name: string) => akkio.datasets.list().find((one) => one.name === name)!;

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
	for (let look = 0; look < 40 && stored(FORM_DATASET).rows.length === 0; look++) {
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
	assert.deepEqual(stored(FORM_DATASET).rows, [VISITOR]);
});

test('what a webhook receives becomes rows: one, then 406 in one request', async () => {
	const [report] = await postToWebhook(n8n, CARS.slice(0, 1));
	assert.equal(report!.outcome, 'appended');
	assert.deepEqual(stored(WEBHOOK_DATASET).rows, CARS.slice(0, 1));

	const before = akkio.requests.length;
	const reports = await postToWebhook(n8n, CARS);
	assert.deepEqual(stored(WEBHOOK_DATASET).rows, [...CARS.slice(0, 1), ...CARS]);
	assert.deepEqual(
		reports.map(({ row }) => row),
		CARS,
	);
	assert.equal(akkio.requests.slice(before).filter(({ method }) => method === 'POST').length, 1);
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
		const answer = await post(
			n8n,
			'/rest/dynamic-node-parameters/resource-locator-results',
			{
				path: 'parameters.dataset',
				nodeTypeAndVersion: { name: 'n8n-nodes-akkio.akkio', version: 1 },
				currentNodeParameters: { resource: 'dataset', operation: 'get' },
				credentials: { akkioApi: { id: 'akkioExample', name: 'Akkio' } },
				methodName: 'searchDatasets',
				filter,
			},
			cookie,
		);
		return ((await answer.json()) as any).data.results.map(({ name }: { name: string }) => name);
	};
	assert.deepEqual(await listed(), ['Form answers', 'Webhook rows']);
	assert.deepEqual(await listed('WEBHOOK'), ['Webhook rows']);
});

/** Runs one Akkio node in a workflow that was never saved before; answers with what n8n printed. */
async function printedBy(parameters: object, credential: { apiKey: string; baseUrl: string }) {
	const id = `e2e${randomBytes(4).toString('hex')}`;
	const credentialFile = join(folder, 'one.json');
	const workflowFile = join(folder, `${id}.json`);
	const used = { id, name: id, type: 'akkioApi', data: credential };
	const node = (name: string, type: string, more: object) => ({
		...{ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} },
		...more,
	});
	const akkioNode = node('Akkio', 'n8n-nodes-akkio.akkio', {
		parameters: { resource: 'dataset', ...parameters },
		credentials: { akkioApi: { id, name: id } },
	});
	const workflow = {
		id,
		name: id,
		active: false,
		settings: {},
		nodes: [node('Start', 'n8n-nodes-base.manualTrigger', {}), akkioNode],
		connections: { Start: { main: [[{ node: 'Akkio', type: 'main', index: 0 }]] } },
	};
	await writeFile(credentialFile, JSON.stringify([used]));
	await writeFile(workflowFile, JSON.stringify([workflow]));
	await n8n.command('import:credentials', `--input=${credentialFile}`);
	await n8n.command('import:workflow', `--input=${workflowFile}`);
	return await n8n.command('execute', `--id=${id}`).then(
		() => assert.fail('The workflow was expected to stop'),
		({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
	);
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

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
			sentence: "Akkio has no dataset 'nowhere'",
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
			const printed = await printedBy(parameters, credential);
			assert.ok(printed.includes(sentence), printed);
			for (const key of [KEY, wrongKey]) assert.ok(!printed.includes(key), `${key} in ${printed}`);
		});
	}
});
