import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { chain } from './chain.mts';
import type { Running } from './running.mts';
import type { Row } from './stories.mts';

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

export interface OneNode {
	parameters: object;
	credential: { apiKey: string; baseUrl: string };
	/** The item that comes in; an empty one unless given. */
	item?: Row;
	/** The workflow's settings, such as its timeout in seconds. */
	settings?: object;
}

/** Runs one Akkio node in a workflow of its own, which has to stop; answers with what n8n printed. */
export async function whatStops(
	{ n8n }: Running,
	{ parameters, credential, item = {}, settings = {} }: OneNode,
): Promise<string> {
	const id = `one${randomBytes(4).toString('hex')}`;
	const workflow = chain(
		id,
		settings,
		['Start', 'n8n-nodes-base.manualTrigger'],
		[
			'Item',
			'n8n-nodes-base.set',
			{ typeVersion: 3.4, parameters: { mode: 'raw', jsonOutput: JSON.stringify(item) } },
		],
		[
			'Akkio',
			'n8n-nodes-akkio.akkio',
			{
				parameters: { resource: 'dataset', ...parameters },
				credentials: { akkioApi: { id, name: id } },
			},
		],
	);
	await n8n.import('credentials', { id, name: id, type: 'akkioApi', data: credential });
	await n8n.import('workflow', { id, ...workflow });
	return await n8n.command('execute', `--id=${id}`).then(
		(printed) => assert.fail(`The workflow was expected to stop: ${printed}`),
		({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
	);
}
