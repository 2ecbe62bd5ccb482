import type { IDataObject, INode, INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';

import { escapeHtml } from './text';

/**
 * What a node puts out, as its error output needs it: n8n 1, and n8n 2 into 2.35, sends an item there
 * only if `error` is all it has, so `error` holds all of a failed item.
 */
export function toErrorOutput(node: INode, items: INodeExecutionData[]): INodeExecutionData[] {
	if (node.onError !== 'continueErrorOutput') return items;
	return items.map((item) => {
		const { error, ...rest } = item.json;
		const isFailed = error !== undefined && error !== null;
		return isFailed
			? { ...item, json: { error: { message: error, ...rest } as IDataObject } }
			: item;
	});
}

/** What n8n shows below a node's output, as HTML. */
export const toHint = (message: string): NodeExecutionHint => ({
	message: escapeHtml(message),
	location: 'outputPane',
	type: 'info',
});
