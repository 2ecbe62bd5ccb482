import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { deleteOnce } from '../../shared/deleteOnce';
import { checkResponse, sendWrite } from '../../shared/operation';

/** One item of `{deleted: true, id}`; a dataset that several items name is deleted once. */
export const deleteDataset: INodePropertyOptions = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete a dataset',
	description: 'Delete a dataset and all its rows permanently',
	routing: {
		request: {
			method: 'DELETE',
			url: '/datasets',
			body: { id: '={{ $parameter.dataset.value }}' },
		},
		send: { paginate: true },
		operations: { pagination: sendWrite(deleteOnce('dataset')) },
		output: {
			postReceive: [
				checkResponse(),
				{ type: 'set', properties: { value: '={{ { deleted: true, id: "" } }}' } },
			],
		},
	},
};

export const deleteFields: INodeProperties[] = [
	{
		displayName:
			'Permanently deletes the dataset and all its rows. The API key has no scopes: every dataset of the organization can be deleted here.',
		name: 'deleteNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['dataset'], operation: ['delete'] } },
	},
];
