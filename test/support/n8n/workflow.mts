import type { Workflow } from './client.mts';

export type Row = Record<string, unknown>;

/** A dataset as a node's parameter holds it: an ID, or an expression that gives one. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** A node of a workflow, as the editor would save it. */
export const workflowNode = (name: string, type: string, more: object = {}) => ({
	...{ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} },
	...more,
});

/** The Akkio node, called Akkio; `more` are its settings, such as On Error. */
export const akkioNode = (credentialId: string, parameters: object, more: object = {}) =>
	workflowNode('Akkio', 'n8n-nodes-akkio.akkio', {
		parameters: { resource: 'dataset', ...parameters },
		credentials: { akkioApi: { id: credentialId, name: 'Akkio' } },
		...more,
	});

/** A workflow with a button called Start, from which these items come, and one node behind it. */
export function oneNodeWorkflow(
	node: { name: string },
	items: Row[] = [{}],
	settings: object = {},
): Workflow {
	return {
		name: `One node: ${node.name}`,
		nodes: [workflowNode('Start', 'n8n-nodes-base.manualTrigger'), node],
		connections: { Start: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1', ...settings },
		pinData: { Start: items.map((json) => ({ json })) },
	};
}

/** Append Rows' parameter for requests of so many rows. */
export const batchesOf = (rows: number) => ({ options: { rowsPerRequest: rows } });
