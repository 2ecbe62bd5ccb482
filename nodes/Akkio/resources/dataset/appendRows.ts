import {
	NodeOperationError,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { isObject } from '../../shared/answer';
import { routed } from '../../shared/exchange';
import type { Caller } from '../../shared/request';
import { appendItems } from './appendItems';
import { appendOptionsField } from './appendOptions';

export const appendRows: INodePropertyOptions = {
	name: 'Append Rows',
	value: 'appendRows',
	action: 'Append rows to a dataset',
	description: 'Add the incoming items to a dataset, each as one row',
	// n8n runs a custom operation instead, except where it goes through RoutingNode itself, as for
	// some agents' tools: one item at a time, over the same code.
	routing: routed('POST', async function ({ options }) {
		refuseAgents(this);
		const itemIndex = this.getItemIndex();
		const { json } = this.getInputData();
		const dataset = this.getNodeParameter('dataset');
		return await appendItems(this, [{ itemIndex, json, dataset }], options as IHttpRequestOptions);
	}),
};

export const appendRowsFields: INodeProperties[] = [
	{
		displayName:
			"Each incoming item becomes a row, and each of its fields a column. The first rows that a dataset gets fix its columns for good. Rows go in few requests at Akkio's pace, so 'Batching' under 'Request Options' has no effect here.",
		name: 'appendRowsNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['dataset'], operation: ['appendRows'] } },
	},
	appendOptionsField,
];

/** Append Rows for all items at once, in few requests. */
export async function appendAllItems(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	refuseAgents(this);
	const datasetOf = datasetParameter(this);
	const items = this.getInputData().map(({ json }, itemIndex) => ({
		itemIndex,
		json,
		dataset: datasetOf(itemIndex),
	}));
	return [await appendItems(this, items)];
}

/** 'Dataset' by item; evaluated once if it is no expression, since each evaluation has its price. */
function datasetParameter(context: IExecuteFunctions): (itemIndex: number) => unknown {
	const dataset: unknown = context.getNode().parameters.dataset;
	const value = isObject(dataset) ? dataset.value : dataset;
	const isExpression = typeof value === 'string' && value.startsWith('=');
	if (isExpression) return (itemIndex) => context.getNodeParameter('dataset', itemIndex);
	const fixed = context.getNodeParameter('dataset', 0);
	return () => fixed;
}

/** An agent's item holds the agent's own fields, which would become columns for good. */
function refuseAgents(caller: Caller): void {
	if (!caller.getNode().type.endsWith('Tool')) return;
	throw new NodeOperationError(caller.getNode(), 'An AI agent cannot append rows yet', {
		description:
			'Let the agent call a workflow as its tool, in which this node appends what the agent handed over.',
	});
}
