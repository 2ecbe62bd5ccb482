import type { INodeProperties } from 'n8n-workflow';

import { resourceLocator } from '../../shared/locator';
import { appendRows, appendRowsFields } from './appendRows';
import { create, createFields } from './create';
import { deleteDataset, deleteDatasetNotice } from './delete';
import { get } from './get';
import { getMany, getManyDatasetsFields } from './getMany';

/** The operations of the resource Dataset and their fields, in the order in which the panel shows them. */
export const datasetProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'appendRows',
		displayOptions: { show: { resource: ['dataset'] } },
		options: [appendRows, create, deleteDataset, get, getMany],
	},
	resourceLocator(
		'dataset',
		{ resource: ['dataset'], operation: ['appendRows'] },
		{ hint: "For a new dataset, add the option 'Create Dataset If Not Found'" },
	),
	resourceLocator('dataset', { resource: ['dataset'], operation: ['delete', 'get'] }),
	...appendRowsFields,
	...createFields,
	deleteDatasetNotice,
	...getManyDatasetsFields,
];
