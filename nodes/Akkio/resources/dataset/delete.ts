import type { INodePropertyOptions } from 'n8n-workflow';

import { exchanged, routed } from '../../shared/exchange';
import { datasetOf } from '../../shared/locator';

/** One item of `{deleted: true, id}`. */
export const deleteDataset: INodePropertyOptions = {
	name: 'Delete',
	value: 'delete',
	// All that n8n tells an AI agent of an operation is its action.
	action: 'Delete a dataset and all its rows for good',
	description:
		'Delete a dataset and all its rows. This cannot be undone. The API key has no scopes, so every dataset of the organization can be deleted here, also one that others work with. Delete only a dataset that the user named and asked to delete, by its ID.',
	routing: routed(
		'DELETE',
		exchanged(async function (itemIndex) {
			const { id, label } = await datasetOf(this, itemIndex);
			return {
				body: { id },
				dataset: label,
				doubt: 'The dataset may have been deleted. Look before you delete it again.',
				read: () => [{ deleted: true, id }],
			};
		}),
	),
};
