import {
	NodeOperationError,
	type IExecutePaginationFunctions,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { createDataset } from '../../shared/createDataset';
import { ensureDataset, type Ensured } from '../../shared/ensure';
import { exchanged, routed } from '../../shared/exchange';
import { errorOf } from '../../shared/request';
import { textOf } from '../../shared/text';

const showOnlyForCreate = { resource: ['dataset'], operation: ['create'] };

/** One item of `{id, name, created}`. */
export const create: INodePropertyOptions = {
	name: 'Create',
	value: 'create',
	action: 'Create a dataset',
	description: 'Create a new, empty dataset, or make sure that one of that name exists',
	routing: routed(
		'POST',
		exchanged(async function (itemIndex) {
			const { id, name, created } = await datasetFor(this, nameOf(this, itemIndex), itemIndex);
			return { items: [{ id, name, created }] };
		}),
	),
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
		displayName: 'If the Name Exists',
		name: 'ifNameExists',
		type: 'options',
		default: 'createAnother',
		description: 'What to do when Akkio already has a dataset of this name',
		displayOptions: { show: showOnlyForCreate },
		options: [
			{
				name: 'Create Another',
				value: 'createAnother',
				description: 'Akkio allows several datasets of the same name',
			},
			{
				name: 'Refuse',
				value: 'refuse',
				description: 'The item fails, and nothing is created',
			},
			{
				name: 'Return the Existing One',
				value: 'returnExisting',
				description: 'Its ID comes out, with created set to false',
			},
		],
	},
];

function nameOf(caller: IExecutePaginationFunctions, itemIndex: number): string {
	const name = textOf(caller.getNodeParameter('name'));
	if (name) return name;
	const message = name === '' ? "'Name' is empty" : "'Name' is not a text";
	throw new NodeOperationError(caller.getNode(), message, {
		itemIndex,
		description:
			'Give the new dataset a name. If it comes from an expression, check that it has a value for this item.',
	});
}

async function datasetFor(
	caller: IExecutePaginationFunctions,
	name: string,
	itemIndex: number,
): Promise<Ensured> {
	const ifNameExists = caller.getNodeParameter('ifNameExists', 'createAnother');
	if (ifNameExists === 'createAnother') {
		const result = await createDataset(caller, name);
		if (!result.ok) throw errorOf(caller, result.failure, itemIndex);
		return { ...result.value, created: true };
	}
	const dataset = await ensureDataset(caller, name, itemIndex);
	if (dataset.created || ifNameExists === 'returnExisting') return dataset;
	throw new NodeOperationError(caller.getNode(), `Akkio already has a dataset named '${name}'`, {
		itemIndex,
		description: `Its ID is ${dataset.id}. Choose another name, or set 'If the Name Exists' to Return the Existing One.`,
	});
}
