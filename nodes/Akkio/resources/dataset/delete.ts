import type { INodePropertyOptions } from 'n8n-workflow';

import { exchanged, routed } from '../../shared/exchange';
import { datasetOf } from '../../shared/locator';

/** One item of `{deleted: true, id}`. */
export const deleteDataset: INodePropertyOptions = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete a dataset',
	description: 'Delete a dataset and all its rows for good',
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
