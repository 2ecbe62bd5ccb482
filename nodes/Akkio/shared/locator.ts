import { NodeOperationError, type INodeProperties } from 'n8n-workflow';

import type { Context } from './request';
import { isObject, textOf, truncate } from './text';

/** The field in which one dataset is chosen, for the operations in `operations`. */
export function datasetLocator(...operations: string[]): INodeProperties {
	return {
		displayName: 'Dataset',
		name: 'dataset',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: 'The dataset to work on',
		displayOptions: { show: { resource: ['dataset'], operation: operations } },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a dataset...',
				typeOptions: { searchListMethod: 'searchDatasets', searchable: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Leads 2026' },
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 7pmPB4MXU390Bs0Axxnd',
			},
		],
	};
}

/** A dataset as the user chose it: never with an empty value. */
export interface Locator {
	mode: 'id' | 'name';
	/** The id or the name, without white space around it. */
	value: string;
	/** The dataset in words: 'Leads', or with the ID 'abc', quotes included. */
	label: string;
}

/**
 * What a resource locator holds for one item; a bare text, as an agent gives it, is an id.
 * @throws NodeOperationError if it is empty: without an id, a GET would list everything (fact W6), and a
 *   POST would create a dataset (fact W16)
 */
export function readLocator(context: Context, parameter: unknown, itemIndex: number): Locator {
	const locator = isObject(parameter) ? parameter : { mode: 'id', value: parameter };
	const value = textOf(locator.value);
	if (value === undefined) {
		throw new NodeOperationError(context.getNode(), "'Dataset' is not text", {
			itemIndex,
			description: 'Its expression has to give the name or the ID of one dataset.',
		});
	}
	if (value === '') {
		throw new NodeOperationError(context.getNode(), "'Dataset' is empty", {
			itemIndex,
			description:
				'Choose a dataset from the list, or enter its name or ID. If it comes from an expression, check that it has a value for this item.',
		});
	}
	const mode = locator.mode === 'name' ? 'name' : 'id';
	const name = mode === 'name' ? value : locator.cachedResultName;
	const label = name ? `'${truncate(String(name))}'` : `with the ID '${truncate(value)}'`;
	return { mode, value, label };
}
