import type {
	IExecuteFunctions,
	IExecuteSingleFunctions,
	ILoadOptionsFunctions,
} from 'n8n-workflow';

/** Who asks Akkio: an operation for all items or for one, or a list in the editor. */
export type Context = IExecuteFunctions | IExecuteSingleFunctions | ILoadOptionsFunctions;

/** The execution's cancel signal; the editor's lists have none. */
export function cancelSignal(context: Context): AbortSignal | undefined {
	return isExecution(context) ? context.getExecutionCancelSignal() : undefined;
}

/** Whether this is no list in the editor. */
export const isExecution = (
	context: Context,
): context is IExecuteFunctions | IExecuteSingleFunctions => 'getExecutionCancelSignal' in context;

/** Whether an AI agent called the node: its type then ends so, and n8n keeps nothing between tries. */
export const isTool = (context: Context): boolean => context.getNode().type.endsWith('Tool');
