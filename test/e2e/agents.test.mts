/** The node as a tool, as an agent finds and calls it through n8n's MCP Server Trigger. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { heldOutPenguins, trainingPenguins } from '../support/akkio/penguins.mts';
import { createDataset, startFixture, storedRows, type Fixture } from '../support/n8n/fixture.mts';
import { whenRegistered } from '../support/n8n/scenarios.mts';
import { akkioNode, workflowNode, type Row } from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));
after(async () => await fixture?.stop());

type CallTool = (name: string, given?: Row) => Promise<string>;

/** Connects to the MCP server at this path as an agent does. */
async function asAgent(path: string, act: (call: CallTool, tools: string[]) => Promise<void>) {
	const url = `${fixture.n8n.url}/mcp/${path}`;
	await whenRegistered(url, {});
	const client = new Client({ name: 'test', version: '1.0.0' });
	await client.connect(new StreamableHTTPClientTransport(new URL(url)));
	try {
		const { tools } = await client.listTools();
		const call: CallTool = async (name, given = {}) =>
			JSON.stringify((await client.callTool({ name, arguments: given })).content);
		await act(
			call,
			tools.map(({ name }) => name),
		);
	} finally {
		await client.close();
	}
}

/** Publishes a workflow that offers the node as a tool, and calls that tool once. */
async function callNode(
	path: string,
	parameters: object,
	{ node = {}, given = {} } = {},
): Promise<string> {
	const description = { descriptionType: 'manual', toolDescription: 'Datasets' };
	const more = { type: 'n8n-nodes-akkio.akkioTool', ...node };
	const tool = akkioNode(fixture.credentialId, { ...description, ...parameters }, more);
	const trigger = workflowNode('MCP', '@n8n/n8n-nodes-langchain.mcpTrigger', {
		...{ typeVersion: 2, parameters: { path }, webhookId: path },
	});
	const connections = { Akkio: { ai_tool: [[{ node: 'MCP', type: 'ai_tool', index: 0 }]] } };
	const workflow = { name: path, nodes: [trigger, tool], connections, settings: {} };
	await fixture.n8n.publish(await fixture.n8n.createWorkflow(workflow));
	let answer = '';
	await asAgent(path, async (call, [name]) => {
		answer = await call(name!, given);
	});
	return answer;
}

test('the example lets an agent look at the columns and append rows', async () => {
	const { id } = fixture.akkio.datasets.create('Assistant notes');
	fixture.akkio.datasets.append(id, [{ action: 'start', note: 'first', stars: 1 }]);
	await fixture.n8n.publish(fixture.examples['assistant-to-dataset']!);
	await asAgent('akkio-notes', async (call, tools) => {
		assert.deepEqual(tools.sort(), ['Append_notes', 'Look_at_the_columns']);
		assert.match(await call('Look_at_the_columns'), /stars/);
		const rows = [
			{ action: 'call', note: 'Grüße, 東京', stars: 0 },
			{ action: '', note: '007', stars: 5 },
		];
		assert.match(await call('Append_notes', { rows }), /appended/);
		assert.deepEqual(storedRows(fixture, 'Assistant notes').slice(1), rows);
		assert.match(await call('Append_notes', { rows: [{ nots: 'x' }] }), /nots/);
		assert.equal(storedRows(fixture, 'Assistant notes').length, 3);
	});
});

test('the example lets an agent ask a model: each penguin gets its own prediction', async () => {
	const { akkio, n8n, examples } = fixture;
	const { id } = akkio.datasets.create('Penguins');
	akkio.datasets.append(id, trainingPenguins);
	const { estimate } = akkio.models.train({ datasetId: id, predictFields: ['Species'] });
	await n8n.publish(examples['assistant-to-prediction']!);
	await asAgent('akkio-penguins', async (call, tools) => {
		assert.deepEqual(tools, ['Predict_the_species']);
		const asked = heldOutPenguins.filter((_, n) => n % 9 === 0);
		const [{ text }] = JSON.parse(await call('Predict_the_species', { penguins: asked }));
		const answers = JSON.parse(text) as Array<{ prediction: Row }>;
		assert.deepEqual(
			answers.map(({ prediction }) => ({ Species: prediction.probabilities })),
			asked.map(estimate),
		);
	});
});

test('Get Many lists the datasets for an agent', async () => {
	const answer = await callNode('get-many', { operation: 'getAll', returnAll: true });
	assert.match(answer, /Form answers/);
});

test('Append Rows never makes rows of what the agent itself puts in', async () => {
	const { parameters, stored } = createDataset(fixture);
	const answer = await callNode('items', parameters);
	assert.match(answer, /this node cannot map fields automatically/);
	assert.deepEqual(stored(), []);
});

test('after a lost response Retry On Fail writes nothing twice, and the agent reads that it is unknown', async () => {
	const { datasets, faults } = fixture.akkio;
	const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
	const { parameters, stored } = createDataset(fixture, { note: 'first' });
	faults.next({ on: 'append', fault: { kind: 'writeThenCut' } });
	const jsonRows = "={{ $fromAI('rows', 'Rows', 'json') }}";
	const append = { ...parameters, dataMode: 'json', jsonRows };
	const given = { rows: [{ note: 'second' }] };
	assert.match(await callNode('append-once', append, { node, given }), /unknown/);
	assert.deepEqual(stored(), given.rows);

	faults.next({ on: 'create', fault: { kind: 'writeThenCut' } });
	const create = { operation: 'create', name: 'Created once', ifExists: 'createAnother' };
	assert.match(await callNode('create-once', create, { node }), /may have been created/);
	assert.equal(datasets.list().filter(({ name }) => name === 'Created once').length, 1);
});
