import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { byId } from '../support/n8n/oneNode.mts';
import { until, type Running } from '../support/n8n/running.mts';
import type { Area } from './check.mts';
import { ask, begin, ended } from './editor.mts';
import { akkioNode, oneNode, rowsOf } from './oneNode.mts';

/** Ending an execution from outside. */
export const stopping: Area = {
	name: 'Stopping',
	checks: [
		{ name: "After Stop no request starts, and n8n's log has the account of the rows", run: stop },
		{
			name: "When the workflow's timeout ends a wait, the error has the account of the rows",
			run: timeout,
		},
	],
};

async function stop(running: Running): Promise<void> {
	const { akkio } = running;
	const { id } = akkio.datasets.create('Stopped');
	const node = akkioNode({ operation: 'appendRows', dataset: byId(id) });
	const appends = () =>
		akkio.requests.filter(({ method, body }) => method === 'POST' && (body as any)?.id === id);
	const execution = await begin(running, oneNode(node, rowsOf('stop', 10_000)));
	await until(() => appends().length >= 3);
	await ask(running, `/executions/${execution}/stop`, {});
	assert.equal((await ended(running, execution)).status, 'canceled');

	const account =
		/Akkio: The execution was stopped\. Rows 1–(\d+): appended\.[^\n]*–10000: not sent\./;
	await until(async () => account.test(await logOf(running)));
	const started = appends().length;
	// Longer than the time between two requests.
	await new Promise((resolve) => setTimeout(resolve, 1000));
	assert.equal(appends().length, started, 'Requests started after Stop.');
	const reported = Number(account.exec(await logOf(running))![1]);
	const stored = akkio.datasets.get(id)!.rows.length;
	// The request in flight at that moment may have arrived; the account calls its rows unknown.
	assert.ok(
		reported <= stored && stored <= reported + 1000,
		`The account says ${reported} rows were appended, Akkio has ${stored}.`,
	);
}

async function timeout(running: Running): Promise<string | void> {
	const { id } = running.akkio.datasets.create('Timeout');
	running.akkio.faults.next({ on: 'append', fault: { kind: 'hang' } });
	const node = akkioNode({ operation: 'appendRows', dataset: byId(id) });
	const execution = await begin(running, oneNode(node, [{ a: 1 }], { executionTimeout: 3 }));
	const account = /Row 1: sent, but no answer came; may be in the dataset/;
	const { words } = await ended(running, execution);
	if (account.test(words)) return;
	await until(async () => account.test(await logOf(running)));
	return "This n8n drops a node's error when the timeout comes: the account is in n8n's log only.";
}

const logOf = async ({ folder }: Running) => await readFile(join(folder, 'n8n.log'), 'utf8');
