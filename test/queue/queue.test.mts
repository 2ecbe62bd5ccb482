/** `npm run test:queue`: the packed package in n8n's queue mode, one main and two workers. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import * as replies from '../support/akkio/replies.mts';
import { savedExecution, stopExecution } from '../support/n8n/executions.mts';
import { post } from '../support/n8n/owner.mts';
import { until } from '../support/n8n/running.mts';
import { ACCOUNT_PER_SECOND, startCluster, type Cluster } from './cluster.mts';
import { inFlight } from './inFlight.mts';
import { traffic } from './traffic.mts';

const WORKERS = 2;

let cluster: Cluster;
before(async () => (cluster = await startCluster(WORKERS)));
after(async () => await cluster?.stop());

test('400 calls at once over two workers: every row is where its report says', async (t) => {
	const { faults } = cluster.akkio;
	// Three calls that Akkio refuses, and three that it carries out without a word.
	const reply = replies.invalid({ loc: ['body', 'rows'], msg: 'not these', type: 'x' });
	faults.next({ on: 'append', times: 3, fault: { kind: 'answer', reply } });
	faults.next({ on: 'append', times: 3, fault: { kind: 'writeThenCut' } });

	const tell = (figures: string) => t.diagnostic(figures);
	const found = await traffic(cluster, { name: 'all', count: 400, tell });
	assert.equal(found.duplicates, 0);
	assert.equal(found.lostWithoutAWord, 0);
	assert.equal(found.thereAgainstTheReport, 0);
	// Nobody else failed: a call that met a 429 waited for its turn.
	assert.equal(found.failures.length, 6);
	for (const why of [/not these/, /may be in the dataset/]) {
		assert.equal(found.failures.filter(({ execution }) => why.test(execution)).length, 3);
	}
});

test('with a whole share of the five a second for each worker, Akkio never answers 429', async (t) => {
	await cluster.setRequestsPerSecond(Math.floor(ACCOUNT_PER_SECOND / WORKERS));
	const tell = (figures: string) => t.diagnostic(figures);
	const found = await traffic(cluster, { name: 'shared', count: 60, tell });
	assert.deepEqual(found.failures, []);
	assert.equal(found.duplicates + found.lostWithoutAWord, 0);
	assert.equal(found.refused, 0);
	assert.ok(found.most <= ACCOUNT_PER_SECOND);
});

test("Stop reaches the worker: no request starts after it, and the account is in the worker's log", async () => {
	const { main, cookie } = cluster;
	const it = await inFlight(cluster, 'stopped', { kind: 'hang' });
	await stopExecution({ n8n: main, cookie }, it.execution);
	const log = async () => await readFile(it.worker.log, 'utf8');
	await until(async () => /Rows 2001–2500: not sent/.test(await log()));
	assert.match(await log(), /Rows 1–1000: appended\. Rows 1001–2000: sent, but no answer came/);

	assert.equal((await it.answer).status, 500);
	assert.equal((await savedExecution({ n8n: main, cookie }, it.execution)).status, 'canceled');
	assert.equal(it.appends(), 2);
	assert.deepEqual(it.stored(), it.rows.slice(0, 1000));
});

test('a killed worker: nothing is called done that is not, and nothing is sent again', async (t) => {
	const { main, cookie } = cluster;
	// What is in flight lands when its worker is no more.
	const it = await inFlight(cluster, 'killed', { kind: 'slow', ms: 3000 });
	await it.worker.stop('SIGKILL');
	const killed = Date.now();
	await until(() => it.stored().length === 2000);

	assert.equal((await it.answer).status, 500);
	const saved = async () => await savedExecution({ n8n: main, cookie }, it.execution);
	await until(async () => (await saved()).status !== 'running', 60);
	const { status, data } = await saved();
	t.diagnostic(`n8n gave it up after ${Math.round((Date.now() - killed) / 1000)} s: ${status}`);
	assert.equal(status, 'error');
	assert.match(data, /This execution failed to be processed too many times/);

	// Not when n8n gives it up, not when the worker is back, and not by Retry in the Executions list.
	await it.worker.start();
	const path = `/rest/executions/${it.execution}/retry`;
	const retried = await post(main, path, { loadWorkflow: true }, cookie);
	assert.equal(((await retried.json()) as any).data.status, 'error');
	const next = await traffic(cluster, { name: 'next', count: 20, tell: () => {} });
	assert.deepEqual(next.failures, []);
	assert.equal(next.duplicates + next.lostWithoutAWord, 0);
	assert.equal(it.appends(), 2);
	assert.deepEqual(it.stored(), it.rows.slice(0, 2000));
});
