import assert from 'node:assert/strict';

import { byId } from '../support/n8n/oneNode.mts';
import type { Running } from '../support/n8n/running.mts';
import type { Row } from '../support/n8n/stories.mts';
import type { Area } from './check.mts';
import { execute } from './editor.mts';
import { akkioNode, oneNode } from './oneNode.mts';

/** On Error → Continue (using error output): n8n finds the failed items among those that come out. */
export const errorOutput: Area = {
	name: 'The error output gets each failed item once, with its own fields, and no other',
	checks: [
		{ name: 'Of Append Rows', run: ofAppendRows },
		{ name: 'Of the other operations', run: ofGet },
	],
};

async function ofAppendRows(running: Running): Promise<void> {
	const { id } = running.akkio.datasets.create('Error output');
	const items = [id, 'nowhere', id].map((to, n) => ({ to, n }));
	const [appended, failed] = await outputsOf(running, 'appendRows', items);
	const rows = appended!.map(({ row }) => row);
	assert.deepEqual(rows, [items[0], items[2]], 'The items that were appended differ.');
	assert.equal(failed!.length, 1, `${failed!.length} items came out of the error output.`);
	const { to, n, error } = failed![0];
	assert.deepEqual({ to, n }, items[1], "The failed item lacks the incoming item's fields.");
	assert.equal(error.outcome, 'notAppended', `The failed item says: ${JSON.stringify(error)}`);
	assert.match(error.message, /Akkio has no dataset with the ID 'nowhere'/, error.message);
}

async function ofGet(running: Running): Promise<void> {
	const { id } = running.akkio.datasets.create('Error output of Get');
	const [found, failed] = await outputsOf(running, 'get', [{ to: id }, { to: 'nowhere' }]);
	const where = [found!.map((item) => item.id), failed!.map((item) => item.to)];
	assert.deepEqual(where, [[id], ['nowhere']], 'The items are not on the outputs they belong to.');
	const { message } = failed![0].error;
	assert.match(message, /^Akkio has no dataset with the ID 'nowhere'/, message);
}

/** What comes out of the node for items that name their datasets. */
async function outputsOf(running: Running, operation: string, items: Row[]): Promise<any[][]> {
	const parameters = { operation, dataset: byId('={{ $json.to }}') };
	const node = akkioNode(parameters, { onError: 'continueErrorOutput' });
	const { status, outputs, words } = await execute(running, oneNode(node, items));
	assert.equal(status, 'success', words);
	return outputs;
}
