import { LoadOptionsContext } from 'n8n-core';
import { Workflow, type INode } from 'n8n-workflow';

import { searchDatasets } from '../../../../nodes/Akkio/shared/picker';
import * as replies from '../../../support/akkio/replies.mts';
import { akkio, credential, useNock } from '../../../support/engine/nocked';
import { nodeTypes } from '../../../support/engine/nodeTypes';
import { additionalData, node } from '../../../support/engine/run';

useNock();

const chosen: INode = {
	...node('Akkio', 'akkio'),
	credentials: { akkioApi: { id: '1', name: 'Akkio' } },
};

/** Asks as n8n's editor does when the user opens the list. */
async function picked(filter?: string) {
	const workflow = new Workflow({ nodes: [chosen], connections: {}, active: false, nodeTypes });
	const context = new LoadOptionsContext(workflow, chosen, additionalData(credential), '');
	return await searchDatasets.call(context, filter);
}

const listed = (...names: string[]) =>
	akkio()
		.get('/v1/datasets')
		.query({ api_key: 'demo' })
		.reply(200, replies.list(names.map((name) => ({ id: `id of ${name}`, name }))).body);

test('every dataset is listed, sorted by name', async () => {
	listed('b', 'C', 'a');
	const { results, paginationToken } = await picked();
	expect(results).toEqual(['a', 'b', 'C'].map((name) => ({ name, value: `id of ${name}` })));
	expect(paginationToken).toBeUndefined();
});

test.each(['LEAD', ' lead ', 'of leads'])(
	'%j finds Leads, without regard to case',
	async (filter) => {
		listed('Zoo', 'Leads 2026');
		expect((await picked(filter)).results.map(({ name }) => name)).toEqual(['Leads 2026']);
	},
);

test('names that several share are told apart by their ids', async () => {
	listed('twin', 'twin', 'one');
	const names = (await picked()).results.map(({ name }) => name);
	expect(names).toEqual(['one', 'twin (id of twin)', 'twin (id of twin)']);
});

test('a dataset without a name is shown by its id', async () => {
	listed('');
	expect((await picked()).results).toEqual([{ name: 'id of ', value: 'id of ' }]);
});

test('a wrong key is said in words', async () => {
	const { status, body } = replies.wrongKey();
	akkio().get('/v1/datasets').query(true).reply(status, body);
	await expect(picked()).rejects.toThrow('Akkio does not know this API key');
});

test('a success without a list is not an empty list', async () => {
	akkio().get('/v1/datasets').query(true).reply(200, replies.success().body);
	await expect(picked()).rejects.toThrow("The answer of akkio.test is not one of Akkio's");
});
