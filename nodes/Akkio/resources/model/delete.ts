import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { deleteOnce } from '../../shared/deleteOnce';
import { checkResponse, sendWrite } from '../../shared/operation';

/** One item of `{deleted: true, id}`; a model that several items name is deleted once. */
export const deleteModel: INodePropertyOptions = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete a model',
	description: 'Delete a model, and maybe its whole project, permanently',
	routing: {
		request: {
			method: 'DELETE',
			url: '/models',
			body: { id: '={{ $parameter.model.value }}' },
		},
		send: { paginate: true },
		operations: { pagination: sendWrite(deleteOnce('model')) },
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
		// Fact M11.
		displayName:
			"Permanently deletes the model. Its ID may be a whole project's in Akkio: then the project is deleted, too.",
		name: 'deleteNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['model'], operation: ['delete'] } },
	},
];
