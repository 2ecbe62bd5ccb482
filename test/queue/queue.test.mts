/** `npm run test:queue`: the packed package in n8n's queue mode, one main and two workers. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';

import type { Fault } from '../support/akkio/faults.mts';
import * as replies from '../support/akkio/replies.mts';
import { mostInASecond } from '../support/akkio/requests.mts';
import { keepsRate, REQUESTS_PER_SECOND } from '../support/n8n/fixture.mts';
import { until } from '../support/n8n/until.mts';
import type { Row } from '../support/n8n/workflow.mts';
import { startCluster } from './cluster.mts';

const WORKERS = 2;

let cluster: Awaited<ReturnType<typeof startCluster>>;
before(async () => (cluster = await startCluster(WORKERS)));

const storedBy = (name: string) => cluster.stored().filter(({ call }) => call === name);
/** Each row names its call. */
const rowsOf = (call: string, count: number): Row[] =>
	Array.from({ length: count }, (_, n) => ({ call, n }));

/** How the node's account of the rows begins. */
const ACCOUNT = /Rows? 1(–\d+)?: /;

/**
 * Makes so many calls at once, of 1 to 50 rows each, as a form's or as a batch from another program.
 * Every row has to be where its report says: the answer, or the execution that n8n keeps as failed.
 */
async function sendTraffic(name: string, count: number) {
	const { main, akkio, post } = cluster;
	const before = akkio.requests.length;
	const calls = await Promise.all(
		Array.from({ length: count }, async (_, n) => {
			const call = `${name} ${n}`;
			const rows = rowsOf(call, 1 + ((n * 37) % 50));
			const response = await post(rows);
			return { call, rows, status: response.status, report: (await response.json()) as Row[] };
		}),
	);
	const failed = await Promise.all(
		(await main.listExecutions('error')).map(async ({ id }) => (await main.readExecution(id)).text),
	);
	const failures: string[] = [];
	for (const { call, rows, status, report } of calls) {
		if (status === 200) {
			assert.ok(report.every(({ outcome }) => outcome === 'appended'));
			const reported = report.flatMap((item) => item.rows ?? [item.row]);
			assert.deepEqual([reported, storedBy(call)], [rows, rows]);
		} else {
			const execution = failed.find((text) => text.includes(`"${call}"`)) ?? '';
			assert.match(execution, ACCOUNT);
			const isExcluded = !execution.includes('may be in the dataset');
			assert.deepEqual(storedBy(call), isExcluded ? [] : rows);
			failures.push(execution);
		}
	}
	return { failures, requests: akkio.requests.slice(before) };
}

test('400 calls at once over two workers: every row is where its report says', async (t) => {
	const { faults, rate } = cluster.akkio;
	// Three calls that Akkio rejects, and three that it carries out without an answer.
	const reply = replies.invalid({ loc: ['body', 'rows'], msg: 'not these', type: 'x' });
	faults.next({ on: 'append', times: 3, fault: { kind: 'answer', reply } });
	faults.next({ on: 'append', times: 3, fault: { kind: 'writeThenCut' } });

	const { failures, requests } = await sendTraffic('all', 400);
	t.diagnostic(
		`${requests.length} requests, most in a sliding second ${mostInASecond(requests)}, 429s ${rate.refused}`,
	);
	// No other call failed: one that met a 429 waited for its turn.
	assert.equal(failures.length, 6);
	for (const reason of [/not these/, /may be in the dataset/]) {
		assert.equal(failures.filter((execution) => reason.test(execution)).length, 3);
	}
});

test('with a share of the five a second for each worker, the workers together keep the limit', async () => {
	await cluster.setRequestsPerSecond(Math.floor(REQUESTS_PER_SECOND / WORKERS));
	const { failures, requests } = await sendTraffic('shared', 60);
	assert.deepEqual(failures, []);
	assert.ok(keepsRate(requests));
});

/** Calls the webhook with 2,500 rows: the first append is acknowledged, the second meets the fault. */
async function startCall(name: string, fault: Fault) {
	const { akkio, main, workers } = cluster;
	const rows = rowsOf(name, 2500);
	const countAppends = () =>
		akkio.requests.filter(({ body }: any) => body?.rows?.[0]?.call === name).length;
	akkio.faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	akkio.faults.next({ on: 'append', fault });
	const response = cluster.post(rows);
	await until(() => countAppends() === 2 && storedBy(name).length === 1000);
	const { id } = await until(async () => (await main.listExecutions('running'))[0]);
	const worker = await until(async () => {
		const logs = await Promise.all(workers.map(async ({ log }) => await readFile(log, 'utf8')));
		return workers[logs.findIndex((log) => log.includes(`started execution ${id} `))];
	});
	return { rows, response, id, worker, countAppends };
}

test("after Stop no request starts, and the worker's log says what happened to the rows", async () => {
	const { main } = cluster;
	const { rows, response, id, worker, countAppends } = await startCall('stopped', { kind: 'hang' });
	await main.stopExecution(id);
	const account =
		/Rows 1–1000: appended\. Rows 1001–2000: sent, but Akkio did not respond.* Rows 2001–2500: not sent/;
	await until(async () => account.test(await readFile(worker.log, 'utf8')));
	assert.equal((await response).status, 500);
	await until(async () => (await main.readExecution(id)).status === 'canceled');
	assert.equal(countAppends(), 2);
	assert.deepEqual(storedBy('stopped'), rows.slice(0, 1000));
});

test('after a worker is killed nothing is reported as done that is not, and nothing is sent again', async () => {
	const { main } = cluster;
	// What is in flight lands when its worker is gone.
	const call = await startCall('killed', { kind: 'slow', ms: 10_000 });
	await call.worker.stop('SIGKILL');
	await until(() => storedBy('killed').length === 2000);
	assert.equal((await call.response).status, 500);
	const { status, text } = await main.finishedExecution(call.id);
	assert.equal(status, 'error');
	assert.match(text, /This execution failed to be processed too many times/);

	// Not when n8n gives it up, not when the worker is back, and not by Retry in the Executions list.
	await call.worker.restart();
	assert.equal((await main.retryExecution(call.id, true)).status, 'error');
	assert.deepEqual((await sendTraffic('next', 20)).failures, []);
	assert.equal(call.countAppends(), 2);
	assert.deepEqual(storedBy('killed'), call.rows.slice(0, 2000));
});
