/** Append Rows at Akkio's pace, and when things go wrong: every row is where the report says. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import type { Fault } from '../support/akkio/faults.mts';
import * as replies from '../support/akkio/replies.mts';
import { startStandIn } from '../support/akkio/server.mts';
import { mostInASecond } from '../support/akkio/requests.mts';
import { spellingsIn } from '../support/engine/secrets.mts';
import {
	createDataset,
	executeNode,
	keepsRate,
	KEY,
	publishWebhook,
	startFixture,
	startNode,
	type Fixture,
} from '../support/n8n/fixture.mts';
import { IS_N8N_1 } from '../support/n8n/install.mts';
import { callWebhook, postToWebhook } from '../support/n8n/triggers.mts';
import { sleep, until } from '../support/n8n/until.mts';
import {
	akkioNode,
	byId,
	chainFromButton,
	mapByHand,
	webhookNode,
	workflowNode,
	type Row,
} from '../support/n8n/workflow.mts';

/** Rows in a request. */
const BATCH = 1000;
const PASSES: Fault = { kind: 'slow', ms: 0 };

let fixture: Fixture;
before(async () => (fixture = await startFixture()));

const rowsOf = (run: string, count: number): Row[] =>
	Array.from({ length: count }, (_, n) => ({ run, n, text: `row ${n}` }));
const appendsTo = (id: string) =>
	fixture.akkio.requests.filter(
		({ method, body }) => method === 'POST' && (body as any)?.id === id,
	);

/** A new dataset; this happens to its first appends. */
function prepare(...faults: Fault[]) {
	for (const fault of faults) fixture.akkio.faults.next({ on: 'append', fault });
	const { parameters, ...dataset } = createDataset(fixture);
	return { ...dataset, parameters: { ...parameters, options: { batchSize: BATCH } } };
}

test('eight executions at once keep five requests a second, and each row arrives once, in order', async (t) => {
	const { n8n, akkio, credentialId } = fixture;
	const { id, parameters, stored } = prepare();
	await publishWebhook(fixture, webhookNode('akkio-eight'), akkioNode(credentialId, parameters));
	const runs = Array.from({ length: 8 }, (_, run) => rowsOf(`eight ${run}`, 2500));
	const before = akkio.requests.length;
	const reports = await Promise.all(
		runs.map(async (rows) => await postToWebhook(n8n, rows, 'akkio-eight')),
	);
	assert.ok(reports.flat().every(({ outcome }) => outcome === 'appended'));
	for (const rows of runs) {
		assert.deepEqual(
			stored().filter(({ run }) => run === rows[0]!.run),
			rows,
		);
	}
	assert.equal(appendsTo(id).filter(({ status }) => status === 200).length, 8 * 3);
	const requests = akkio.requests.slice(before);
	t.diagnostic(
		`20,000 rows, ${requests.length} requests, most in a sliding second ${mostInASecond(requests)}, 429s ${akkio.rate.refused}`,
	);
	assert.ok(keepsRate(requests));
});

test('100,000 rows arrive in one run, each once and in order, at five requests a second', async () => {
	const { id, parameters, stored } = createDataset(fixture);
	const items = rowsOf('whole', 100_000);
	const { status, error, outputs } = await executeNode(fixture, { parameters, items });
	assert.equal(status, 'success', error);
	assert.deepEqual(stored(), items);
	const report = { outcome: 'appended', dataset: 'Rows', datasetId: id, rowCount: 1 };
	const reports = items.map((row, n) => ({ ...report, row, request: 1 + Math.floor(n / 10_000) }));
	assert.deepEqual(outputs(), [reports]);
	assert.equal(appendsTo(id).filter(({ status }) => status === 200).length, 10);
	assert.ok(keepsRate(appendsTo(id)));
});

