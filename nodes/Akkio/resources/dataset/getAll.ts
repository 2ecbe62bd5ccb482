import { NodeOperationError, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';

import { datasetsIn } from '../../shared/datasets';
import { exchanged, routed } from '../../shared/exchange';

const showOnlyForGetAll = { resource: ['dataset'], operation: ['getAll'] };

/** One item of `{id, name}` for every dataset, sorted by name, or for the first `limit` of them. */
export const getAll: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many datasets',
	description: 'Get the names and IDs of many datasets',
	routing: routed(
		'GET',
		exchanged(async function (itemIndex) {
			const returnAll = this.getNodeParameter('returnAll') as boolean;
			const limit = returnAll ? Infinity : Number(this.getNodeParameter('limit'));
			if (!(limit >= 1)) {
				throw new NodeOperationError(this.getNode(), "'Limit' has to be a number from 1", {
					itemIndex,
					description: "To get every dataset, turn on 'Return All'.",
				});
			}
			return { read: (body) => datasetsIn(body)?.slice(0, limit) };
		}),
	),
};

export const getAllFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		displayOptions: { show: showOnlyForGetAll },
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { ...showOnlyForGetAll, returnAll: [false] } },
	},
];
