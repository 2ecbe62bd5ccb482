import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodePropertyOptions,
} from 'n8n-workflow';

import { routed } from '../../../shared/exchange';
import { appendItems } from './items';

export { appendRowsFields } from './fields';

export const appendRows: INodePropertyOptions = {
	name: 'Append Rows',
	value: 'appendRows',
	action: 'Append rows to a dataset',
	description: 'Add rows to the end of a dataset. The first rows that it gets fix its columns.',
	// n8n runs a custom operation instead, except where it goes through RoutingNode itself, as for
	// some agents' tools: one item at a time, over the same code.
	routing: routed('POST', async function ({ options }) {
		const first = this.getItemIndex();
		return await appendItems(this, [this.getInputData()], first, options as IHttpRequestOptions);
	}),
};

/** Append Rows for all items at once, in few requests. */
export async function appendAllItems(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return [await appendItems(this, this.getInputData())];
}
