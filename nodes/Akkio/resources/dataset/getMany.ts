import type {
	IDataObject,
	IExecuteSingleFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { getDataset } from '../../shared/datasets';
import { filterByName, getManyFields, limitResults } from '../../shared/getMany';
import { checkResponse, FailedRequest, sendRead } from '../../shared/operation';
import { readBoolean } from '../../shared/parameters';

/**
 * One item of `{id, name}`, or `{id, name, rows, fields}`, for every dataset, sorted by name, or for the
 * first `limit` of them.
 */
export const getMany: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many datasets',
	description: 'Get the names and IDs of many datasets',
	routing: {
		request: { method: 'GET', url: '/datasets' },
		send: { paginate: true },
		operations: { pagination: sendRead },
		output: {
			postReceive: [
				checkResponse(({ datasets }) => Array.isArray(datasets)),
				{ type: 'rootProperty', properties: { property: 'datasets' } },
				filterByName('filters'),
				{ type: 'sort', properties: { key: 'name' } },
				limitResults,
				addDetails,
			],
		},
	},
};

export const getManyDatasetsFields: INodeProperties[] = [
	...getManyFields('dataset', 'filters'),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { resource: ['dataset'], operation: ['getAll'] } },
		options: [
			{
				displayName: 'Include Columns and Row Count',
				name: 'includeDetails',
				type: 'boolean',
				// Whoever adds it wants them; n8n starts an added option with its default.
				default: true,
				description:
					'Whether to also return the columns and the number of rows of each dataset. This takes one more request per dataset, at five requests a second.',
			},
		],
	},
];

/** One read after the other, so that other executions' requests come in between. */
async function addDetails(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const label = 'Include Columns and Row Count';
	const chosen = this.getNodeParameter('options.includeDetails', false);
	if (!readBoolean(this, label, chosen, false)) return items;
	const detailed: INodeExecutionData[] = [];
	for (const { json } of items) {
		const { id, name } = json as IDataObject & { id: string; name: string };
		const result = await getDataset(this, id, `dataset '${name}'`);
		if (result.ok) detailed.push({ json: result.value });
		// Deleted since it was listed: then the list of now does not have it.
		else if (result.error.name !== 'unknownId') throw new FailedRequest(result.error);
	}
	return detailed;
}