const REJECTED: Fault = {
	...{ kind: 'answer', reply: replies.invalid({ loc: ['body', 'rows'], msg: 'no', type: 'x' }) },
};
const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 };
/** With a clock in it, each try makes other rows of the same items; the number is text in the mapper. */
const BY_HAND = mapByHand({ n: '={{ $json.n }}', at: '={{ $now.toMillis() }}' });
const numbersOf = (rows: Row[]) => rows.map(({ n }) => Number(n));

const AS_JSON = {
	dataMode: 'json',
	jsonRows: '={ "n": {{ $json.n }}, "at": {{ $now.toMillis() }} }',
};

for (const [mode, mapping] of Object.entries({ BY_HAND, AS_JSON })) {
	test(`Retry On Fail sends only what is missing (${mode})`, async () => {
		const items = rowsOf('retry', 2500);
		const { parameters, stored } = prepare(PASSES, REJECTED);
		const node = { parameters: { ...parameters, ...mapping }, items, node: RETRY };
		const { status, error } = await executeNode(fixture, node);
		assert.equal(status, 'success', error);
		assert.equal(fixture.akkio.faults.left, 0);
		assert.deepEqual(numbersOf(stored()), numbersOf(items));
	});
}

test('flattened, null and an empty object are null in each column of the object', async () => {
	const { parameters, stored } = createDataset(fixture);
	const items = [{ ship: { name: 'A', city: 'B' } }, { ship: null }, { ship: {} }];
	for (const some of [items, items.slice(1)]) {
		const flatten = { ...parameters, options: { nestedValues: 'flatten' } };
		const { status, error } = await executeNode(fixture, { parameters: flatten, items: some });
		assert.equal(status, 'success', error);
	}
	const empty = { 'ship.name': null, 'ship.city': null };
	const first = { 'ship.name': 'A', 'ship.city': 'B' };
	assert.deepEqual(stored(), [first, empty, empty, empty, empty]);
});

test('while Akkio still parses the first append, a misspelled field is refused', async (t) => {
	const akkio = await startStandIn({ keys: [KEY], parsingDelay: 3_600_000 });
	t.after(async () => await akkio.stop());
	const data = { apiKey: KEY, baseUrl: akkio.baseUrl };
	const credentialId = await fixture.n8n.saveCredential('For an Akkio that parses', data);
	const { id } = akkio.datasets.create('Parsed for an hour');
	const parameters = { operation: 'appendRows', dataset: byId(id) };
	const append = async (item: Row) =>
		await executeNode({ ...fixture, credentialId }, { parameters, items: [item] });
	assert.equal((await append({ email: 'ada@example.com' })).status, 'success');
	const { status, error } = await append({ emial: 'grace@example.com' });
	assert.equal(status, 'error');
	assert.match(error, /^Row 1 has a field that is not a column: emial.*Did you mean 'email'/);
	assert.deepEqual(akkio.datasets.get(id)!.rows, [{ email: 'ada@example.com' }]);
});

test('Delete deletes nothing if an item has no ID, and nothing after an item that fails', async () => {
	const { datasets } = fixture.akkio;
	const ids = ['A', 'B', 'C'].map((letter) => datasets.create(`To delete ${letter}`).id);
	const left = () => ids.filter((id) => datasets.get(id));
	const parameters = { operation: 'delete', dataset: byId('={{ $json.id }}') };
	const deleteAll = async (...some: string[]) =>
		await executeNode(fixture, { parameters, items: some.map((id) => ({ id })) });
	assert.match((await deleteAll(ids[0]!, ids[1]!, '')).error, /^'Dataset' is empty/);
	assert.deepEqual(left(), ids);
	assert.match((await deleteAll(ids[0]!, 'nowhere', ids[1]!)).error, /'nowhere'/);
	assert.deepEqual(left(), ids.slice(1));
});

test('Retry On Fail does not send again what may have arrived', async () => {
	const items = rowsOf('unknown', 2500);
	const { parameters, stored } = prepare(PASSES, { kind: 'writeThenCut' });
	const { status, error } = await executeNode(fixture, { parameters, items, node: RETRY });
	assert.equal(status, 'error');
	assert.match(error, /Rows 1001–2000: sent, but Akkio did not respond/);
	assert.deepEqual(stored(), items);
});

