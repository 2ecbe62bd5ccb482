import type { IExecuteFunctions, IExecuteSingleFunctions } from 'n8n-workflow';

/** A parameter that has one value for a whole run: the first item's, or, in RoutingNode, the item's own. */
export function runParameter(
	caller: IExecuteFunctions | IExecuteSingleFunctions,
	name: string,
	fallback: object | string,
): unknown {
	return 'getItemIndex' in caller
		? caller.getNodeParameter(name, fallback)
		: caller.getNodeParameter(name, 0, fallback);
}
