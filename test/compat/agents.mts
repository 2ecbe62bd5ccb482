import assert from 'node:assert/strict';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { byId } from '../support/n8n/oneNode.mts';
import { until, type Running } from '../support/n8n/running.mts';
import type { Row } from '../support/n8n/stories.mts';
import type { Area } from './check.mts';
import { publish, type Workflow } from './editor.mts';
import { akkioNode } from './oneNode.mts';

/** The node as a tool, as an MCP client finds and calls it through n8n's MCP Server Trigger. */
export const agents: Area = {
	name: 'As a tool of AI agents',
	checks: [
		{ name: 'Get Many', run: getMany },
		{ name: 'Append Rows with the rows that the agent gives, as JSON', run: appendJson },
		{ name: 'Append Rows never makes rows of what the agent itself puts in', run: appendItems },
	],
};

async function getMany(running: Running): Promise<void> {
	running.akkio.datasets.create('Seen by an agent');
	const said = await answerOf(running, 'get-many', { operation: 'getAll', returnAll: true });
	assert.match(said, /Seen by an agent/, `The tool answered: ${said}`);
}

async function appendJson(running: Running): Promise<void> {
	const { id } = running.akkio.datasets.create('From an agent');
	const rowsJson = "={{ $fromAI('rows', 'The rows', 'json') }}";
	const parameters = { operation: 'appendRows', dataset: byId(id), rowsFrom: 'json', rowsJson };
	const rows = [{ Name: 'Ada' }, { Name: 'Grace' }];
	const said = await answerOf(running, 'append-json', parameters, { rows });
	assert.match(said, /appended/, `The tool answered: ${said}`);
	assert.deepEqual(running.akkio.datasets.get(id)!.rows, rows, 'The rows differ.');
}

async function appendItems(running: Running): Promise<void> {
	const { id } = running.akkio.datasets.create('Not for agents');
	const parameters = { operation: 'appendRows', dataset: byId(id) };
	const said = await answerOf(running, 'append-items', parameters);
	assert.match(said, /this node cannot map columns automatically/, `The tool answered: ${said}`);
	assert.equal(running.akkio.datasets.get(id)!.rows.length, 0, 'A row was appended.');
}

/** Publishes a workflow that offers the node as a tool, and calls that tool once. */
async function answerOf(
	running: Running,
	path: string,
	parameters: object,
	given: Row = {},
): Promise<string> {
	await publish(running, server(path, parameters));
	const url = new URL(`${running.n8n.url}/mcp/${path}`);
	// A workflow that was just published may answer 404 for a moment.
	await until(async () => (await fetch(url, { method: 'POST' })).status !== 404);
	const client = new Client({ name: 'compatibility', version: '1.0.0' });
	await client.connect(new StreamableHTTPClientTransport(url));
	try {
		const [tool] = (await client.listTools()).tools;
		assert.ok(tool, 'n8n offers no tool.');
		const { content } = await client.callTool({ name: tool.name, arguments: given });
		return JSON.stringify(content);
	} finally {
		await client.close();
	}
}

function server(path: string, parameters: object): Workflow {
	const tool = akkioNode(
		{ descriptionType: 'manual', toolDescription: 'Datasets', ...parameters },
		{ type: 'n8n-nodes-akkio.akkioTool' },
	);
	const trigger = {
		...{ id: 'mcp', name: 'MCP', type: '@n8n/n8n-nodes-langchain.mcpTrigger', typeVersion: 2 },
		...{ position: [0, 0], parameters: { path }, webhookId: path },
	};
	return {
		name: `Compatibility: ${path}`,
		nodes: [trigger, tool],
		connections: { Akkio: { ai_tool: [[{ node: 'MCP', type: 'ai_tool', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}
