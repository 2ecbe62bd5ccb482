/** The node as a tool, as an agent finds and calls it through n8n's MCP Server Trigger. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { heldOutPenguins, trainingPenguins } from '../support/akkio/penguins.mts';
import * as replies from '../support/akkio/replies.mts';
import { createDataset, startFixture, storedRows, type Fixture } from '../support/n8n/fixture.mts';
import { whenRegistered } from '../support/n8n/triggers.mts';
import { akkioNode, workflowNode, type Row } from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));

/** Connects to the MCP server at this path as an agent does; returns the tools' names, and how to call one. */
async function connectAgent(path: string) {
	const url = `${fixture.n8n.url}/mcp/${path}`;
	await whenRegistered(url, {});
	const client = new Client({ name: 'test', version: '1.0.0' });
	await client.connect(new StreamableHTTPClientTransport(new URL(url)));
	return {
		tools: (await client.listTools()).tools.map(({ name }) => name).sort(),
		call: async (name: string, given: Row = {}) =>
			JSON.stringify((await client.callTool({ name, arguments: given })).content),
	};
}

test('the example lets an agent look at the columns and append rows', async () => {
	const { id } = fixture.akkio.datasets.create('Assistant notes');
	fixture.akkio.datasets.append(id, [{ action: 'start', note: 'first', stars: 1 }]);
	await fixture.n8n.publish(fixture.examples['assistant-to-dataset']!);
	const { tools, call } = await connectAgent('akkio-notes');
	assert.deepEqual(tools, ['Append_notes', 'Look_at_the_columns']);
	assert.match(await call('Look_at_the_columns'), /stars/);
	const rows = [
		{ action: 'call', note: 'Grüße, 東京', stars: 0 },
		{ action: '', note: '007', stars: 5 },
	];
	assert.match(await call('Append_notes', { rows }), /appended/);
	assert.match(await call('Append_notes', { rows: [{ nots: 'x' }] }), /nots/);
	assert.deepEqual(storedRows(fixture, 'Assistant notes').slice(1), rows);
});

test('the example lets an agent ask a model: each penguin gets its own prediction', async () => {
	const { akkio, n8n, examples } = fixture;
	const { id } = akkio.datasets.create('Penguins');
	akkio.datasets.append(id, trainingPenguins);
	const { estimate } = akkio.models.train({ datasetId: id, predictFields: ['Species'] });
	await n8n.publish(examples['assistant-to-prediction']!);
	const { tools, call } = await connectAgent('akkio-penguins');
	assert.deepEqual(tools, ['Predict_the_species']);
	const asked = heldOutPenguins.filter((_, n) => n % 9 === 0);
	const [{ text }] = JSON.parse(await call('Predict_the_species', { penguins: asked }));
	assert.deepEqual(
		JSON.parse(text).map(({ prediction }: Row) => ({ Species: (prediction as Row).probabilities })),
		asked.map(estimate),
	);
});

/** Offers the node as a tool with Retry On Fail, and calls it once as an agent. */
async function callNode(path: string, parameters: object, given: Row = {}): Promise<string> {
	const described = { descriptionType: 'manual', toolDescription: 'Datasets', ...parameters };
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
	const type = 'n8n-nodes-akkio.akkioTool';
	const tool = akkioNode(fixture.credentialId, described, { type, ...retry });
	const more = { typeVersion: 2, parameters: { path }, webhookId: path };
	const trigger = workflowNode('MCP', '@n8n/n8n-nodes-langchain.mcpTrigger', more);
	const connections = { Akkio: { ai_tool: [[{ node: 'MCP', type: 'ai_tool', index: 0 }]] } };
	const workflow = { name: path, nodes: [trigger, tool], connections, settings: {} };
	await fixture.n8n.publish(await fixture.n8n.createWorkflow(workflow));
	const { tools, call } = await connectAgent(path);
	return await call(tools[0]!, given);
}

test('after a lost response Retry On Fail writes nothing twice, and the agent reads that it is unknown', async () => {
	const { datasets, faults } = fixture.akkio;
	const { parameters, stored } = createDataset(fixture, { note: 'first' });
	faults.next({ on: 'append', fault: { kind: 'answer', reply: replies.tooMany(61) } });
	faults.next({ on: 'append', fault: { kind: 'writeThenCut' } });
	const jsonRows = "={{ $fromAI('rows', 'Rows', 'json') }}";
	const [rows, append] = [[{ note: 'second' }], { ...parameters, dataMode: 'json', jsonRows }];
	assert.match(await callNode('append-once', append, { rows }), /unknown/);
	assert.deepEqual(stored(), rows);

	faults.next({ on: 'create', fault: { kind: 'writeThenCut' } });
	const create = { operation: 'create', name: 'Created once', ifExists: 'createAnother' };
	assert.match(await callNode('create-once', create), /may have been created/);
	assert.equal(datasets.list().filter(({ name }) => name === 'Created once').length, 1);
});
