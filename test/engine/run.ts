import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ExecutionError,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { OneCredential } from './credentials';
import { nodeTypes, type AkkioType } from './nodeTypes';

export interface Run {
	/** Of the node, all with the resource Dataset. */
	parameters: INodeParameters;
	/** The JSON of the incoming items; one empty item unless given. */
	items?: IDataObject[];
	credential: ICredentialDataDecryptedObject;
	onError?: INode['onError'];
	type?: AkkioType;
}

export interface Ran {
	/** The main output, and the error output where the node has one. */
	outputs: INodeExecutionData[][];
	/** What stopped the run. */
	error?: ExecutionError;
	/** All that n8n would store, as text, to look for secrets in. */
	stored: string;
}

/** Runs Items → Akkio on n8n's own engine. */
export async function run({
	parameters,
	items = [{}],
	credential,
	onError,
	type = 'akkio',
}: Run): Promise<Ran> {
	const akkio: INode = {
		...node('Akkio', type),
		parameters: { resource: 'dataset', ...parameters },
		credentials: { akkioApi: { id: '1', name: 'Akkio' } },
		onError,
	};
	const workflow = new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodeTypes,
		nodes: [node('Items', 'items'), akkio],
		connections: { Items: { main: [[{ node: 'Akkio', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
	const start = {
		node: workflow.getNode('Items')!,
		data: { main: [items.map((json) => ({ json }))] },
		source: null,
	};
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: [start] } });
	const executed = await new WorkflowExecute(
		additionalData(credential),
		'manual',
		data,
	).processRunExecutionData(workflow);
	const { resultData } = executed.data;
	const outputs = resultData.runData.Akkio?.at(-1)?.data?.main ?? [];
	return {
		outputs: outputs.map((output) => output ?? []),
		error: resultData.error,
		stored: JSON.stringify(executed),
	};
}

function node(name: string, type: string): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

export function additionalData(
	credential: ICredentialDataDecryptedObject,
): IWorkflowExecuteAdditionalData {
	const url = 'http://localhost:5678/';
	return {
		credentialsHelper: new OneCredential(credential),
		hooks: new ExecutionLifecycleHooks('manual', '1', {} as never),
		executionId: '1',
		currentNodeExecutionIndex: 0,
		variables: {},
		instanceBaseUrl: url,
		restApiUrl: url,
		webhookWaitingBaseUrl: url,
		formWaitingBaseUrl: url,
	} as unknown as IWorkflowExecuteAdditionalData;
}
