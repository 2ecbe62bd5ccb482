import type {
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { toUserError } from '../../shared/nodeErrors';
import { checkResponse, FailedRequest, sendRead } from '../../shared/operation';
import { textOf } from '../../shared/text';
import { askTraining, isV2Success, toModel, toTarget, TRAINING } from './training';

/** One item of `{taskId, status, metadata}`, and `{modelId, ...}` with Akkio's result once there is one. */
export const getTrainingStatus: INodePropertyOptions = {
	name: 'Get Training Status',
	value: 'getTrainingStatus',
	action: 'Get the status of a training',
	description: "Get the status of a training that 'Train' did not wait for",
	routing: {
		request: {
			method: 'GET',
			url: `=${TRAINING}/{{ encodeURIComponent(String($parameter.taskId).trim()) }}/status`,
		},
		send: { paginate: true, preSend: [checkTaskId] },
		operations: { pagination: sendRead },
		output: {
			postReceive: [
				checkResponse(
					({ status }) => typeof status === 'string',
					isV2Success,
					(context) => toTarget(taskIdOf(context)),
				),
				addResult,
			],
		},
	},
};

export const getTrainingStatusFields: INodeProperties[] = [
	{
		displayName: 'Task ID',
		name: 'taskId',
		type: 'string',
		required: true,
		default: '',
		description: "The task ID that 'Train' returned",
		displayOptions: { show: { resource: ['model'], operation: ['getTrainingStatus'] } },
	},
];

const taskIdOf = (context: IExecuteSingleFunctions) => textOf(context.getNodeParameter('taskId'))!;

async function checkTaskId(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	if (taskIdOf(this)) return request;
	const description = "Use the 'taskId' that 'Train' returns when it does not wait for completion.";
	throw toUserError(this, "'Task ID' is empty", description, this.getItemIndex());
}

/** A postReceive step: the task's ID, and Akkio's result once there is one. */
async function addResult(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const taskId = taskIdOf(this);
	const { status, ...more } = items[0]!.json;
	if (status !== 'SUCCEEDED') return [{ json: { taskId, status, ...more } }];
	const result = await askTraining(this, taskId, 'result', toModel);
	if (!result.ok) throw new FailedRequest(result.error);
	return [{ json: { taskId, status, ...result.value } }];
}
