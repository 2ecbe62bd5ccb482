import {
	isExpression,
	type ILoadOptionsFunctions,
	type ResourceMapperField,
	type ResourceMapperFields,
} from 'n8n-workflow';

import {
	getDataset,
	getDatasetByName,
	isNumericType,
	toColumns,
	type Column,
} from '../shared/datasets';
import { locatorValue, readLocator } from '../shared/locator';
import { toNodeApiError } from '../shared/nodeErrors';
import { textOf } from '../shared/text';

/**
 * The columns of the dataset that is chosen in the panel, for the mapper. Where there are none to
 * show, n8n shows the notice instead.
 */
export async function getColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	// n8n has no item to evaluate it for, and would throw.
	if (isExpression(locatorValue(this.getCurrentNodeParameter('dataset')))) {
		return emptyWith(NOT_KNOWN_YET);
	}
	const parameter: unknown = this.getNodeParameter('dataset', '');
	if (textOf(locatorValue(parameter)) === '')
		return emptyWith("Choose a dataset in 'Dataset' to see its columns here.");

	const locator = readLocator(this, 'dataset', parameter, 0);
	const id =
		locator.mode === 'id' ? locator.value : (await getDatasetByName(this, locator.value, 0)).id;
	const result = await getDataset(this, id, locator.target);
	if (!result.ok) throw toNodeApiError(this, result.error);
	const columns = toColumns(result.value.fields);
	if (columns.length === 0) return emptyWith(NO_COLUMNS);
	return { fields: columns.filter(({ name }) => !LOST.has(name)).map(toField) };
}

/** What n8n leaves out when it copies a node's parameters: the value would arrive as null. */
const LOST: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const emptyWith = (emptyFieldsNotice: string): ResourceMapperFields => ({
	fields: [],
	emptyFieldsNotice,
});

const NO_COLUMNS =
	"This dataset has no columns yet: the first append sets them. Choose Map Automatically or JSON in 'Mapping Mode' for the first rows.";

const NOT_KNOWN_YET =
	"'Dataset' is an expression, so its columns are not known here. Choose a dataset from the list to map columns, or choose Map Automatically or JSON in 'Mapping Mode'.";

/** No column is required: a missing value arrives as null. Types that n8n does not have are text (fact W8). */
const toField = ({ name, type }: Column): ResourceMapperField => ({
	id: name,
	displayName: name,
	required: false,
	defaultMatch: false,
	canBeUsedToMatch: false,
	display: true,
	type: isNumericType(type) ? 'number' : 'string',
});
