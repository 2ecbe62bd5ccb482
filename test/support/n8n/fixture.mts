import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import type { ReceivedRequest } from '../akkio/requests.mts';
import { startStandIn } from '../akkio/server.mts';
import { exitWithParent } from './cleanUp.mts';
import { N8nClient, type Execution } from './client.mts';
import { FORM_DATASET, importExamples, WEBHOOK_DATASET } from './examples.mts';
import { akkioNode, byId, chain, chainFromButton, webhookNode, type Row } from './workflow.mts';

/** Long and random, so that finding it anywhere means that it leaked. */
export const KEY = randomBytes(16).toString('hex');

/** Akkio's limit (fact L1): the stand-in answers 429 to a sixth request in any second. */
export const REQUESTS_PER_SECOND = 5;

/** A busy computer lets requests arrive in bunches, so that a sliding second is no measure here. */
const BUNCHED_SECONDS = 0.5;

/** Whether no more requests came than so many a second allow over the whole time. */
export function keepsRate(requests: ReceivedRequest[], perSecond = REQUESTS_PER_SECOND): boolean {
	const seconds = (requests.at(-1)!.time - requests[0]!.time) / 1000;
	return requests.length - 1 <= perSecond * (seconds + BUNCHED_SECONDS);
}

/** Where the suite says which n8n the test files share. */
export const SHARED_N8N = 'E2E_N8N';

/** What a test file works with. */
export type Fixture = Awaited<ReturnType<typeof startFixture>>;

/** For a test file's `before`: the shared n8n, with the examples, and a stand-in of the file's own. */
export async function startFixture() {
	exitWithParent();
	const akkio = await startStandIn({ keys: [KEY], requestsPerSecond: REQUESTS_PER_SECOND });
	for (const name of [FORM_DATASET, WEBHOOK_DATASET]) akkio.datasets.create(name);
	const n8n = await N8nClient.signIn(JSON.parse(process.env[SHARED_N8N]!));
	/** The credential for the stand-in. */
	const credentialId = await n8n.saveCredential('Akkio', { apiKey: KEY, baseUrl: akkio.baseUrl });
	/** The IDs of the example workflows, by the names of their files. */
	const examples = await importExamples(n8n, credentialId);
	return { n8n, akkio, credentialId, examples };
}

/** The rows of the dataset of this name, as the stand-in stores them. */
export const storedRows = ({ akkio }: Pick<Fixture, 'akkio'>, name: string) =>
	akkio.datasets.list().find((one) => one.name === name)!.rows;

/** A new dataset, with columns if it starts with rows; `parameters` are Append Rows' for it. */
export function createDataset({ akkio }: Fixture, ...rows: Row[]) {
	const { id } = akkio.datasets.create('Rows');
	akkio.datasets.append(id, rows);
	return {
		...{ id, parameters: { operation: 'appendRows', dataset: byId(id) } },
		/** The rows behind those that it started with. */
		stored: () => akkio.datasets.get(id)!.rows.slice(rows.length),
	};
}

/** One Akkio node behind a button. */
interface OneNode {
	parameters: object;
	items: Row[];
	/** The node's settings, such as On Error or Retry On Fail. */
	node?: object;
	/** The workflow's settings, such as its timeout in seconds. */
	settings?: object;
}

/** Starts one Akkio node, in a workflow of its own; returns the execution's ID. */
export async function startNode(
	{ n8n, credentialId }: Fixture,
	{ parameters, items, node, settings }: OneNode,
): Promise<string> {
	const workflow = chainFromButton(items, akkioNode(credentialId, parameters, node));
	const all = { ...workflow, settings: { ...workflow.settings, ...settings } };
	return await n8n.startExecution(await n8n.createWorkflow(all));
}

/** Runs one Akkio node to its end. */
export const executeNode = async (fixture: Fixture, given: OneNode): Promise<Execution> =>
	await fixture.n8n.finishedExecution(await startNode(fixture, given));

/** Runs an example that has to succeed; returns the items of a node's first output. */
export async function runExample(
	{ n8n, examples }: Pick<Fixture, 'n8n' | 'examples'>,
	name: string,
	trigger?: string,
) {
	const { status, error, outputs } = await n8n.execute(examples[name]!, trigger);
	assert.equal(status, 'success', `The example ${name} stopped: ${error}`);
	return (node: string) => outputs(node)[0]!;
}

/** Publishes a workflow that starts with a webhook at this path. */
export async function publishWebhook(
	{ n8n }: Pick<Fixture, 'n8n'>,
	webhook: ReturnType<typeof webhookNode>,
	...nodes: Array<{ name: string }>
): Promise<void> {
	await n8n.publish(await n8n.createWorkflow(chain(webhook, ...nodes)));
}
