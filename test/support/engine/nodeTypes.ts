import { DirectoryLoader, RoutingNode, type ExecuteContext } from 'n8n-core';
import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
} from 'n8n-workflow';

import { Akkio } from '../../../nodes/Akkio/Akkio.node';

/** Stands before the node under test and hands on the items that the test gives it. */
class Items implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Items',
		name: 'items',
		group: ['trigger'],
		version: 1,
		description: 'Items of a test',
		defaults: { name: 'Items' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** What n8n does with a declarative node: it gets Request Options, and RoutingNode as its `execute`. */
function withRouting(nodeType: INodeType): INodeType {
	DirectoryLoader.applyDeclarativeNodeOptionParameters(nodeType);
	nodeType.execute = async function () {
		return (await new RoutingNode(this as ExecuteContext, nodeType).runNode()) ?? [];
	};
	return nodeType;
}

/** The same node without its custom operations: how RoutingNode's direct callers see it. */
class AkkioByRouting extends Akkio {
	override customOperations = {} as Akkio['customOperations'];
}

const TYPES = {
	items: new Items(),
	akkio: withRouting(new Akkio()),
	akkioTool: withRouting(new Akkio()),
	akkioByRouting: withRouting(new AkkioByRouting()),
	akkioByRoutingTool: withRouting(new AkkioByRouting()),
} satisfies Record<string, INodeType>;

export type AkkioType = keyof typeof TYPES;

export const nodeTypes: INodeTypes = {
	getByName: (type) => TYPES[type as AkkioType],
	getByNameAndVersion: (type) => TYPES[type as AkkioType],
	getKnownTypes: () => ({}),
};
