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
 * The output item of an input item that failed, when the user asked to continue: what is wrong, and
 * what else there is to know. Paired, since n8n adds the input's own fields in the error output.
 */
export function errorItem(
	message: string,
	details: IDataObject,
	itemIndex: number,
): INodeExecutionData {
	return { json: { error: message, details }, pairedItem: { item: itemIndex } };
}

/**
 * What a node puts out, as its error output needs it. n8n 1, and n8n 2 into 2.35, sends an item there
 * only if `error` is all it has, and leaves any other among those that succeeded: so `error` holds all.
 */
export function forErrorOutput(node: INode, items: INodeExecutionData[]): INodeExecutionData[] {
	if (node.onError !== 'continueErrorOutput') return items;
	return items.map((item) => {
		const { error: message, details } = item.json;
		if (message === undefined) return item;
		return { ...item, json: { error: { message, ...(details as IDataObject) } } };
	});
}
