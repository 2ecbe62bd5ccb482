import assert from 'node:assert/strict';

import { FORM_DATASET, WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { byId } from '../support/n8n/oneNode.mts';
import { storedIn, until, type Running } from '../support/n8n/running.mts';
import { CARS, postToWebhook, submitForm, VISITOR } from '../support/n8n/stories.mts';
import type { Area } from './check.mts';
import { execute } from './editor.mts';
import { akkioNode, oneNode, rowsOf } from './oneNode.mts';

/** Append Rows, in each of its ways in. */
export const append: Area = {
	name: 'Append Rows',
	checks: [
		{ name: '3,000 items, as they are: every row once, in order, in three requests', run: many },
		{ name: 'A line below the output says what was sent', run: hint },
		{ name: 'A dataset for each item, by an expression', run: byExpression },
		{ name: 'The example with a form', run: form },
		{ name: 'The example with a webhook: one row, and 406 in a call', run: webhook },
	],
};

async function many(running: Running): Promise<void> {
	const { id } = running.akkio.datasets.create('3,000 rows');
	const rows = rowsOf('many', 3000);
	const before = running.akkio.requests.length;
	const node = akkioNode({ operation: 'appendRows', dataset: byId(id) });
	const { status, outputs, words } = await execute(running, oneNode(node, rows));
	assert.equal(status, 'success', words);
	assert.deepEqual(running.akkio.datasets.get(id)!.rows, rows, 'The rows differ.');
	assert.deepEqual(
		outputs[0]!.map(({ outcome, row }) => ({ outcome, row })),
		rows.map((row) => ({ outcome: 'appended', row })),
		'What the node puts out differs from the rows.',
	);
	const posts = running.akkio.requests.slice(before).filter(({ method }) => method === 'POST');
	assert.equal(posts.length, 3, `It took ${posts.length} requests.`);
	assert.equal(running.akkio.rate.refused, 0, 'It was faster than Akkio allows.');
}

async function hint(running: Running): Promise<void> {
	const { id } = running.akkio.datasets.create('Hint');
	const node = akkioNode({ operation: 'appendRows', dataset: byId(id) });
	const { status, hints, words } = await execute(running, oneNode(node, rowsOf('hint', 2)));
	assert.equal(status, 'success', words);
	assert.match(hints.join('\n'), /^2 rows in 1 request to 'Hint'/, `The hints are: ${hints}`);
}

async function byExpression(running: Running): Promise<void> {
	const datasets = ['first', 'second'].map((name) => running.akkio.datasets.create(name));
	const items = [0, 1, 0].map((of, n) => ({ to: datasets[of]!.id, n }));
	const node = akkioNode({ operation: 'appendRows', dataset: byId('={{ $json.to }}') });
	const { status, words } = await execute(running, oneNode(node, items));
	assert.equal(status, 'success', words);
	for (const { id } of datasets) {
		const expected = items.filter(({ to }) => to === id);
		assert.deepEqual(running.akkio.datasets.get(id)!.rows, expected, 'The rows differ.');
	}
}

async function form(running: Running): Promise<void> {
	await submitForm(running.n8n);
	await until(() => storedIn(running, FORM_DATASET).length > 0);
	assert.deepEqual(storedIn(running, FORM_DATASET), [VISITOR], 'The row differs.');
}

async function webhook(running: Running): Promise<void> {
	await postToWebhook(running.n8n, CARS.slice(0, 1));
	await postToWebhook(running.n8n, CARS);
	const expected = [...CARS.slice(0, 1), ...CARS];
	assert.deepEqual(storedIn(running, WEBHOOK_DATASET), expected, 'The rows differ.');
}
