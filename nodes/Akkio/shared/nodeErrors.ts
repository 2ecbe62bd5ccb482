import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';

import type { Context } from './context';
import type { RequestError } from './errors';
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

/** The error that n8n shows; `itemIndex` counts from 0. */
export function toNodeApiError(
	context: Context,
	{ message, description, httpCode }: Pick<RequestError, 'message' | 'description' | 'httpCode'>,
	itemIndex?: number,
): NodeApiError {
	// An empty response: n8n stores what it is given here with the execution, answers and keys too.
	return new NodeApiError(context.getNode(), {} as JsonObject, {
		message,
		description,
		httpCode,
		itemIndex,
	});
}
