import { NodeOperationError, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';

import { exchanged, routed } from '../../shared/exchange';
import { textOf } from '../../shared/text';

/** One item of `{id, name}`; Akkio calls them `dataset_id` and `dataset_name` (fact W9). */
export const create: INodePropertyOptions = {
	name: 'Create',
	value: 'create',
	action: 'Create a dataset',
	description: 'Create a new, empty dataset',
	routing: routed(
		'POST',
		exchanged(async function (itemIndex) {
			const name = textOf(this.getNodeParameter('name'));
			if (!name) {
				const message = name === '' ? "'Name' is empty" : "'Name' is not a text";
				throw new NodeOperationError(this.getNode(), message, {
					itemIndex,
					description:
						'Give the new dataset a name. If it comes from an expression, check that it has a value for this item.',
				});
			}
			return {
				body: { name },
				doubt: 'The dataset may have been created. Look before you create it again.',
				read: ({ dataset_id: id, dataset_name }) =>
					id ? [{ id, name: dataset_name ?? name }] : undefined,
			};
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
		description: 'The name of the new dataset. Akkio allows several datasets of the same name.',
		displayOptions: { show: { resource: ['dataset'], operation: ['create'] } },
	},
];
