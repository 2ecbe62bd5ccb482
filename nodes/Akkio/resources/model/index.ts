import type { INodeProperties } from 'n8n-workflow';

import { resourceLocator } from '../../shared/locator';
import { deleteModel, deleteModelNotice } from './delete';
import { getMany, getManyModelsFields } from './getMany';
import { getTrainingStatus, getTrainingStatusFields } from './getTrainingStatus';
import { predict, predictFields } from './predict';
import { train, trainFields } from './train';

const resource = ['model'];

/** The operations of the resource Model and their fields, in the order in which the panel shows them. */
export const modelProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'predict',
		displayOptions: { show: { resource } },
		options: [deleteModel, getMany, getTrainingStatus, predict, train],
	},
	resourceLocator('model', { resource, operation: ['delete', 'predict'] }),
	resourceLocator('dataset', { resource, operation: ['train'] }),
	...predictFields,
	...trainFields,
	...getTrainingStatusFields,
	deleteModelNotice,
	...getManyModelsFields,
];
