import { ExecuteContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeParameters,
} from 'n8n-workflow';

import { nodeTypes } from './nodeTypes';
import { additionalData, node } from './run';

export interface Mapping {
	/** The values of the columns, as n8n stores them. */
	columns: unknown;
	/** The incoming items; each comes from the item of 'Start' that stands in the same place. */
	items: INodeExecutionData[];
	binaryMode?: 'combined';
}

/** Start → Items → Akkio, at the point where Akkio is run; `use` may evaluate expressions. */
export async function withMapping<T>(
	{ columns, items, binaryMode }: Mapping,
	use: (context: IExecuteFunctions) => T | Promise<T>,
): Promise<T> {
	const parameters = { columns: { mappingMode: 'defineBelow', value: columns } };
	const akkio = node('Akkio', 'akkio');
	const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
	const workflow = new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodeTypes,
		nodes: [node('Start', 'items'), node('Items', 'items'), akkio],
		connections: { Start: to('Items'), Items: to('Akkio') },
		settings: { executionOrder: 'v1', timezone: 'Europe/Berlin', binaryMode },
	});
	// A workflow keeps of a node's parameters only those that its type shows.
	akkio.parameters = parameters as INodeParameters;
	const ran = (output: INodeExecutionData[], previousNode?: string) => ({
		startTime: 0,
		executionTime: 0,
		executionIndex: 0,
		source: previousNode ? [{ previousNode }] : [],
		data: { main: [output] },
	});
	const started = items.map((_, index): INodeExecutionData => ({ json: { index, word: `w${index}` } }));
	const data = createRunExecutionData({
		resumeToken: 'the same for every run',
		resultData: { runData: { Start: [ran(started)], Items: [ran(items, 'Start')] } },
	});
	const executing = {
		node: akkio,
		data: { main: [items] },
		source: { main: [{ previousNode: 'Items' }] },
	};
	const context = new ExecuteContext(
		workflow,
		akkio,
		{ ...additionalData({}), variables: { region: 'north' } } as never,
		'manual',
		data,
		0,
		items,
		{ main: [items] },
		executing,
		[],
	);
	return await workflow.expression.withIsolate(async () => await use(context));
}

/** Items with this JSON, each paired with the one before it. */
export const itemsOf = (jsons: IDataObject[]): INodeExecutionData[] =>
	jsons.map((json, item) => ({ json, pairedItem: { item } }));
