import assert from 'node:assert/strict';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { byId } from '../e2e/oneNode.mts';
import { until, type Running } from '../e2e/running.mts';
import type { Area } from './check.mts';
import { publish, type Workflow } from './editor.mts';
import { akkioNode } from './oneNode.mts';

/** The node as a tool, called over MCP. An AI Agent's node calls its tools in the same way. */
export const agents: Area = {
	name: 'As a tool of AI agents',
	checks: [
		{ name: 'Get Many', run: getMany },
		{ name: 'Append Rows says that it is not for agents, and sends nothing', run: appendRows },
	],
};

async function getMany(running: Running): Promise<void> {
	running.akkio.datasets.create('Seen by an agent');
	const said = await answerOf(running, 'get-many', { operation: 'getAll', returnAll: true });
	assert.match(said, /Seen by an agent/, `The tool answered: ${said}`);
}

async function appendRows(running: Running): Promise<void> {
	const { id } = running.akkio.datasets.create('Not for agents');
	const parameters = { operation: 'appendRows', dataset: byId(id) };
	const said = await answerOf(running, 'append', parameters);
	assert.match(said, /An AI agent cannot append rows yet/, `The tool answered: ${said}`);
	assert.equal(running.akkio.datasets.get(id)!.rows.length, 0, 'A row was appended.');
}

/** Publishes a workflow that offers the node as a tool, and calls that tool once. */
async function answerOf(running: Running, path: string, parameters: object): Promise<string> {
	await publish(running, server(path, parameters));
	const url = new URL(`${running.n8n.url}/mcp/${path}`);
	// A workflow that was just published may answer 404 for a moment.
	await until(async () => (await fetch(url, { method: 'POST' })).status !== 404);
	const client = new Client({ name: 'compatibility', version: '1.0.0' });
	await client.connect(new StreamableHTTPClientTransport(url));
	try {
		const [tool] = (await client.listTools()).tools;
		assert.ok(tool, 'n8n offers no tool.');
		const { content } = await client.callTool({ name: tool.name, arguments: {} });
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
