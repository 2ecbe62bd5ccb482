import type {
	IExecuteFunctions,
	IExecutePaginationFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { toThrownError } from './nodeErrors';

/** What an operation does for all items of a run. */
type Execute = (context: IExecuteFunctions) => Promise<INodeExecutionData[]>;

/** A custom operation: all items at once, in few requests. */
export const runForAllItems = (execute: Execute) =>
	async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await throwEscaped(this, execute)];
	};

/**
 * The `routing` of such an operation. n8n runs the custom operation instead, except where it goes through
 * RoutingNode itself, as for some agents' tools: then it calls this once for each item.
 */
export const runForEachItem = (
	url: '/datasets' | '/models',
	execute: Execute,
): {
	request: { method: 'POST'; url: string };
	send: { paginate: true };
	operations: {
		pagination: (this: IExecutePaginationFunctions) => Promise<INodeExecutionData[]>;
	};
} => ({
	request: { method: 'POST', url },
	send: { paginate: true },
	operations: {
		async pagination() {
			const items = await throwEscaped(asExecuteFunctions(this), execute);
			return items.map((item) => ({ ...item, pairedItem: { item: this.getItemIndex() } }));
		},
	},
});

async function throwEscaped(context: IExecuteFunctions, execute: Execute) {
	try {
		return await execute(context);
	} catch (error) {
		throw toThrownError(context.getNode(), error, 0);
	}
}

/** What each item's run keeps between tries, in the node's context. */
export interface ItemContext {
	/** Other items of the run have contexts of their own. They may fail, and then n8n runs all again. */
	isPartOfRun?: boolean;
}

/** RoutingNode's context for one item, as a context for a run of one item. */
function asExecuteFunctions(context: IExecutePaginationFunctions): IExecuteFunctions {
	const itemIndex = context.getItemIndex();
	const nodeContext = context.getContext('node') as Record<string, ItemContext>;
	const members = {
		getItemIndex: undefined,
		getInputData: () => [context.getInputData()],
		getNodeParameter: (name: string, _item: number, fallback?: unknown, options?: object) =>
			context.getNodeParameter(name, fallback, options),
		evaluateExpression: (expression: string) => context.evaluateExpression(expression, itemIndex),
		getWorkflowDataProxy: () => context.getWorkflowDataProxy(itemIndex),
		// Each item is a run of its own.
		getContext: () => (nodeContext[`item${itemIndex}`] ??= { isPartOfRun: true }),
	};
	return Object.create(context, Object.getOwnPropertyDescriptors(members)) as IExecuteFunctions;
}
