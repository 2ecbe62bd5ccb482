import {
	NodeOperationError,
	type IDataObject,
	type IExecutePaginationFunctions,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { clock } from '../../shared/clock';
import { TRAINING_POLL_MS, TRAINING_WAIT_MS } from '../../shared/constants';
import { STOPPED_BEFORE, type RequestError, type Response } from '../../shared/errors';
import {
	checkResponse,
	FailedRequest,
	sendRead,
	sendWrite,
	type Write,
} from '../../shared/operation';
import { readBoolean, readChoice, readNames } from '../../shared/parameters';
import { akkioRequest } from '../../shared/request';
import type { Result } from '../../shared/retry';
import { isObject, textOf, truncate } from '../../shared/text';

const show = { resource: ['model'], operation: ['train'] };

/** Version 2 of Akkio's API lies beside version 1, whose address the credential holds (fact T1). */
const TRAINING = '/../api/v1/models/train';

/** Version 2 says by the HTTP status whether a request succeeded (fact T1). */
const isV2Success = ({ statusCode, body }: Response) =>
	(statusCode === 200 || statusCode === 201) && isObject(body);

/** Waiting, one item of `{modelId, ...}` with all of Akkio's result; else of `{taskId}`. */
export const train: INodePropertyOptions = {
	name: 'Train',
	value: 'train',
	action: 'Train a model on a dataset',
	description: "Train a model that predicts columns of a dataset from the dataset's other columns",
	routing: {
		request: {
			method: 'POST',
			url: `${TRAINING}/new`,
			body: {
				dataset_id: '={{ $parameter.dataset.value }}',
				duration: '={{ Number($parameter.duration) }}',
			},
		},
		send: { paginate: true, preSend: [setTrainingBody] },
		operations: { pagination: sendWrite(trainOnce, readParameters) },
		output: {
			postReceive: [
				checkResponse(({ task_id }) => typeof task_id === 'string', isV2Success),
				{ type: 'set', properties: { value: '={{ { taskId: $response.body.task_id } }}' } },
			],
		},
	},
};

/** One item of `{taskId, status, metadata}`, and `{modelId, ...}` with Akkio's result once there is one. */
export const getTrainingStatus: INodePropertyOptions = {
	name: 'Get Training Status',
	value: 'getTrainingStatus',
	action: 'Get the status of a training',
	description: "Get how far a training is that 'Train' did not wait for",
	routing: {
		request: {
			method: 'GET',
			url: `=${TRAINING}/{{ encodeURIComponent(String($parameter.taskId).trim()) }}/status`,
		},
		send: { paginate: true, preSend: [checkTaskId] },
		operations: { pagination: sendRead },
		output: {
			postReceive: [
				checkResponse(({ status }) => typeof status === 'string', isV2Success),
				addResult,
			],
		},
	},
};

const DURATIONS = {
	10: 'Fastest (10 Seconds)',
	60: 'High Quality (1 Minute)',
	300: 'Higher Quality (5 Minutes)',
	1800: 'Production (30 Minutes)',
};

const columnsField = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'multiOptions',
	default: [],
	description: `${description} Choose from the list, or specify names using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
	displayOptions: { show },
	typeOptions: { loadOptionsMethod: 'getColumnNames', loadOptionsDependsOn: ['dataset.value'] },
});

export const trainFields: INodeProperties[] = [
	{
		...columnsField('Fields to Predict', 'predictFields', 'The columns to predict.'),
		required: true,
	},
	columnsField('Fields to Ignore', 'ignoreFields', 'Columns that the model must not learn from.'),
	{
		displayName: 'Duration',
		name: 'duration',
		type: 'options',
		default: 10,
		description: 'How long Akkio may train. Longer training makes better models.',
		displayOptions: { show },
		options: Object.entries(DURATIONS).map(([value, name]) => ({ name, value: Number(value) })),
	},
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: true,
		description:
			"Whether to wait until the model is trained. If off, the node returns a task ID for 'Get Training Status'.",
		displayOptions: { show },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Extra Attention',
				name: 'extraAttention',
				type: 'boolean',
				default: true,
				description: 'Whether Akkio gives extra attention to rare outcomes',
			},
			{
				displayName: 'Train Again Even If Unchanged',
				name: 'trainAgain',
				type: 'boolean',
				default: true,
				description:
					'Whether to train a new model where Akkio already has one of the same dataset and parameters',
			},
		],
	},
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

/** @throws NodeOperationError for what cannot be a column's name or a choice */
function readParameters(context: IExecuteSingleFunctions, itemIndex = context.getItemIndex()) {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const isOn = (label: string, value: unknown) => readBoolean(context, label, value, false);
	const duration = String(context.getNodeParameter('duration', 10));
	const predictFields = readColumns(context, 'predictFields');
	const ignoreFields = readColumns(context, 'ignoreFields');
	readChoice(context, 'Duration', duration, DURATIONS, '10');
	const refuse = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { itemIndex, description });
	if (predictFields.length === 0) {
		throw refuse(
			"'Fields to Predict' is empty",
			'Choose at least one column of the dataset for the model to predict.',
		);
	}
	const both = predictFields.find((name) => ignoreFields.includes(name));
	if (both !== undefined) {
		throw refuse(
			`'${truncate(both)}' is to be predicted and ignored`,
			"Remove it from 'Fields to Predict' or from 'Fields to Ignore'.",
		);
	}
	return {
		...{ predictFields, ignoreFields },
		extraAttention: isOn('Extra Attention', options.extraAttention),
		trainAgain: isOn('Train Again Even If Unchanged', options.trainAgain),
		waitForCompletion: readBoolean(
			context,
			'Wait for Completion',
			context.getNodeParameter('waitForCompletion', true),
			true,
		),
	};
}

const readColumns = (context: IExecuteSingleFunctions, name: string): string[] =>
	readNames(context.getNodeParameter(name, []))
		.map((column) => column.trim())
		.filter((column) => column !== '');

/** What an expression may give as text or as an array, and options that may be absent. */
async function setTrainingBody(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const { predictFields, ignoreFields, extraAttention, trainAgain } = readParameters(this);
	const body = {
		...(request.body as IDataObject),
		predict_fields: predictFields,
		ignore_fields: ignoreFields,
		extra_attention: extraAttention,
		force: trainAgain,
	};
	return { ...request, body };
}

async function checkTaskId(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	if (textOf(this.getNodeParameter('taskId'))) return request;
	throw new NodeOperationError(this.getNode(), "'Task ID' is empty", {
		itemIndex: this.getItemIndex(),
		description: "Use the 'taskId' that 'Train' returns when it does not wait for completion.",
	});
}

async function trainOnce({ context, send }: Write): Promise<Result<IDataObject[]>> {
	const started = await send();
	if (!started.ok) return { ok: false, error: withStartNote(started.error) };
	if (!readParameters(context).waitForCompletion) return started;
	const { taskId } = started.value[0] as { taskId: string };
	return await waitForModel(context, taskId);
}

/** Whether a training runs after a failed start, and what may be at fault with the dataset. */
function withStartNote(error: RequestError): RequestError {
	const notes: Record<string, string> = {
		unknown: 'The training may have started. Check in Akkio before you train again. ',
		notAppended:
			error.name === 'invalidData'
				? 'If rows were appended a moment ago, Akkio may still be parsing them: try again in a minute. '
				: '',
	};
	return { ...error, description: `${notes[error.outcome] ?? ''}${error.description}` };
}

interface TrainingStatus {
	status: string;
	metadata?: unknown;
}

/** Asks for the status until the training ended (fact T2), the execution is stopped, or patience ends. */
async function waitForModel(
	context: IExecutePaginationFunctions,
	taskId: string,
): Promise<Result<IDataObject[]>> {
	const signal = context.getExecutionCancelSignal();
	const deadline = clock.now() + TRAINING_WAIT_MS;
	while (clock.now() < deadline) {
		await clock.sleep(TRAINING_POLL_MS, signal);
		if (signal?.aborted) return { ok: false, error: STOPPED_BEFORE };
		const asked = await ask(context, taskId, 'status', (body) =>
			typeof body.status === 'string' ? (body as unknown as TrainingStatus) : undefined,
		);
		if (!asked.ok) return { ok: false, error: stillRunning(taskId, asked.error.message) };
		const { status, metadata } = asked.value;
		if (status === 'FAILED') return { ok: false, error: trainingFailed(metadata) };
		if (status === 'UNKNOWN_TIMEOUT') {
			const what = 'Akkio does not know how the training ended (UNKNOWN_TIMEOUT)';
			return { ok: false, error: stillRunning(taskId, what) };
		}
		if (status !== 'SUCCEEDED') continue;
		const result = await ask(context, taskId, 'result', toModel);
		if (!result.ok) return { ok: false, error: stillRunning(taskId, result.error.message) };
		return { ok: true, value: [result.value] };
	}
	return { ok: false, error: stillRunning(taskId, 'The training takes longer than two hours') };
}

/** A postReceive step: the task's ID, and Akkio's result once there is one. */
async function addResult(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const taskId = textOf(this.getNodeParameter('taskId'))!;
	const { status, ...more } = items[0]!.json;
	if (status !== 'SUCCEEDED') return [{ json: { taskId, status, ...more } }];
	const result = await ask(this, taskId, 'result', toModel);
	if (!result.ok) throw new FailedRequest(result.error);
	return [{ json: { taskId, status, ...result.value } }];
}

const ask = async <T>(
	context: IExecuteSingleFunctions,
	taskId: string,
	what: 'status' | 'result',
	parse: (body: IDataObject) => T | undefined,
) =>
	await akkioRequest(
		context,
		{ method: 'GET', url: `${TRAINING}/${encodeURIComponent(taskId)}/${what}` },
		{ parse, target: `training '${truncate(taskId)}'`, isOk: isV2Success },
	);

/** Akkio does not describe its result (fact T3): all of it, with the model's id on top where there is one. */
function toModel(result: IDataObject): IDataObject {
	const inner = isObject(result.model) ? result.model.id : undefined;
	const modelId = result.model_id ?? inner ?? result.id;
	return typeof modelId === 'string' ? { modelId, ...result } : result;
}

function trainingFailed(metadata: unknown): RequestError {
	const error = isObject(metadata) ? metadata.error : undefined;
	const words = isObject(error) ? JSON.stringify(error) : textOf(error);
	return {
		name: 'trainingFailed',
		outcome: 'rejected',
		message: `Akkio could not train the model: ${truncate(words || 'no reason given', 300)}`,
		description:
			"Check the dataset's rows and 'Fields to Predict'. If rows were appended a moment ago, Akkio may still be parsing them: try again in a minute.",
	};
}

/** Outcome unknown, so that a retry does not train once more. */
const stillRunning = (taskId: string, message: string): RequestError => ({
	name: 'trainingUnknown',
	outcome: 'unknown',
	message,
	description: `The training may still be running. Use 'Get Training Status' with the task ID ${truncate(taskId)}, or check in Akkio before you train again.`,
});
