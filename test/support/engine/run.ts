import { ExecuteContext, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	deepCopy,
	Workflow,
	type ExecutionError,
	type IConnection,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IRunExecutionData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { AkkioApi } from '../../../credentials/AkkioApi.credentials';
import { additionalDataOf } from './additionalData.mts';
import { nodeTypes, type AkkioType } from './nodeTypes';

export interface Run {
	/** Of the node, all with the resource Dataset. */
	parameters: INodeParameters;
	/** The JSON of the incoming items; one empty item unless given. */
	items?: IDataObject[];
	/** A file of each item. */
	binary?: INodeExecutionData['binary'];
	credential: ICredentialDataDecryptedObject;
	/** The node's settings: Retry On Fail, On Error and the like. */
	settings?: Partial<INode>;
	type?: AkkioType;
	/** Lets the same items come in a second time, as in a loop. */
	twice?: boolean;
	/** Called once the run has begun, with what n8n's Stop button does. */
	onStart?: (stop: () => void) => void;
}

export interface Ran {
	/** The main output, and the error output where the node has one. */
	outputs: INodeExecutionData[][];
	/** What the node says below its output. */
	hints: string[];
	/** What stopped the run. */
	error?: ExecutionError & { description?: string | null };
	/** The execution's data as n8n would store it. */
	data: IRunExecutionData;
	/** The same as text, to look for secrets in. */
	stored: string;
}

/** Runs Items → Akkio on n8n's own engine. */
export async function run({ items = [{}], binary, ...rest }: Run): Promise<Ran> {
	const start = {
		node: node('Items', 'items'),
		data: { main: [items.map((json) => ({ json, ...(binary ? { binary } : {}) }))] },
		source: null,
	};
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: [start] } });
	return await execute(data, rest);
}

/** What Retry in the Executions list does with a stored execution that failed in the Akkio node. */
export async function retry({ data }: Ran, rest: Omit<Run, 'items'>): Promise<Ran> {
	const stored = deepCopy(data);
	delete stored.resultData.error;
	stored.resultData.runData.Akkio?.pop();
	return await execute(stored, rest);
}

async function execute(data: IRunExecutionData, options: Omit<Run, 'items'>): Promise<Ran> {
	const { parameters, credential, settings, type = 'akkio', twice, onStart } = options;
	const akkio: INode = {
		...node('Akkio', type),
		parameters: { resource: 'dataset', ...parameters },
		credentials: { akkioApi: { id: '1', name: 'Akkio' } },
		...settings,
	};
	const workflow = new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodeTypes,
		nodes: [node('Items', 'items'), node('Again', 'items'), akkio],
		connections: {
			Items: { main: [[to('Akkio'), ...(twice ? [to('Again')] : [])]] },
			Again: { main: [[to('Akkio')]] },
		},
		settings: { executionOrder: 'v1' },
	});
	for (const waiting of data.executionData!.nodeExecutionStack) {
		waiting.node = workflow.getNode(waiting.node.name)!;
	}
	const execution = new WorkflowExecute(
		additionalData(credential),
		'manual',
		data,
	).processRunExecutionData(workflow);
	onStart?.(() => execution.cancel());
	const executed = await execution;
	const { resultData } = executed.data;
	const task = resultData.runData.Akkio?.at(-1);
	const outputs = task?.data?.main ?? [];
	return {
		hints: (task?.hints ?? []).map(({ message }) => message),
		outputs: outputs.map((output) => output ?? []),
		error: resultData.error,
		data: executed.data,
		stored: JSON.stringify(executed),
	};
}

const to = (name: string): IConnection => ({ node: name, type: 'main', index: 0 });

/** What n8n hands to a node as `this`, in one try. */
export function contextOf(
	workflow: Workflow,
	executed: INode,
	items: INodeExecutionData[],
	additional: IWorkflowExecuteAdditionalData,
	data: IRunExecutionData,
	signal?: AbortSignal,
): ExecuteContext {
	const input = { main: [items] };
	const executing = { node: executed, data: input, source: { main: [{ previousNode: 'Items' }] } };
	return new ExecuteContext(
		...([workflow, executed, additional, 'manual', data, 0, items, input] as const),
		...[executing, [], signal],
	);
}

/** A node without parameters. */
export function node(name: string, type: string): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

export const additionalData = (credential: ICredentialDataDecryptedObject) =>
	additionalDataOf(
		new AkkioApi(),
		credential,
		new ExecutionLifecycleHooks('manual', '1', {} as never),
	);
