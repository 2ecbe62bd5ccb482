import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type NodeExecutionHint,
} from 'n8n-workflow';

import type { Context } from './request';
import { escapeHtml } from './text';

/**
 * What the user can correct: what happened, and what to do.
 * @param itemIndex the item to blame, from 0
 */
export const toUserError = (
	context: Context,
	message: string,
	description: string,
	itemIndex?: number,
): NodeOperationError =>
	new NodeOperationError(context.getNode(), message, { itemIndex, description });

/** An error as n8n shows it, whatever was thrown; `itemIndex` counts from 0. */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(node, error instanceof Error ? error : String(error), {
		itemIndex,
	});
}

/**
 * The error to throw: n8n shows its description as HTML, and a name in it may be a link. To be called where
 * the error leaves the node, since descriptions also become data.
 */
export function toThrownError(
	node: INode,
	error: unknown,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	const thrown = toNodeError(node, error, itemIndex);
	thrown.description = escapeHtml(thrown.description ?? '');
	return thrown;
}

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
