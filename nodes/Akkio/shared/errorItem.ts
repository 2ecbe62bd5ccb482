import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

/** An error as n8n shows it, whatever was thrown; `itemIndex` counts from 0. */
export function nodeError(node: INode, error: unknown, itemIndex: number) {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(node, error instanceof Error ? error : String(error), {
		itemIndex,
	});
}

/**
 * The output item of an input item that failed, when the user asked to continue. n8n sends it to
 * the error output, with the input's own fields, only if `json` has no other keys than these two
 * and the item is paired.
 */
export function errorItem(
	message: string,
	details: IDataObject,
	itemIndex: number,
): INodeExecutionData {
	return { json: { error: message, details }, pairedItem: { item: itemIndex } };
}
