import {
	NodeOperationError,
	type IDataObject,
	type IExecuteSingleFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { getDataset } from '../../shared/datasets';
import { checkResponse, FailedRequest, sendRead } from '../../shared/operation';
import { readBoolean, readInteger } from '../../shared/parameters';
import { isObject, textOf } from '../../shared/text';

const showOnlyForGetMany = { resource: ['dataset'], operation: ['getAll'] };

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
				filterByName,
				{ type: 'sort', properties: { key: 'name' } },
				limitResults,
				addDetails,
			],
		},
	},
};

export const getManyFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		displayOptions: { show: showOnlyForGetMany },
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { ...showOnlyForGetMany, returnAll: [false] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: showOnlyForGetMany },
		options: [
			{
				displayName: 'Include Columns and Row Count',
				name: 'includeDetails',
				type: 'boolean',
				// Whoever adds it wants them; n8n starts an added option with its default.
				default: true,
				description:
					'Whether to return the columns and the number of rows of each dataset too. This takes one more request per dataset, at five requests a second.',
			},
			{
				displayName: 'Name Contains',
				name: 'nameContains',
				type: 'string',
				default: '',
				placeholder: 'e.g. leads',
				description: 'Return only datasets with this text in their name. Case does not matter.',
			},
		],
	},
];

// The other two postReceive steps that n8n has as data evaluate an expression for each dataset, or come
// after all others.

async function filterByName(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const wanted = textOf(this.getNodeParameter('options.nameContains', ''))?.toLowerCase();
	if (wanted === undefined) {
		throw new NodeOperationError(this.getNode(), "'Name Contains' is not text", {
			itemIndex: this.getItemIndex(),
			description: 'Its expression has to give a part of the names.',
		});
	}
	return items.filter(
		({ json }) => isObject(json) && String(json.name).toLowerCase().includes(wanted),
	);
}

async function limitResults(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const returnAll = readBoolean(this, 'Return All', this.getNodeParameter('returnAll'), false);
	if (returnAll) return items;
	const limits = { min: 1, max: Infinity, fallback: 50 };
	return items.slice(0, readInteger(this, 'Limit', this.getNodeParameter('limit'), limits));
}

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
