import type { ExecuteContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type IRunExecutionData,
} from 'n8n-workflow';

import type { AkkioApi } from '../../credentials/AkkioApi.credentials';
import type { Akkio } from '../../nodes/Akkio/Akkio.node';
import type { Clock } from '../../nodes/Akkio/shared/clock';
import type { Response } from '../../nodes/Akkio/shared/errors';
import { nodeTypes } from '../support/engine/nodeTypes';
import { additionalData, contextOf, node } from '../support/engine/run';
import type { Seen } from './network';

/** The package as one n8n process has it loaded, with caches, locks and a rate limiter of its own. */
export interface Process {
	appendRows: Akkio['customOperations']['dataset']['appendRows'];
	authenticate: AkkioApi['authenticate'];
	clock: Clock;
}

export function loadProcess(): Process {
	let loaded: Process | undefined;
	jest.isolateModules(() => {
		const { Akkio: Node } = jest.requireActual<{ Akkio: typeof Akkio }>(
			'../../nodes/Akkio/Akkio.node',
		);
		const { AkkioApi: Api } = jest.requireActual<{ AkkioApi: typeof AkkioApi }>(
			'../../credentials/AkkioApi.credentials',
		);
		const { clock } = jest.requireActual<{ clock: Clock }>('../../nodes/Akkio/shared/clock');
		const { appendRows } = new Node().customOperations.dataset;
		loaded = { appendRows, authenticate: new Api().authenticate, clock };
	});
	return loaded!;
}

export interface ExecutionData {
	process: Process;
	executionId: string;
	parameters: INode['parameters'];
	onError: INode['onError'];
	items: INodeExecutionData[];
	credential: { apiKey: string; baseUrl: string; requestsPerSecond: number };
	/** What n8n keeps between tries: the node's context is in there. */
	data: IRunExecutionData;
	signal: AbortSignal;
	/** Sends a signed request. */
	send(request: IHttpRequestOptions): Promise<Seen>;
	/** Gets what the node writes to n8n's log. */
	log: string[];
}

/** What n8n hands to the node for one try, but for its way to the network. */
export function createContext(given: ExecutionData): IExecuteFunctions & ExecuteContext {
	const { process, parameters, onError, items, credential, data, signal, log } = given;
	const akkio = { ...node('Akkio', 'akkio'), parameters, onError };
	const workflow = new Workflow({
		...{ id: 'simulation', active: false, nodeTypes, nodes: [node('Items', 'items'), akkio] },
		connections: { Items: { main: [[{ node: 'Akkio', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1', timezone: 'UTC' },
	});
	const additional = { ...additionalData({}), executionId: given.executionId };
	const context = contextOf(workflow, akkio, items, additional, data, signal);
	/** As n8n does it: attaches the signal, lets the credential sign, and throws without a response. */
	async function httpRequestWithAuthentication(
		_type: string,
		options: IHttpRequestOptions,
	): Promise<Response> {
		const request = { ...options, abortSignal: signal };
		const signed = await process.authenticate(credential, request);
		const seen = await given.send(signed);
		if ('response' in seen) return seen.response;
		throw Object.assign(new Error('No response'), { cause: { code: seen.code } });
	}
	Object.defineProperty(context, 'logger', { value: { warn: (said: string) => log.push(said) } });
	return Object.assign(context, {
		helpers: { ...context.helpers, httpRequestWithAuthentication },
		getCredentials: async () => credential as IDataObject,
	}) as never;
}
