/** 100,000 rows in one run, started as the editor starts it: to its end, stopped, and timed out. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { mostInASecond } from '../support/akkio/requests.mts';
import { executions, savedExecution, stopExecution } from '../support/n8n/executions.mts';
import { executeManually } from '../support/n8n/manualRun.mts';
import { startAll, until, type Running } from '../support/n8n/running.mts';

const ROWS = 100_000;
const REQUESTS = ROWS / 1000;
const PER_SECOND = 5;

let running: Running;
before(async () => (running = await startAll({ requestsPerSecond: PER_SECOND })));
after(async () => await running?.stop());

const appendsTo = (id: string) =>
	running.akkio.requests.filter(({ method, body }) => method === 'POST' && (body as any).id === id);
const storedIn = (id: string) => running.akkio.datasets.get(id)!.rows;
const row = (_: unknown, n: number) => ({ n, text: `row ${n}` });

/** Waits until n8n no longer lists the execution as running; answers with what it lists then. */
async function statusAfter(execution: string): Promise<string> {
	const status = async () => (await executions(running)).find(({ id }) => id === execution)!.status;
	await until(async () => (await status()) !== 'running');
	return await status();
}

test('100,000 rows: each exactly once, in order, in 100 requests at five a second', async (t) => {
	const { id } = running.akkio.datasets.create('Whole');
	const started = Date.now();
	const execution = await executeManually(running, { rows: ROWS, datasetId: id });
	await until(() => storedIn(id).length >= ROWS, 90);
	assert.equal(await statusAfter(execution), 'success');
	const seconds = (Date.now() - started) / 1000;

	assert.deepEqual(storedIn(id), Array.from({ length: ROWS }, row));
	assert.equal(appendsTo(id).length, REQUESTS);
	assert.equal(running.akkio.rate.refused, 0);
	const most = mostInASecond(running.akkio.requests);
	assert.ok(most <= PER_SECOND);
	t.diagnostic(
		`${ROWS} rows in ${seconds.toFixed(1)} s, most requests in a sliding second ${most}`,
	);
});

/** Three appends are acknowledged, and the fourth never: what then ends the run finds it in flight. */
async function executeUntilTheFourth(name: string, settings: object = {}) {
	const { id } = running.akkio.datasets.create(name);
	running.akkio.faults.next({ on: 'append', times: 3, fault: { kind: 'slow', ms: 0 } });
	running.akkio.faults.next({ on: 'append', fault: { kind: 'hang' } });
	const execution = await executeManually(running, { rows: ROWS, datasetId: id, settings });
	await until(() => appendsTo(id).length === 4);
	return { id, execution };
}

const ACCOUNT =
	/Rows 1–3000: appended\. Rows 3001–4000: sent, but no answer came; may be in the dataset, so look there before sending again\. Rows 4001–100000: not sent\./g;

/** The accounts in n8n's log so far. */
const accounts = async () => (await readFile(running.n8n.log, 'utf8')).match(ACCOUNT) ?? [];

/** Shows that nothing is sent from now on: as long as five requests would take. */
async function nothingMoreTo(id: string): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 1000));
	assert.equal(appendsTo(id).length, 4);
	assert.deepEqual(storedIn(id), Array.from({ length: 3000 }, row));
}

test('Stop ends it, no request starts after it, and the account is in the log of n8n', async () => {
	const before = (await accounts()).length;
	const { id, execution } = await executeUntilTheFourth('Stopped');
	await stopExecution(running, execution);
	await until(async () => (await accounts()).length > before);
	await nothingMoreTo(id);
	assert.equal(await statusAfter(execution), 'canceled');
});

test("the workflow's timeout ends it in the same way, and the account is in the error as well", async () => {
	const before = (await accounts()).length;
	const { id, execution } = await executeUntilTheFourth('Timed out', { executionTimeout: 15 });
	await until(async () => (await accounts()).length > before);
	await nothingMoreTo(id);
	assert.equal(await statusAfter(execution), 'canceled');
	const { data } = await savedExecution(running, execution);
	assert.equal(data.match(ACCOUNT)?.length, 1);
	assert.match(data, /"The execution was stopped while Akkio had not answered yet"/);
});
