import {
	NodeOperationError,
	type IExecuteSingleFunctions,
	type INodeProperties,
} from 'n8n-workflow';

import { isObject } from './answer';
import { datasetNamed } from './named';
import type { Caller } from './request';
import { shortened, textOf } from './text';

/** The field in which one dataset is chosen, for the operations in `operations`. */
export function datasetField(...operations: string[]): INodeProperties {
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
				placeholder: 'Select a dataset…',
				typeOptions: { searchListMethod: 'searchDatasets', searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. Leads 2026',
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 7pmPB4MXU390Bs0Axxnd',
			},
		],
	};
}

/** A dataset as the user chose it: never with both empty. */
export interface Choice {
	mode: 'id' | 'name';
	/** The id or the name, without white space around it. */
	value: string;
	/** The dataset in words: 'Leads', or with the ID 'abc', quotes included. */
	label: string;
}

/**
 * What the locator holds for one item; a bare text, as an agent gives it, is an id.
 * @throws NodeOperationError if it is empty: without an id, a GET would list everything (fact W6)
 *   and nobody knows what a DELETE would do (fact U4)
 */
export function chosenDataset(caller: Caller, parameter: unknown, itemIndex: number): Choice {
	const locator = isObject(parameter) ? parameter : { mode: 'id', value: parameter };
	const value = textOf(locator.value);
	if (value === undefined) {
		throw new NodeOperationError(caller.getNode(), "'Dataset' is not a text", {
			itemIndex,
			description:
				'Its expression has to give the name or the ID of one dataset, no object or list.',
		});
	}
	if (value === '') {
		throw new NodeOperationError(caller.getNode(), "'Dataset' is empty", {
			itemIndex,
			description:
				'Choose a dataset from the list, or give its name or ID. If it comes from an expression, check that it has a value for this item.',
		});
	}
	const mode = locator.mode === 'name' ? 'name' : 'id';
	const name = mode === 'name' ? value : locator.cachedResultName;
	const label = name ? `'${shortened(String(name))}'` : `with the ID '${shortened(value)}'`;
	return { mode, value, label };
}

/**
 * The id of the chosen dataset; a name costs one request for the list.
 * @throws NodeOperationError if no dataset, or more than one, has this name
 */
export async function idOf(caller: Caller, choice: Choice, itemIndex: number): Promise<string> {
	if (choice.mode === 'id') return choice.value;
	const found = await datasetNamed(caller, choice.value, itemIndex);
	if (found) return found.id;
	throw new NodeOperationError(caller.getNode(), `Akkio has no dataset named ${choice.label}`, {
		itemIndex,
		description:
			"Check the spelling, capital letters included, or choose it in 'Dataset', From list.",
	});
}

/** The id of the dataset that one item chose, and how to call it. */
export async function datasetOf(
	caller: IExecuteSingleFunctions,
	itemIndex: number,
): Promise<{ id: string; label: string }> {
	const choice = chosenDataset(caller, caller.getNodeParameter('dataset'), itemIndex);
	return { id: await idOf(caller, choice, itemIndex), label: choice.label };
}
