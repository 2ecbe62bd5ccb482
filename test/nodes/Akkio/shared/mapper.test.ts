import { LoadOptionsContext } from 'n8n-core';
import { Workflow, type INode, type INodeParameters } from 'n8n-workflow';

import { getColumns } from '../../../../nodes/Akkio/shared/mapper';
import * as replies from '../../../support/akkio/replies.mts';
import { akkio, credential, useNock } from '../../../support/engine/nocked';
import { nodeTypes } from '../../../support/engine/nodeTypes';
import { additionalData, node } from '../../../support/engine/run';

useNock();

/** Asks as n8n's editor does when it shows the mapper. */
async function columnsOf(dataset: INodeParameters | string) {
	const parameters: INodeParameters = { resource: 'dataset', operation: 'appendRows', dataset };
	const chosen: INode = {
		...node('Akkio', 'akkio'),
		parameters,
		credentials: { akkioApi: { id: '1', name: 'Akkio' } },
	};
	const workflow = new Workflow({ nodes: [chosen], connections: {}, active: false, nodeTypes });
	const additional = { ...additionalData(credential), currentNodeParameters: parameters };
	return await getColumns.call(new LoadOptionsContext(workflow, chosen, additional, ''));
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const described = (fields: Array<{ name: string; type: string }>) =>
	akkio()
		.get('/v1/datasets')
		.query({ api_key: 'demo', id: 'abc' })
		.reply(200, replies.dataset({ name: 'Leads', rows: 0, fields }).body);

test('each column is a field, numbers typed as such, the rest as text, none required', async () => {
	described([
		{ name: 'Name', type: 'string' },
		{ name: 'Plan', type: 'category' },
		{ name: 'Age', type: 'number' },
		{ name: 'Seen', type: 'constellation' },
	]);
	const { fields, emptyFieldsNotice } = await columnsOf(byId('abc'));
	expect(emptyFieldsNotice).toBeUndefined();
	expect(
		fields.map(({ id, displayName, type, required }) => [id, displayName, type, required]),
	).toEqual([
		['Name', 'Name', 'string', false],
		['Plan', 'Plan', 'string', false],
		['Age', 'Age', 'number', false],
		['Seen', 'Seen', 'string', false],
	]);
});

test('a column whose value n8n would lose on its way here is not offered', async () => {
	described(
		['constructor', 'driver', 'prototype', '__proto__', 'toString'].map((name) => ({
			name,
			type: 'string',
		})),
	);
	const { fields } = await columnsOf(byId('abc'));
	expect(fields.map(({ id }) => id)).toEqual(['driver', 'toString']);
});

test('a dataset is found by its name, too', async () => {
	akkio()
		.get('/v1/datasets')
		.query({ api_key: 'demo' })
		.reply(200, replies.list([{ id: 'abc', name: 'Leads' }]).body);
	described([{ name: 'Name', type: 'string' }]);
	const { fields } = await columnsOf({ __rl: true, mode: 'name', value: 'Leads' });
	expect(fields.map(({ id }) => id)).toEqual(['Name']);
});

test('a dataset without columns says how to append its first rows', async () => {
	described([]);
	expect(await columnsOf(byId('abc'))).toEqual({
		fields: [],
		emptyFieldsNotice: expect.stringMatching(/no columns yet: .* choose Map Automatically or JSON/),
	});
});

test.each([byId(''), { __rl: true, mode: 'list', value: ' ' }, ''])(
	'without a dataset it asks for one, and Akkio for nothing: %j',
	async (dataset) =>
		expect(await columnsOf(dataset)).toEqual({
			fields: [],
			emptyFieldsNotice: "Choose a dataset in 'Dataset' to see its columns here.",
		}),
);

test('a dataset that is an expression has no columns yet, and Akkio is asked for nothing', async () =>
	expect(await columnsOf(byId('={{ $json.to }}'))).toEqual({
		fields: [],
		emptyFieldsNotice: expect.stringMatching(/^'Dataset' is an expression/),
	}));

test('what Akkio says against it is said in words', async () => {
	akkio()
		.get('/v1/datasets')
		.query({ api_key: 'demo', id: 'abc' })
		.reply(404, replies.unknownDataset().body);
	await expect(columnsOf(byId('abc'))).rejects.toMatchObject({
		message: "Akkio has no dataset with the ID 'abc'",
	});
});
