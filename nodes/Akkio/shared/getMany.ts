import type { IExecuteSingleFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Kind } from './locator';
import { toUserError } from './nodeErrors';
import { readBoolean, readInteger } from './parameters';
import { isObject, textOf } from './text';

/** The fields of a Get Many: all or a limit, and in a collection of this name, a part of the name. */
export function getManyFields(resource: Kind, collection: string): INodeProperties[] {
	const show = { resource: [resource], operation: ['getAll'] };
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
			displayOptions: { show },
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { ...show, returnAll: [false] } },
		},
		{
			displayName: 'Filters',
			name: collection,
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			displayOptions: { show },
			options: [
				{
					displayName: 'Name Contains',
					name: 'nameContains',
					type: 'string',
					default: '',
					placeholder: 'e.g. leads',
					description: `Return only ${resource}s with this text in their name. Case does not matter.`,
				},
			],
		},
	];
}

type PostReceive = (
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
) => Promise<INodeExecutionData[]>;

// The postReceive steps that n8n has as data evaluate an expression for each result, or come after all
// others.

/** A postReceive step that keeps what has 'Name Contains' of this collection in its name. */
export const filterByName = (collection: string): PostReceive =>
	async function (items) {
		const wanted = textOf(this.getNodeParameter(`${collection}.nameContains`, ''))?.toLowerCase();
		if (wanted === undefined) {
			const description = 'The expression has to return a part of the names as text.';
			throw toUserError(this, "'Name Contains' is not text", description, this.getItemIndex());
		}
		return items.filter(
			({ json }) => isObject(json) && String(json.name).toLowerCase().includes(wanted),
		);
	};

/** A postReceive step that keeps the first 'Limit' results. */
export const limitResults: PostReceive = async function (items) {
	const returnAll = readBoolean(this, 'Return All', this.getNodeParameter('returnAll'), false);
	if (returnAll) return items;
	const limits = { min: 1, max: Infinity, fallback: 50 };
	return items.slice(0, readInteger(this, 'Limit', this.getNodeParameter('limit'), limits));
};
