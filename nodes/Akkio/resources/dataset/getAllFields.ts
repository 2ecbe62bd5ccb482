import {
	NodeOperationError,
	type IExecutePaginationFunctions,
	type INodeProperties,
} from 'n8n-workflow';

import { textOf } from '../../shared/text';

const showOnlyForGetAll = { resource: ['dataset'], operation: ['getAll'] };

/** What the user chose for one item of Get Many. */
export interface GetAllChoices {
	/** How many at most, from 1. */
	limit: number;
	/** In lower case, without white space around it; empty if every name will do. */
	nameContains: string;
	includeDetails: boolean;
}

/** @throws NodeOperationError if the limit is no number from 1, or the name is no text */
export function getAllChoices(
	caller: IExecutePaginationFunctions,
	itemIndex: number,
): GetAllChoices {
	const returnAll = caller.getNodeParameter('returnAll') as boolean;
	const limit = returnAll ? Infinity : Number(caller.getNodeParameter('limit'));
	if (!(limit >= 1)) {
		throw new NodeOperationError(caller.getNode(), "'Limit' has to be a number from 1", {
			itemIndex,
			description: "To get every dataset, turn on 'Return All'.",
		});
	}
	const chosen = caller.getNodeParameter('options', {}) as {
		nameContains?: unknown;
		includeDetails?: boolean;
	};
	const nameContains = textOf(chosen.nameContains);
	if (nameContains === undefined) {
		throw new NodeOperationError(caller.getNode(), "'Name Contains' is not a text", {
			itemIndex,
			description: 'Its expression has to give a part of the names, no object or list.',
		});
	}
	return {
		limit,
		nameContains: nameContains.toLowerCase(),
		includeDetails: chosen.includeDetails === true,
	};
}

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
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: showOnlyForGetAll },
		options: [
			{
				displayName: 'Include Fields and Row Count',
				name: 'includeDetails',
				type: 'boolean',
				default: false,
				description:
					'Whether to return the columns and the number of rows of each dataset too. This takes one more request per dataset, five of which Akkio allows in a second.',
			},
			{
				displayName: 'Name Contains',
				name: 'nameContains',
				type: 'string',
				default: '',
				placeholder: 'e.g. leads',
				description:
					'Return only datasets with this text in their name, in capital or small letters',
			},
		],
	},
];
