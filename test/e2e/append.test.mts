/** Append Rows in a real n8n, at Akkio's pace and when things go wrong. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { spellingsIn } from '../support/engine/secrets.mts';
import * as replies from '../support/akkio/replies.mts';
import { mostInASecond } from '../support/akkio/requests.mts';
import { WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { executions, stopExecution } from '../support/n8n/executions.mts';
import { byId, whatStops } from '../support/n8n/oneNode.mts';
import { post } from '../support/n8n/owner.mts';
import { KEY, startAll, storedIn, until, type Running } from '../support/n8n/running.mts';
import { postToWebhook, webhookUrl, type Row } from '../support/n8n/stories.mts';

/** Akkio's limit: the stand-in answers 429 to a sixth request in any second. */
const PER_SECOND = 5;

let running: Running;
before(async () => (running = await startAll({ requestsPerSecond: PER_SECOND })));
after(async () => await running?.stop());

const rowsOf = (run: string, count: number): Row[] =>
	Array.from({ length: count }, (_, n) => ({ run, n, text: `row ${n} of run ${run}` }));
const stored = () => storedIn(running, WEBHOOK_DATASET);
const storedOf = (run: string) => stored().filter((row) => row.run === run);

test('eight executions at once, 20,000 rows: each exactly once, in order, and no 429', async (t) => {
	const runs = Array.from({ length: 8 }, (_, run) => `eight ${run}`);
	const before = running.akkio.requests.length;
	const reports = await Promise.all(
		runs.map(async (run) => await postToWebhook(running.n8n, rowsOf(run, 2500))),
	);
	for (const [index, run] of runs.entries()) {
		assert.deepEqual(storedOf(run), rowsOf(run, 2500), run);
		assert.ok(
			reports[index]!.every(({ outcome }) => outcome === 'appended'),
			run,
		);
	}
	assert.equal(running.akkio.rate.refused, 0);
	const requests = running.akkio.requests.slice(before);
	const appends = requests.filter(({ method }) => method === 'POST');
	assert.equal(appends.length, 8 * 3);
	const seconds = (requests.at(-1)!.time - requests[0]!.time) / 1000;
	t.diagnostic(
		`20,000 rows, ${requests.length} requests in ${seconds.toFixed(1)} s, most in a sliding second: ${mostInASecond(requests)}, 429s: 0`,
	);
	assert.ok(mostInASecond(requests) <= PER_SECOND);
});

/** Answers the second append with a 429 that nobody sits out: the workflow stops in the middle. */
async function failInTheMiddle(run: string): Promise<string> {
	running.akkio.faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	const reply = replies.tooMany(61);
	running.akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply } });
	await assert.rejects(postToWebhook(running.n8n, rowsOf(run, 2500)));
	assert.equal(storedOf(run).length, 1000);
	return (await executions(running, 'error'))[0]!.id;
}

for (const loadWorkflow of [false, true]) {
	const which = loadWorkflow ? 'currently saved workflow' : 'original workflow';
	test(`Retry in the Executions list, with the ${which}, sends only what is missing`, async () => {
		const run = `retry ${loadWorkflow}`;
		const id = await failInTheMiddle(run);
		const path = `/rest/executions/${id}/retry`;
		const answer = await post(running.n8n, path, { loadWorkflow }, running.cookie);
		assert.equal(answer.status, 200, await answer.text());
		await until(() => storedOf(run).length >= 2500);
		assert.deepEqual(storedOf(run), rowsOf(run, 2500));
	});
}

test('after Stop no request starts, and the account is in the log of n8n', async () => {
	const run = 'stopped';
	const isAppend = ({ body }: { body: any }) => body?.rows?.[0]?.run === run;
	const posting = fetch(webhookUrl(running.n8n), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(rowsOf(run, 10_000)),
	}).catch(() => undefined);
	await until(() => running.akkio.requests.filter(isAppend).length >= 3);

	await stopExecution(running, (await executions(running, 'running'))[0]!.id);
	await posting;
	const log = async () => await readFile(running.n8n.log, 'utf8');
	await until(async () => /Append Rows: The execution was stopped/.test(await log()));
	const started = running.akkio.requests.length;
	await new Promise((resolve) => setTimeout(resolve, 1000));
	assert.equal(running.akkio.requests.length, started);

	const appended = storedOf(run).length;
	assert.match(await log(), new RegExp(`Rows 1–\\d+: appended\\..* Rows \\d+–10000: not sent\\.`));
	const [, reported] = /Append Rows: The execution was stopped[^\n]*Rows 1–(\d+): appended/.exec(
		await log(),
	)!;
	assert.ok(Number(reported) <= appended && appended <= Number(reported) + 1000);
});

test("when the workflow's timeout ends the wait, the account is in the error", async () => {
	const { id } = running.akkio.datasets.create('Timeout');
	running.akkio.faults.next({ on: 'append', fault: { kind: 'hang' } });
	const printed = await whatStops(running, {
		parameters: { operation: 'appendRows', dataset: byId(id) },
		credential: { apiKey: KEY, baseUrl: running.akkio.baseUrl },
		item: { a: 1 },
		settings: { executionTimeout: 3 },
	});
	assert.match(printed, /Row 1: sent, but no answer came; may be in the dataset/, printed);
});

test('the key is nowhere in what n8n keeps: database, logs and all', async () => {
	// Servers that send the key back, each in a run that fails.
	const echoes: replies.Reply[] = [
		replies.failed(`no plan for ${KEY}`),
		{ status: 400, body: { status: JSON.stringify({ api_key: KEY }) } },
		{ ...replies.gatewayPage(502), body: `<html>api_key=${KEY}</html>` },
		replies.invalid({ loc: ['body', 'api_key'], msg: `not ${KEY}`, type: 'x' }),
		replies.redirect(307, `${running.akkio.pageUrl}?api_key=${KEY}`),
	];
	for (const reply of echoes) {
		running.akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply } });
		await assert.rejects(postToWebhook(running.n8n, rowsOf('echo', 1)));
	}
	for (const kind of ['cut', 'writeThenCut', 'cutInBody'] as const) {
		running.akkio.faults.next({ on: 'append', fault: { kind } });
		await assert.rejects(postToWebhook(running.n8n, rowsOf('echo', 1)));
	}
	const entries = await readdir(running.folder, { recursive: true, withFileTypes: true });
	const files = entries.filter(
		(entry) => entry.isFile() && !entry.parentPath.includes('node_modules'),
	);
	const leaky: string[] = [];
	for (const { parentPath, name } of files) {
		const bytes = await readFile(join(parentPath, name));
		leaky.push(...spellingsIn(bytes.toString('latin1'), KEY).map((how) => `${name}: ${how}`));
	}
	assert.ok(files.some(({ name }) => name === 'database.sqlite'));
	assert.deepEqual(leaky, []);
	for (const { method, query } of running.akkio.requests) {
		if (method !== 'GET') assert.deepEqual(Object.keys(query), []);
	}
});
