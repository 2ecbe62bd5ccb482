import type { INodeProperties } from 'n8n-workflow';

import type { Context } from './context';
import { toUserError } from './nodeErrors';
import { isObject, textOf, truncate } from './text';

/** What Akkio keeps under an id. */
export type Kind = 'dataset' | 'model';

const LABELS = { dataset: 'Dataset', model: 'Model' };
const EXAMPLES = { dataset: 'Leads 2026', model: '(model) Leads 2026' };

/** The field in which one dataset or model is chosen, named after its kind. `byName`: what By Name has besides. */
export function resourceLocator(
	kind: Kind,
	show: NonNullable<INodeProperties['displayOptions']>['show'],
	byName: { hint?: string } = {},
): INodeProperties {
	const label = LABELS[kind];
	return {
		displayName: label,
		name: kind,
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: `The ${kind} to operate on`,
		displayOptions: { show },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select a ${kind}...`,
				typeOptions: { searchListMethod: `search${label}s`, searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: `e.g. ${EXAMPLES[kind]}`,
				...byName,
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

/** A dataset or a model as the user chose it: never with an empty value. */
export interface Locator {
	kind: Kind;
	mode: 'id' | 'name';
	/** The id or the name, without white space around it. */
	value: string;
	/** In words, quotes included: "'Leads'", "with the ID 'abc'". */
	label: string;
	/** The same with its kind: "dataset 'Leads'". */
	target: string;
}

/** What was chosen, without the way in which it was; a parameter may also be bare text. */
export const locatorValue = (parameter: unknown): unknown =>
	isObject(parameter) ? parameter.value : parameter;

/**
 * What a resource locator holds for one item; a bare text, as an agent gives it, is an id.
 * @throws NodeOperationError if it is empty: without an id, a GET would list everything (fact W6), and a
 *   POST would create a dataset (fact W18)
 */
export function readLocator(
	context: Context,
	kind: Kind,
	parameter: unknown,
	itemIndex: number,
): Locator {
	const locator = isObject(parameter) ? parameter : { mode: 'id', value: parameter };
	const value = textOf(locator.value);
	if (value === undefined) {
		const description = `The expression has to return the name or the ID of one ${kind}.`;
		throw toUserError(context, `'${LABELS[kind]}' is not text`, description, itemIndex);
	}
	if (value === '') {
		const description = `Choose a ${kind} from the list, or enter its name or ID. If it comes from an expression, check that it has a value for this item.`;
		throw toUserError(context, `'${LABELS[kind]}' is empty`, description, itemIndex);
	}
	const mode = locator.mode === 'name' ? 'name' : 'id';
	const name = mode === 'name' ? value : locator.cachedResultName;
	const label = name ? `'${truncate(String(name))}'` : `with the ID '${truncate(value)}'`;
	return { kind, mode, value, label, target: `${kind} ${label}` };
}
