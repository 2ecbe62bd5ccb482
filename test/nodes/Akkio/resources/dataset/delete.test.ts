import { NodeHelpers } from 'n8n-workflow';

import { Akkio } from '../../../../../nodes/Akkio/Akkio.node';
import * as replies from '../../../../support/akkio/replies.mts';
import { akkio, credential, useNock } from '../../../../support/engine/nocked';
import { run } from '../../../../support/engine/run';

const deleted = (id: string) => akkio().delete('/v1/datasets', { id, api_key: 'demo' });
const deleteDataset = (value: string) =>
	run({
		credential,
		parameters: { operation: 'delete', dataset: { __rl: true, mode: 'id', value } },
	});

useNock();

test('Delete sends id and key in the body and answers that it is deleted', async () => {
	deleted('abc').reply(200, replies.success().body);
	const { outputs } = await deleteDataset('abc');
	expect(outputs).toEqual([[{ json: { deleted: true, id: 'abc' }, pairedItem: { item: 0 } }]]);
});

test.each([' ', '={{ undefined }}'])('an empty id never leaves the node: %j', async (value) => {
	const { error } = await deleteDataset(value);
	expect(error!.message).toBe("'Dataset' is empty");
});

test('a line that is cut leaves in doubt whether the dataset is gone', async () => {
	deleted('abc').replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
	const { error } = await deleteDataset('abc');
	expect(error!.message).toBe('The connection to Akkio was cut before an answer came');
	expect((error as { description?: string }).description).toMatch(
		/^The dataset may have been deleted\./,
	);
});

test('an AI agent that has it as a tool is told that the rows are gone for good', () => {
	const parameters = { resource: 'dataset', operation: 'delete' };
	expect(NodeHelpers.makeDescription(parameters, new Akkio().description)).toBe(
		'Delete a dataset and all its rows for good in Akkio',
	);
});
