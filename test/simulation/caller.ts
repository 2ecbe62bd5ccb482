import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
} from 'n8n-workflow';

import { AkkioApi } from '../../credentials/AkkioApi.credentials';
import type { Answer } from '../../nodes/Akkio/shared/answer';
import type { ExecutionPlan } from './schedule';
import type { Seen } from './wire';

/** What one execution brings along for the node. */
export interface Surroundings {
	plan: ExecutionPlan;
	items: INodeExecutionData[];
	/** The id of the dataset that an item is for, by the item's place. */
	datasetIds: string[];
	credential: ICredentialDataDecryptedObject;
	signal: AbortSignal;
	/** The node's context, which n8n keeps between tries. */
	context: object;
	/** Sends a signed request. */
	send(request: IHttpRequestOptions): Promise<Seen>;
	/** What the node writes to n8n's log as a warning. */
	warn(message: string): void;
}

/** The part of n8n that Append Rows uses, for schedules that have no time for all of it. */
export function callerOf(surroundings: Surroundings): IExecuteFunctions {
	const { plan, items, datasetIds, credential, signal, context, send, warn } = surroundings;
	const parameters: Record<string, (itemIndex: number) => unknown> = {
		dataset: (itemIndex) => ({ __rl: true, mode: 'id', value: datasetIds[itemIndex] }),
		rowsFrom: () => 'items',
		options: () => ({
			output: plan.output,
			rowsPerRequest: plan.rowsPerRequest,
			whenUnknown: plan.whenUnknown,
			extraFields: plan.extraFields,
		}),
		requestOptions: () => ({ timeout: plan.timeout }),
	};
	const node: INode = {
		...{ id: 'Akkio', name: 'Akkio', type: 'akkio', typeVersion: 1, position: [0, 0] },
		parameters: { dataset: { __rl: true, mode: 'id', value: '={{ $json.to }}' } },
	};
	const caller = {
		getNode: () => node,
		getInputData: () => items,
		getNodeParameter: (name: string, itemIndex: number) => parameters[name]?.(itemIndex),
		continueOnFail: () => plan.goesOn,
		getContext: () => context,
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
		getExecutionCancelSignal: () => signal,
		getCredentials: async () => credential,
		logger: { warn },
		helpers: {
			/** As n8n does it: attaches the signal, lets the credential sign, and throws without an answer. */
			async httpRequestWithAuthentication(
				this: unknown,
				_type: string,
				options: IHttpRequestOptions,
			): Promise<Answer> {
				const request = { ...options, abortSignal: signal };
				const seen = await send(await new AkkioApi().authenticate(credential, request));
				if ('answer' in seen) return seen.answer;
				throw Object.assign(new Error('No answer'), { cause: { code: seen.code } });
			},
		},
	};
	return caller as unknown as IExecuteFunctions;
}
