import type {
	IDataObject,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { noteIfUnknown, type RequestError } from '../../shared/errors';
import { toUserError } from '../../shared/nodeErrors';
import { checkResponse, sendWrite, type Write } from '../../shared/operation';
import { readBoolean, readChoice, readNames } from '../../shared/parameters';
import type { Result } from '../../shared/retry';
import { truncate } from '../../shared/text';
import { isV2Success, PARSING_NOTE, TRAINING, waitForModel } from './training';

const show = { resource: ['model'], operation: ['train'] };

/** Waiting, one item of `{modelId, ...}` with all of Akkio's result; else of `{taskId}`. */
export const train: INodePropertyOptions = {
	name: 'Train',
	value: 'train',
	action: 'Train a model on a dataset',
	description: 'Train a model to predict columns of a dataset from its other columns',
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

const DURATIONS = {
	10: 'Fastest (10 Seconds)',
	60: 'High Quality (1 Minute)',
	300: 'Higher Quality (5 Minutes)',
	1800: 'Production (30 Minutes)',
};

const columnsField = (displayName: string, name: string, hint: string): INodeProperties => ({
	displayName,
	name,
	type: 'multiOptions',
	default: [],
	hint,
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	displayOptions: { show },
	typeOptions: { loadOptionsMethod: 'getColumnNames', loadOptionsDependsOn: ['dataset.value'] },
});

export const trainFields: INodeProperties[] = [
	{
		...columnsField(
			'Fields to Predict',
			'predictFields',
			'The columns that the model predicts, usually one',
		),
		required: true,
	},
	columnsField('Fields to Ignore', 'ignoreFields', 'Columns that the model does not learn from'),
	{
		displayName: 'Duration',
		name: 'duration',
		type: 'options',
		default: 10,
		description: 'How long to train. Longer training can make a better model.',
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
				description: 'Whether to pay extra attention to rare outcomes',
			},
			{
				displayName: 'Train Again Even If Unchanged',
				name: 'trainAgain',
				type: 'boolean',
				default: true,
				description:
					'Whether to train a new model even if Akkio already has one with the same dataset and parameters',
			},
		],
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
	const waits = context.getNodeParameter('waitForCompletion', true);
	if (predictFields.length === 0) {
		const description = 'Choose at least one column of the dataset for the model to predict.';
		throw toUserError(context, "'Fields to Predict' is empty", description, itemIndex);
	}
	const both = predictFields.find((name) => ignoreFields.includes(name));
	if (both !== undefined) {
		const message = `'${truncate(both)}' is in both 'Fields to Predict' and 'Fields to Ignore'`;
		throw toUserError(context, message, 'Remove it from one of them.', itemIndex);
	}
	return {
		predictFields,
		ignoreFields,
		extraAttention: isOn('Extra Attention', options.extraAttention),
		trainAgain: isOn('Train Again Even If Unchanged', options.trainAgain),
		waitForCompletion: readBoolean(context, 'Wait for Completion', waits, true),
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

async function trainOnce({ context, send }: Write): Promise<Result<IDataObject[]>> {
	const started = await send();
	if (!started.ok) return { ok: false, error: withStartNote(started.error) };
	if (!readParameters(context).waitForCompletion) return started;
	const { taskId } = started.value[0] as { taskId: string };
	return await waitForModel(context, taskId);
}

/** Whether a training runs after a failed start, and what may be at fault with the dataset. */
function withStartNote(error: RequestError): RequestError {
	if (error.name !== 'invalidData') return noteIfUnknown(error, START_NOTE);
	return { ...error, description: `${PARSING_NOTE} ${error.description}` };
}

const START_NOTE = 'The training may have started. Check in Akkio before you train again.';