for (const [workflow, path, mapping] of [
	['original', 'akkio-retry-original', BY_HAND],
	['currently saved', 'akkio-retry-saved', {}],
] as const) {
	test(`Retry in the Executions list, with the ${workflow} workflow, sends only what is missing`, async () => {
		const { n8n, credentialId } = fixture;
		const items = rowsOf(workflow, 2500);
		const { parameters, stored } = prepare(PASSES, REJECTED);
		const split = { parameters: { fieldToSplitOut: 'body', options: {} } };
		await publishWebhook(
			fixture,
			webhookNode(path),
			workflowNode('Split Out', 'n8n-nodes-base.splitOut', split),
			akkioNode(credentialId, { ...parameters, ...mapping }),
		);
		const call = async () => await callWebhook(n8n, items, path);
		const { id } = await n8n.newExecution('error', call);
		assert.equal(stored().length, BATCH);
		const retried = await n8n.retryExecution(id, workflow === 'currently saved');
		assert.equal(retried.status, 'success');
		assert.deepEqual(numbersOf(stored()), numbersOf(items));
	});
}

test('the error output has the failed item once, and the next Append Rows reads its row', async () => {
	const { n8n, credentialId } = fixture;
	const items = [{ a: 1 }, { a: 2, b: 'not a column' }];
	const [first, next] = [createDataset(fixture, { a: 0 }), createDataset(fixture)];
	const workflow = chainFromButton(
		items,
		akkioNode(credentialId, first.parameters, { onError: 'continueErrorOutput' }),
		akkioNode(credentialId, next.parameters, { name: 'Next', id: 'Next' }),
	);
	workflow.connections.Akkio!.main.unshift([]);
	const { status, error, outputs } = await n8n.execute(await n8n.createWorkflow(workflow));
	assert.equal(status, 'success', error);
	const [appended, failed] = outputs() as any[][];
	assert.deepEqual([appended!.map(({ row }) => row), first.stored()], [[items[0]], [items[0]]]);
	assert.deepEqual([failed!.length, failed![0].error.outcome], [1, 'notAppended']);
	assert.deepEqual(next.stored(), [items[1]]);
});

for (const [name, options, node] of [
	['a dry run', { dryRun: true }, {}],
	['a failed item of Continue', {}, { onError: 'continueRegularOutput' }],
] as const) {
	test(`the report of ${name} is read from its rows by the next Append Rows`, async () => {
		const { n8n, credentialId } = fixture;
		const items = [{ a: 1 }, { a: 2, b: 'not a column' }];
		const [first, next] = [createDataset(fixture, { a: 0 }), createDataset(fixture)];
		const workflow = chainFromButton(
			items,
			akkioNode(credentialId, { ...first.parameters, options }, node),
			akkioNode(credentialId, next.parameters, { name: 'Next', id: 'Next' }),
		);
		const { status, error } = await n8n.execute(await n8n.createWorkflow(workflow));
		assert.equal(status, 'success', error);
		assert.deepEqual(first.stored(), 'dryRun' in options ? [] : [items[0]]);
		assert.deepEqual(next.stored(), [{ a: 1, b: null }, items[1]]);
	});
}

test('Create with Retry On Fail creates each dataset once', async () => {
	const { datasets, faults } = fixture.akkio;
	const names = ['A', 'B', 'C'].map((letter) => `Created once ${letter}`);
	faults.next({ on: 'create', fault: PASSES });
	faults.next({ on: 'create', fault: { kind: 'answer', reply: replies.failed('not now') } });
	const { status, error, outputs } = await executeNode(fixture, {
		parameters: { operation: 'create', name: '={{ $json.name }}', ifExists: 'createAnother' },
		...{ items: names.map((name) => ({ name })), node: RETRY },
	});
	assert.equal(status, 'success', error);
	const created = datasets.list().filter(({ name }) => name.startsWith('Created once'));
	const results = created.map(({ id, name }) => ({ id, name, created: true }));
	assert.deepEqual([created.map(({ name }) => name), outputs()[0]], [names, results]);
	assert.equal(faults.left, 0);
});

