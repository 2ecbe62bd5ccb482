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

/** A webhook that takes POST and answers with the last node's items. */
export const webhookNode = (path: string, parameters: object = {}, more: object = {}) =>
	workflowNode('Webhook', 'n8n-nodes-base.webhook', {
		...{ typeVersion: 2, webhookId: path, ...more },
		parameters: {
			...{ httpMethod: 'POST', path, responseMode: 'lastNode', responseData: 'allEntries' },
			...parameters,
		},
	});

/** A workflow of nodes that follow each other. */
export function chain(...nodes: Array<{ name: string }>) {
	const link = ({ name }: { name: string }) => ({
		main: [[{ node: name, type: 'main', index: 0 }]],
	});
	const links = nodes.slice(1).map((node, before) => [nodes[before]!.name, link(node)]);
	return {
		name: nodes.map(({ name }) => name).join(', '),
		...{ nodes, connections: Object.fromEntries(links), settings: { executionOrder: 'v1' } },
	};
}

/** The same with a button called Start in front, from which these items come. */
export const chainFromButton = (items: Row[], ...nodes: Array<{ name: string }>) => ({
	...chain(workflowNode('Start', 'n8n-nodes-base.manualTrigger'), ...nodes),
	pinData: { Start: items.map((json) => ({ json })) },
});

/** Append Rows' parameters for columns that are mapped by hand, as text. */
export const mapByHand = (value: Record<string, string>) => ({
	dataMode: 'defineBelow',
	columns: {
		...{ mappingMode: 'defineBelow', value, matchingColumns: [] },
		schema: Object.keys(value).map((id) => ({
			...{ id, type: 'string', displayName: id, required: false, display: true },
		})),
	},
});
