import type {
	IExecuteSingleFunctions,
	INodeProperties,
	INodePropertyOptions,
	NodeHint,
} from 'n8n-workflow';

import {
	CREATE_NOTE,
	createDataset,
	findOrCreateDataset,
	type CreateDataset,
	type Dataset,
} from '../../shared/datasets';
import { noteIfUnknown } from '../../shared/errors';
import { toUserError } from '../../shared/nodeErrors';
import { checkResponse, sendWrite, type Write } from '../../shared/operation';
import { readChoice } from '../../shared/parameters';
import { textOf, truncate } from '../../shared/text';

const showOnlyForCreate = { resource: ['dataset'], operation: ['create'] };

/** One item of `{id, name, created}`; Akkio calls the first two otherwise here (fact W9). */
export const create: INodePropertyOptions = {
	name: 'Create',
	value: 'create',
	action: 'Create a dataset',
	description: 'Create an empty dataset, or return the existing one with this name',
	routing: {
		request: {
			method: 'POST',
			url: '/datasets',
			body: { name: '={{ String($parameter.name).trim() }}' },
		},
		send: { paginate: true },
		operations: { pagination: sendWrite(createOnce, readParameters) },
		output: {
			postReceive: [
				checkResponse(({ dataset_id }) => Boolean(dataset_id)),
				{
					type: 'set',
					properties: {
						value:
							'={{ { id: $response.body.dataset_id, name: $response.body.dataset_name, created: true } }}',
					},
				},
			],
		},
	},
};

const IF_EXISTS = {
	createAnother: 'Create Another',
	error: 'Error',
	returnExisting: 'Return Existing',
};

export const createFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Leads 2026',
		description: 'The name of the new dataset',
		displayOptions: { show: showOnlyForCreate },
	},
	{
		displayName: 'If Dataset Exists',
		name: 'ifExists',
		type: 'options',
		default: 'returnExisting',
		description: 'What to do when Akkio already has a dataset with this name',
		displayOptions: { show: showOnlyForCreate },
		options: [
			{
				name: IF_EXISTS.createAnother,
				value: 'createAnother',
				description: 'Create a second dataset with the same name',
			},
			{
				name: IF_EXISTS.error,
				value: 'error',
				description: 'Fail the item and create nothing',
			},
			{
				name: IF_EXISTS.returnExisting,
				value: 'returnExisting',
				description: 'Return the existing dataset, with created set to false',
			},
		],
	},
];

/** Three items make three datasets of one name. */
export const createHint: NodeHint = {
	message:
		"This run created a dataset for each incoming item. To create one only, turn on 'Execute Once' in the node's settings, or set 'If Dataset Exists' to Return Existing.",
	displayCondition:
		'={{ $parameter.resource === "dataset" && $parameter.operation === "create" && $parameter.ifExists === "createAnother" && $input.all().length > 1 }}',
	whenToDisplay: 'afterExecution',
	location: 'outputPane',
};

/** @throws NodeOperationError if the name is empty or no text, or 'If Dataset Exists' is no choice */
function readParameters(context: IExecuteSingleFunctions, itemIndex: number) {
	const chosen = context.getNodeParameter('ifExists', 'returnExisting');
	const ifExists = readChoice(context, 'If Dataset Exists', chosen, IF_EXISTS, 'returnExisting');
	const name = textOf(context.getNodeParameter('name'));
	if (name) return { name, ifExists };
	const message = name === '' ? "'Name' is empty" : "'Name' is not text";
	const description =
		'Enter a name for the new dataset. If it comes from an expression, check that it has a value for this item.';
	throw toUserError(context, message, description, itemIndex);
}

async function createOnce({ context, itemIndex, send }: Write) {
	const { name, ifExists } = readParameters(context, itemIndex);
	const post: CreateDataset = async () => {
		const result = await send();
		return result.ok ? { ok: true, value: result.value[0] as Dataset } : result;
	};
	if (ifExists === 'createAnother') {
		const result = await createDataset(context, name, post);
		if (!result.ok) return { ok: false as const, error: noteIfUnknown(result.error, CREATE_NOTE) };
		return { ok: true as const, value: [result.value] };
	}
	const dataset = await findOrCreateDataset(context, name, itemIndex, post);
	if (!dataset.created && ifExists === 'error') {
		const message = `Akkio already has a dataset named '${truncate(name)}'`;
		const description = `Its ID is ${dataset.id}. Choose another name, or set 'If Dataset Exists' to Return Existing.`;
		throw toUserError(context, message, description, itemIndex);
	}
	return { ok: true as const, value: [dataset] };
}
