import { ExecuteContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeParameters,
	type IWorkflowSettings,
} from 'n8n-workflow';

import { nodeTypes } from './nodeTypes';
import { additionalData, node } from './run';

const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });

/** Start → Items → Akkio, as n8n has it in mind when it evaluates Akkio's expressions. */
export function mappingWorkflow(settings: IWorkflowSettings = {}): Workflow {
	return new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodeTypes,
		nodes: [node('Start', 'items'), node('Items', 'items'), node('Akkio', 'akkio')],
		connections: { Start: to('Items'), Items: to('Akkio') },
		settings: { executionOrder: 'v1', timezone: 'Europe/Berlin', ...settings },
	});
}

/**
 * What Akkio gets as `this` when it is run. The caller lets the workflow hold an isolate.
 * @param columns the values of the columns, as n8n stores them
 * @param more other parameters
 * @param items each comes from the item of 'Start' that stands in the same place
 */
export function mappingContext(
	workflow: Workflow,
	columns: unknown,
	items: INodeExecutionData[],
	more: INodeParameters = {},
): IExecuteFunctions {
	const akkio = workflow.getNode('Akkio')!;
	const parameters = { columns: { mappingMode: 'defineBelow', value: columns }, ...more };
	// A workflow keeps of a node's parameters only those that its type shows.
	akkio.parameters = parameters as INodeParameters;
	const started = items.map((_, index) => ({ json: { index, word: `w${index}` } }));
	const data = createRunExecutionData({
		resumeToken: 'the same for every run',
		resultData: { runData: { Start: [ran(started)], Items: [ran(items, 'Start')] } },
	});
	const executing = {
		node: akkio,
		data: { main: [items] },
		source: { main: [{ previousNode: 'Items' }] },
	};
	const additional = { ...additionalData({}), variables: { region: 'north' } };
	const inputs = { main: [items] };
	return new ExecuteContext(
		workflow,
		akkio,
		additional,
		'manual',
		data,
		0,
		items,
		inputs,
		executing,
		[],
	);
}

const ran = (output: INodeExecutionData[], previousNode?: string) => ({
	startTime: 0,
	executionTime: 0,
	executionIndex: 0,
	source: previousNode ? [{ previousNode }] : [],
	data: { main: [output] },
});
