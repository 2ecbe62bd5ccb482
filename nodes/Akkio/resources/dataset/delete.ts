import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { checkResponse, sendWrite, type Write } from '../../shared/operation';

const NOTE = 'The dataset may have been deleted. Check in Akkio before you delete it again.';

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
		operations: { pagination: sendWrite(deleteOnce) },
		output: {
			postReceive: [
				checkResponse(),
				{ type: 'set', properties: { value: '={{ { deleted: true, id: "" } }}' } },
			],
		},
	},
};

async function deleteOnce({ id = '', written, send }: Write) {
	const earlier = written.get(id);
	if (earlier !== undefined) {
		const note = `Already deleted for item ${earlier + 1} of this run`;
		return { ok: true as const, value: [{ deleted: true, id, note }] };
	}
	const result = await send();
	if (result.ok || result.error.outcome !== 'unknown') return result;
	return {
		ok: false as const,
		error: { ...result.error, description: `${NOTE} ${result.error.description}` },
	};
}

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
