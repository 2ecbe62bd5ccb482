import {
	createRunExecutionData,
	Expression,
	Workflow,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type IWorkflowSettings,
} from 'n8n-workflow';

import { readExpressions } from '../../../nodes/Akkio/rows/expressions';
import { additionalData, contextOf, node } from './run';

const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
const type = { description: { properties: [] } } as unknown as INodeType;

/** Start → Items → Node, as n8n has it in mind when it evaluates the node's expressions. */
export function expressionWorkflow(settings: IWorkflowSettings = {}): Workflow {
	return new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodeTypes: {
			getByName: () => type,
			getByNameAndVersion: () => type,
			getKnownTypes: () => ({}),
		},
		nodes: ['Start', 'Items', 'Node'].map((name) => node(name, 'any')),
		connections: { Start: to('Items'), Items: to('Node') },
		settings: { executionOrder: 'v1', timezone: 'Europe/Berlin', ...settings },
	});
}

/**
 * What the node gets as `this`. The caller lets the workflow hold an isolate.
 * @param columns expressions of a resource mapper's columns
 * @param items each comes from the item of 'Start' in the same place
 */
export function expressionContext(
	workflow: Workflow,
	columns: IDataObject,
	items: INodeExecutionData[],
): IExecuteFunctions {
	const executed = workflow.getNode('Node')!;
	executed.parameters = { columns: { mappingMode: 'defineBelow', value: columns as never } };
	const started = items.map((_, index) => ({ json: { index, word: `w${index}` } }));
	const data = createRunExecutionData({
		resumeToken: 'the same for every run',
		resultData: { runData: { Start: [ran(started)], Items: [ran(items, 'Start')] } },
	});
	const additional = { ...additionalData({}), variables: { region: 'north' } };
	return contextOf(workflow, executed, items, additional, data);
}

const ran = (output: INodeExecutionData[], previousNode?: string) => ({
	startTime: 0,
	executionTime: 0,
	executionIndex: 0,
	source: previousNode ? [{ previousNode }] : [],
	data: { main: [output] },
});

/** Items with this JSON, each paired with the one before it. */
export const itemsOf = (jsons: IDataObject[]): INodeExecutionData[] =>
	jsons.map((json, item) => ({ json, pairedItem: { item } }));

/** n8n's own way to the values of the columns. */
export function readWithN8n(context: IExecuteFunctions): (itemIndex: number) => unknown[] {
	const names = Object.keys(columnsOf(context));
	return (itemIndex) => {
		const options = { skipValidation: true };
		const row = context.getNodeParameter('columns.value', itemIndex, {}, options) as IDataObject;
		return names.map((name) => row[name]);
	};
}

/** The package's way to the same values. */
export const readFast = (context: IExecuteFunctions) =>
	readExpressions(context, Object.values(columnsOf(context)), readWithN8n(context));

const columnsOf = (context: IExecuteFunctions) =>
	(context.getNode().parameters as { columns: { value: Record<string, string> } }).columns.value;

/** How many expressions n8n evaluates meanwhile. */
export function countEvaluations(use: () => void): number {
	const evaluate = jest.spyOn(Expression.prototype, 'resolveSimpleParameterValue');
	try {
		use();
		const given = evaluate.mock.calls.map(([value]) => value);
		return given.filter((value) => typeof value === 'string' && value.startsWith('=')).length;
	} finally {
		evaluate.mockRestore();
	}
}
