import assert from 'node:assert/strict';

import { byId } from '../support/n8n/oneNode.mts';
import type { Running } from '../support/n8n/running.mts';
import type { Row } from '../support/n8n/stories.mts';
import type { Area } from './check.mts';
import { execute } from './editor.mts';
import { akkioNode, oneNode } from './oneNode.mts';

/** Every operation but Append Rows. */
export const operations: Area = {
	name: 'Datasets',
	checks: [
		{ name: 'Create', run: create },
		{ name: 'Create, where the name exists: the dataset that there is', run: createExisting },
		{ name: 'Get', run: get },
		{ name: 'Get Many', run: getMany },
		{ name: 'Delete', run: deleteDataset },
		{ name: 'A dataset that is not there stops the workflow with a sentence', run: unknown },
	],
};

async function create(running: Running): Promise<void> {
	const [item] = await itemsOf(running, { operation: 'create', name: 'Made by n8n' });
	const made = running.akkio.datasets.list().filter(({ name }) => name === 'Made by n8n');
	assert.equal(made.length, 1, `Akkio has ${made.length} datasets of the name.`);
	assert.deepEqual(item, { id: made[0]!.id, name: 'Made by n8n', created: true });
}

async function createExisting(running: Running): Promise<void> {
	const { id, name } = running.akkio.datasets.create('There already');
	const parameters = { operation: 'create', name, ifNameExists: 'returnExisting' };
	assert.deepEqual(await itemsOf(running, parameters), [{ id, name, created: false }]);
}

async function get(running: Running): Promise<void> {
	const { id, name } = running.akkio.datasets.create('To get');
	running.akkio.datasets.append(id, [{ a: 'x' }]);
	const [item] = await itemsOf(running, { operation: 'get', dataset: byId(id) });
	const fields = [{ name: 'a', type: running.akkio.datasets.get(id)!.fields[0]!.type }];
	assert.deepEqual(item, { id, name, rows: 1, fields });
}

async function getMany(running: Running): Promise<void> {
	const items = await itemsOf(running, { operation: 'getAll', returnAll: true });
	const names = running.akkio.datasets.list().map(({ name }) => name);
	assert.deepEqual(items.map(({ name }) => name).sort(), names.sort());
}

async function deleteDataset(running: Running): Promise<void> {
	const { id } = running.akkio.datasets.create('To delete');
	const items = await itemsOf(running, { operation: 'delete', dataset: byId(id) });
	assert.deepEqual(items, [{ deleted: true, id }]);
	assert.equal(running.akkio.datasets.get(id), undefined, 'The dataset is still there.');
}

async function unknown(running: Running): Promise<void> {
	const node = akkioNode({ operation: 'get', dataset: byId('nowhere') });
	const { status, words } = await execute(running, oneNode(node));
	assert.equal(status, 'error');
	assert.match(words, /^Akkio has no dataset with the ID 'nowhere'/, `n8n says: ${words}`);
}

/** What one Akkio node puts out; it has to succeed. */
async function itemsOf(running: Running, parameters: object): Promise<Row[]> {
	const { status, outputs, words } = await execute(running, oneNode(akkioNode(parameters)));
	assert.equal(status, 'success', words);
	return outputs[0]!;
}
