import type { INodeExecutionData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { filterByName, getManyFields, limitResults } from '../../shared/getMany';
import { toModels } from '../../shared/models';
import { checkResponse, sendRead } from '../../shared/operation';

/** One item for every model with Akkio's own fields (fact M1), newest first, or for the first `limit`. */
export const getMany: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many models',
	description: 'Get the names, IDs and dates of many models',
	routing: {
		request: { method: 'GET', url: '/models' },
		send: { paginate: true },
		operations: { pagination: sendRead },
		output: {
			postReceive: [
				checkResponse(({ models }) => Array.isArray(models)),
				{ type: 'rootProperty', properties: { property: 'models' } },
				filterByName('options'),
				async (items: INodeExecutionData[]) =>
					toModels(items.map(({ json }) => json)).map((json) => ({ json })),
				limitResults,
			],
		},
	},
};

export const getManyModelsFields: INodeProperties[] = getManyFields('model', 'options');
