import type {
	IExecuteFunctions,
	IExecutePaginationFunctions,
	INodeExecutionData,
	INodePropertyOptions,
} from 'n8n-workflow';

import { toThrownError } from '../../../shared/outputItems';
import type { NodeContext } from './checkpoint';
import { appendRows as appendItems } from './execute';

export { appendRowsFields } from './description';

export const appendRows: INodePropertyOptions = {
	name: 'Append Rows',
	value: 'appendRows',
	action: 'Append rows to a dataset',
	description:
		'Add rows to the end of a dataset. The first append to an empty dataset sets its columns permanently.',
	// n8n runs the custom operation instead, except where it goes through RoutingNode itself, as for some
	// agents' tools: then it calls this once for each item.
	routing: {
		request: { method: 'POST', url: '/datasets' },
		send: { paginate: true },
		operations: {
			async pagination() {
				const items = await execute(asExecuteFunctions(this));
				return items.map((item) => ({ ...item, pairedItem: { item: this.getItemIndex() } }));
			},
		},
	},
};

/** Append Rows for all items at once, in few requests. */
export async function appendAllRows(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return [await execute(this)];
}

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	try {
		return await appendItems(context);
	} catch (error) {
		throw toThrownError(context.getNode(), error, 0);
	}
}

/** RoutingNode's context for one item, as a context for a run of one item. */
function asExecuteFunctions(context: IExecutePaginationFunctions): IExecuteFunctions {
	const itemIndex = context.getItemIndex();
	const nodeContext = context.getContext('node') as Record<string, NodeContext>;
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