const ACCOUNT =
	/Rows 1–3000: appended\. Rows 3001–4000: sent, but Akkio did not respond; they may be in the dataset, so check there before you send them again\. Rows 4001–10000: not sent\./g;
const accountsInLog = async () =>
	(await readFile(fixture.n8n.log, 'utf8')).match(ACCOUNT)?.length ?? 0;

/**
 * Ends a run whose first three appends are acknowledged, and the fourth never: nothing more is sent,
 * and n8n's log says what happened to the rows. Returns what n8n keeps of the execution.
 */
async function endAtTheFourth(settings: object, end: (execution: string) => unknown) {
	const before = await accountsInLog();
	const { id, parameters, stored } = prepare(PASSES, PASSES, PASSES, { kind: 'hang' });
	const items = rowsOf('ended', 10_000);
	const execution = await startNode(fixture, { parameters, items, settings });
	await until(() => appendsTo(id).length === 4);
	await end(execution);
	await until(async () => (await accountsInLog()) > before);
	const { status, text } = await fixture.n8n.finishedExecution(execution);
	assert.equal(status, 'canceled');
	// As long as five requests would take.
	await sleep(1000);
	assert.equal(appendsTo(id).length, 4);
	assert.deepEqual(stored(), items.slice(0, 3 * BATCH));
	return text;
}

test("after Stop no request starts, and n8n's log says what happened to the rows", async () => {
	await endAtTheFourth({}, fixture.n8n.stopExecution);
});

test("when the workflow's timeout ends a run, the error says what happened to the rows", async (t) => {
	const text = await endAtTheFourth({ executionTimeout: 20 }, () => {});
	if (IS_N8N_1) return t.skip("It drops a node's error at the timeout: only its log says it.");
	assert.equal(text.match(ACCOUNT)?.length, 1);
	assert.match(text, /"The execution was stopped before Akkio responded"/);
});

test('the key is nowhere in what n8n keeps: database, logs and all', async () => {
	const { n8n, akkio } = fixture;
	// Servers that send the key back, each in a run that fails.
	const echoes: replies.Reply[] = [
		replies.failed(`no plan for ${KEY}`),
		{ status: 400, body: { status: JSON.stringify({ api_key: KEY }) } },
		{ ...replies.gatewayPage(502), body: `<html>api_key=${KEY}</html>` },
		replies.invalid({ loc: ['body', 'api_key'], msg: `not ${KEY}`, type: 'x' }),
		replies.redirect(307, `${akkio.pageUrl}?api_key=${KEY}`),
	];
	const faults = [
		...echoes.map((reply) => ({ kind: 'answer', reply }) as const),
		...(['cut', 'writeThenCut', 'cutInBody'] as const).map((kind) => ({ kind })),
	];
	for (const fault of faults) {
		const { parameters } = prepare(fault);
		const { status } = await executeNode(fixture, { parameters, items: rowsOf('echo', 1) });
		assert.equal(status, 'error');
	}
	const files = (await readdir(n8n.folder, { recursive: true, withFileTypes: true })).filter(
		(file) => file.isFile() && !file.parentPath.includes('node_modules'),
	);
	assert.ok(files.some(({ name }) => name === 'database.sqlite'));
	for (const { parentPath, name } of files) {
		// The database's journal comes and goes.
		const text = await readFile(join(parentPath, name), 'latin1').catch((error) => {
			assert.equal(error.code, 'ENOENT');
			return '';
		});
		assert.deepEqual(spellingsIn(text, KEY), [], name);
	}
	for (const { method, query } of akkio.requests) {
		if (method !== 'GET') assert.deepEqual(Object.keys(query), []);
	}
});
