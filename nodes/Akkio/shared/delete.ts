import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { noteIfUnknown } from './errors';
import type { Kind } from './locator';
import { checkResponse, sendWrite, type Write } from './operation';
import type { Result } from './retry';

/** Delete: one item of `{deleted: true, id}`; what several items of a run choose is deleted once. */
export const deleteOperation = (kind: Kind, description: string): INodePropertyOptions => ({
	name: 'Delete',
	value: 'delete',
	action: `Delete a ${kind}`,
	description,
	routing: {
		request: {
			method: 'DELETE',
			url: `/${kind}s`,
			body: { id: `={{ $parameter.${kind}.value }}` },
		},
		send: { paginate: true },
		operations: { pagination: sendWrite(async (one) => await deleteOnce(kind, one)) },
		output: {
			postReceive: [
				checkResponse(),
				{ type: 'set', properties: { value: '={{ { deleted: true, id: "" } }}' } },
			],
		},
	},
});

export const deleteNotice = (resource: Kind, displayName: string): INodeProperties => ({
	displayName,
	name: 'deleteNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { resource: [resource], operation: ['delete'] } },
});

async function deleteOnce(
	kind: Kind,
	{ id, earlierItem, send }: Write,
): Promise<Result<IDataObject[]>> {
	if (earlierItem !== undefined) {
		const note = `Already deleted for item ${earlierItem + 1} of this run`;
		return { ok: true, value: [{ deleted: true, id, note }] };
	}
	const result = await send();
	const note = `The ${kind} may have been deleted. Check in Akkio before you delete it again.`;
	return result.ok ? result : { ok: false, error: noteIfUnknown(result.error, note) };
}
