import assert from 'node:assert/strict';

import * as replies from '../support/akkio/replies.mts';
import { WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { byId } from '../support/n8n/oneNode.mts';
import { storedIn, until, type Running } from '../support/n8n/running.mts';
import { CARS, postToWebhook } from '../support/n8n/stories.mts';
import type { Area } from './check.mts';
import { ask, execute } from './editor.mts';
import { akkioNode, oneNode, rowsOf } from './oneNode.mts';

/** n8n runs a node again, with all its items; each row still goes once. */
export const retrying: Area = {
	name: 'Trying again',
	checks: [
		{ name: 'Retry On Fail sends only what is missing', run: retryOnFail },
		{ name: 'Retry On Fail does not send again what may have arrived', run: retryUnknown },
		{ name: 'Retry in the Executions list sends only what is missing', run: retryInList },
	],
};

const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 };
/** A 429 that asks for a longer wait than the node takes upon itself: the node stops there. */
const STOPS = { kind: 'answer', reply: replies.tooMany(61) } as const;
const PASSES = { kind: 'slow', ms: 0 } as const;

async function retryOnFail(running: Running): Promise<void> {
	const { id } = running.akkio.datasets.create('Retry On Fail');
	const rows = rowsOf('retry', 2500);
	for (const fault of [PASSES, STOPS]) running.akkio.faults.next({ on: 'append', fault });
	const node = akkioNode({ operation: 'appendRows', dataset: byId(id) }, RETRY);
	const { status, words } = await execute(running, oneNode(node, rows));
	assert.equal(running.akkio.faults.left, 0, 'The node never met what was to stop it.');
	assert.equal(status, 'success', words);
	assert.deepEqual(running.akkio.datasets.get(id)!.rows, rows, 'The rows differ.');
}

async function retryUnknown(running: Running): Promise<void> {
	const { id } = running.akkio.datasets.create('Retry of what is unknown');
	const rows = rowsOf('unknown', 2500);
	for (const fault of [PASSES, { kind: 'writeThenCut' } as const]) {
		running.akkio.faults.next({ on: 'append', fault });
	}
	const node = akkioNode({ operation: 'appendRows', dataset: byId(id) }, RETRY);
	const { status, words } = await execute(running, oneNode(node, rows));
	assert.equal(status, 'error', 'The workflow did not stop.');
	assert.match(words, /Rows 1001–2000: sent, but no answer came/, `n8n says: ${words}`);
	const stored = running.akkio.datasets.get(id)!.rows;
	assert.deepEqual(stored, rows.slice(0, stored.length), 'The rows differ.');
}

async function retryInList(running: Running): Promise<void> {
	// Named cars: the dataset of the webhook has columns.
	const rows = Array.from({ length: 2500 }, (_, n) => ({ ...CARS[0], Name: `car ${n}` }));
	const stored = () =>
		storedIn(running, WEBHOOK_DATASET).filter(({ Name }) => /^car \d/.test(String(Name)));
	for (const fault of [PASSES, STOPS]) running.akkio.faults.next({ on: 'append', fault });
	await assert.rejects(postToWebhook(running.n8n, rows));
	const filter = encodeURIComponent('{"status":["error"]}');
	const { results } = await ask<any>(running, `/executions?filter=${filter}`);
	await ask(running, `/executions/${results[0].id}/retry`, { loadWorkflow: false });
	await until(() => stored().length >= rows.length);
	assert.deepEqual(stored(), rows, 'The rows differ.');
}
