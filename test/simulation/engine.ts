import { WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { AkkioApi } from '../../credentials/AkkioApi.credentials';
import { OneCredential } from '../support/engine/credentials';
import { nodeTypes } from '../support/engine/nodeTypes';
import { additionalData } from '../support/engine/run';
import type { ExecutionPlan } from './schedule';

/** One execution of Items → Akkio. */
export interface Start {
	plan: ExecutionPlan;
	items: INodeExecutionData[];
	credential: ICredentialDataDecryptedObject;
	/** Sees each signed request, and says to which address it goes; undefined: the credential's. */
	route(request: IHttpRequestOptions): string | undefined;
	/** Is given what n8n's Stop button does. */
	onStart(stop: () => void): void;
}

/** How it ended: what came out, failed items of the error output included, or what stopped it. */
export interface Ended {
	items?: INodeExecutionData[];
	error?: { message: string; description?: string | null };
}

/** The credential, but single requests may go to where nobody listens. */
class Routed extends OneCredential {
	constructor(private readonly start: Start) {
		super(start.credential);
	}

	override authenticate = async (
		credential: ICredentialDataDecryptedObject,
		_type: string,
		request: IHttpRequestOptions,
	) => {
		const signed = await new AkkioApi().authenticate(credential, request);
		const baseURL = this.start.route(signed);
		return baseURL === undefined ? signed : { ...signed, baseURL };
	};
}

const ITEMS: INode = {
	...{ id: 'Items', name: 'Items', type: 'items', typeVersion: 1, position: [0, 0] },
	parameters: {},
};

/** Runs the node on n8n's own engine, with the settings of the plan. */
export async function runOnEngine(start: Start): Promise<Ended> {
	const { plan, items } = start;
	const { output, rowsPerRequest, whenUnknown, extraFields, timeout } = plan;
	const akkio: INode = {
		...{ ...ITEMS, id: 'Akkio', name: 'Akkio', type: 'akkio' },
		credentials: { akkioApi: { id: '1', name: 'Akkio' } },
		parameters: {
			...{ resource: 'dataset', operation: 'appendRows' },
			// An item without fields is for no dataset, and has to be told so for its missing fields.
			dataset: { __rl: true, mode: 'id', value: '={{ $json.to ?? "any" }}' },
			options: { output, rowsPerRequest, whenUnknown, extraFields },
			...(timeout !== undefined && { requestOptions: { timeout } }),
		},
		...(plan.maxTries > 1 && { retryOnFail: true, maxTries: plan.maxTries, waitBetweenTries: 1 }),
		...(plan.goesOn && { onError: 'continueRegularOutput' as const }),
	};
	const workflow = new Workflow({
		...{ id: 'workflow', name: 'Chaos', active: false, nodeTypes, nodes: [ITEMS, akkio] },
		connections: { Items: { main: [[{ node: 'Akkio', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
	const first = { node: workflow.getNode('Items')!, data: { main: [items] }, source: null };
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: [first] } });
	const additional = {
		...additionalData(start.credential),
		credentialsHelper: new Routed(start),
	};
	const running = new WorkflowExecute(additional, 'manual', data).processRunExecutionData(workflow);
	start.onStart(() => running.cancel());
	const { resultData } = (await running).data;
	const task = resultData.runData.Akkio?.at(-1);
	const error = (task?.error ?? resultData.error) as Ended['error'];
	return error ? { error } : { items: (task?.data?.main ?? []).flatMap((out) => out ?? []) };
}
