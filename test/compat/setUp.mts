import assert from 'node:assert/strict';

import { choices } from '../support/n8n/nodeParameters.mts';
import { KEY, type Running } from '../support/n8n/running.mts';
import type { Area } from './check.mts';
import { ask } from './editor.mts';

/** What happens before anything runs: the node panel, the credential, the lists to choose from. */
export const setUp: Area = {
	name: 'Setting up',
	checks: [
		{ name: 'The node is in the node panel, with its icon for light and dark', run: nodePanel },
		{ name: 'The credential test takes the right key', run: rightKey },
		{
			name: 'The credential test says in a sentence what is wrong with another key',
			run: wrongKey,
		},
		{ name: 'The list of datasets, and searching in it', run: datasetList },
	],
};

async function nodePanel({ n8n, cookie }: Running): Promise<void> {
	const headers = { cookie };
	const types = await (await fetch(`${n8n.url}/types/nodes.json`, { headers })).json();
	const named = ({ name }: { name: string }) => name === 'n8n-nodes-akkio.akkio';
	const node = (types as any[]).find(named);
	assert.ok(node, 'n8n does not list the node.');
	for (const icon of [node.iconUrl.light, node.iconUrl.dark]) {
		const answer = await fetch(`${n8n.url}/${icon}`, { headers });
		assert.match(answer.headers.get('content-type')!, /image\/svg/, `There is no icon at ${icon}.`);
	}
}

async function rightKey(running: Running): Promise<void> {
	const { status, message } = await tested(running, KEY);
	assert.equal(status, 'OK', `The right key was refused: ${message}`);
}

async function wrongKey(running: Running): Promise<void> {
	const { status, message } = await tested(running, 'not the key');
	assert.equal(status, 'Error', 'A wrong key was taken.');
	assert.match(message, /^Akkio does not know this API key\./, `n8n only says: ${message}`);
}

async function tested(running: Running, apiKey: string) {
	const data = { apiKey, baseUrl: running.akkio.baseUrl };
	const credentials = { id: 'akkioExample', name: 'Akkio', type: 'akkioApi', data };
	const path = '/credentials/test';
	return await ask<{ status: string; message: string }>(running, path, { credentials });
}

async function datasetList(running: Running): Promise<void> {
	running.akkio.datasets.create('Needle');
	const listed = async (filter?: string) => {
		const { results } = await choices(running, 'resource-locator-results', {
			...{ path: 'dataset', methodName: 'searchDatasets', filter },
			parameters: { operation: 'get' },
		});
		return results.map(({ name }: { name: string }) => name);
	};
	assert.equal((await listed()).length, running.akkio.datasets.list().length);
	assert.deepEqual(await listed('NEEDLE'), ['Needle'], 'Searching did not find the dataset.');
}
