import type { Row } from '../support/n8n/stories.mts';
import type { Workflow } from './editor.mts';

/** The Akkio node as a workflow has it; `more` are its settings, such as On Error. */
export const akkioNode = (parameters: object, more: object = {}) => ({
	...{ id: 'akkio', name: 'Akkio', type: 'n8n-nodes-akkio.akkio', typeVersion: 1 },
	position: [220, 0],
	parameters: { resource: 'dataset', ...parameters },
	credentials: { akkioApi: { id: 'akkioExample', name: 'Akkio' } },
	...more,
});

/** A button, the items that come from it, and one Akkio node. */
export function oneNode(
	node: object,
	items: Row[] = [{}],
	settings: Record<string, unknown> = {},
): Workflow {
	return {
		name: 'Compatibility',
		nodes: [
			{
				...{ id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
				...{ position: [0, 0], parameters: {} },
			},
			node,
		],
		connections: { Start: { main: [[{ node: 'Akkio', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1', ...settings },
		pinData: { Start: items.map((json) => ({ json })) },
	};
}

/** Rows that tell which run they belong to and in which place. */
export const rowsOf = (run: string, count: number): Row[] =>
	Array.from({ length: count }, (_, n) => ({ run, n, text: `row ${n}` }));
