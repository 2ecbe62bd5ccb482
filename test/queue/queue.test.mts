/** `npm run test:queue`: the packed package in n8n's queue mode, one main and two workers. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import type { Fault } from '../support/akkio/faults.mts';
import * as replies from '../support/akkio/replies.mts';
import {
	listExecutions,
	readExecution,
	retryExecution,
	stopExecution,
} from '../support/n8n/executions.mts';
import { keepsRate, REQUESTS_PER_SECOND } from '../support/n8n/fixture.mts';
import { until } from '../support/n8n/until.mts';
import { startCluster, type Cluster } from './cluster.mts';
import { sendTraffic } from './traffic.mts';

const WORKERS = 2;

let cluster: Cluster;
before(async () => (cluster = await startCluster(WORKERS)));
after(async () => await cluster?.stop());

test('400 calls at once over two workers: every row is where its report says', async (t) => {
	const { faults } = cluster.akkio;
	// Three calls that Akkio rejects, and three that it carries out without an answer.
	const reply = replies.invalid({ loc: ['body', 'rows'], msg: 'not these', type: 'x' });
	faults.next({ on: 'append', times: 3, fault: { kind: 'answer', reply } });
	faults.next({ on: 'append', times: 3, fault: { kind: 'writeThenCut' } });

	const traffic = await sendTraffic(cluster, 'all', 400);
	t.diagnostic(traffic.summary);
	assert.equal(traffic.duplicates + traffic.lost + traffic.falselyExcluded, 0);
	// No other call failed: one that met a 429 waited for its turn.
	assert.equal(traffic.failures.length, 6);
	for (const reason of [/not these/, /may be in the dataset/]) {
		assert.equal(traffic.failures.filter((execution) => reason.test(execution)).length, 3);
	}
});

test('with a share of the five a second for each worker, the workers together keep the limit', async (t) => {
	await cluster.setRequestsPerSecond(Math.floor(REQUESTS_PER_SECOND / WORKERS));
	const traffic = await sendTraffic(cluster, 'shared', 60);
	t.diagnostic(traffic.summary);
	assert.deepEqual(traffic.failures, []);
	assert.equal(traffic.duplicates + traffic.lost, 0);
	assert.ok(keepsRate(traffic.requests));
});

/** Calls the webhook with 2,500 rows: the first append is acknowledged, the second meets the fault. */
async function startCall(name: string, fault: Fault) {
	const { akkio, main, workers } = cluster;
	const rows = Array.from({ length: 2500 }, (_, n) => ({ call: name, n }));
	const appends = () => akkio.requests.filter(({ body }: any) => body?.rows?.[0]?.call === name);
	const stored = () => cluster.stored().filter(({ call }) => call === name);

	akkio.faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	akkio.faults.next({ on: 'append', fault });
	const response = cluster.post(rows);
	await until(() => appends().length === 2 && stored().length === 1000);
	const { id } = await until(async () => (await listExecutions(main, 'running'))[0]);
	const worker = await until(async () => {
		const logs = await Promise.all(workers.map(async ({ log }) => await readFile(log, 'utf8')));
		return workers[logs.findIndex((log) => log.includes(`started execution ${id} `))];
	});
	return { rows, response, id, worker, appends, stored };
}

test("after Stop no request starts, and the worker's log says what happened to the rows", async () => {
	const call = await startCall('stopped', { kind: 'hang' });
	const { rows, response, id, worker, appends, stored } = call;
	await stopExecution(cluster.main, id);
	const log = async () => await readFile(worker.log, 'utf8');
	await until(async () => /Rows 2001–2500: not sent/.test(await log()));
	assert.match(
		await log(),
		/Rows 1–1000: appended\. Rows 1001–2000: sent, but Akkio did not respond/,
	);

	assert.equal((await response).status, 500);
	await until(async () => (await readExecution(cluster.main, id)).status === 'canceled');
	assert.equal(appends().length, 2);
	assert.deepEqual(stored(), rows.slice(0, 1000));
});

test('after a worker is killed nothing is reported as done that is not, and nothing is sent again', async (t) => {
	// What is in flight lands when its worker is gone.
	const call = await startCall('killed', { kind: 'slow', ms: 10_000 });
	const { rows, response, id, worker, appends, stored } = call;
	await worker.stop('SIGKILL');
	const killed = Date.now();
	await until(() => stored().length === 2000);

	assert.equal((await response).status, 500);
	const saved = await until(async () => {
		const execution = await readExecution(cluster.main, id);
		return execution.status !== 'running' && execution;
	});
	t.diagnostic(`n8n gave it up after ${Math.round((Date.now() - killed) / 1000)} s`);
	assert.equal(saved.status, 'error');
	assert.match(saved.text, /This execution failed to be processed too many times/);

	// Not when n8n gives it up, not when the worker is back, and not by Retry in the Executions list.
	await worker.start();
	assert.equal((await retryExecution(cluster.main, id, true)).status, 'error');
	const next = await sendTraffic(cluster, 'next', 20);
	assert.deepEqual(next.failures, []);
	assert.equal(next.duplicates + next.lost, 0);
	assert.equal(appends().length, 2);
	assert.deepEqual(stored(), rows.slice(0, 2000));
});
