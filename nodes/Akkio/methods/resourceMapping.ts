import {
	isExpression,
	type FieldType,
	type ILoadOptionsFunctions,
	type ResourceMapperField,
	type ResourceMapperFields,
} from 'n8n-workflow';

import { isObject } from './answer';
import { readDataset } from './datasets';
import { chosenDataset, idOf } from './locator';
import { errorOf } from './request';
import { textOf } from './text';

/**
 * The columns of the dataset that is chosen in the panel, for the mapper. Where there are none to
 * show, n8n shows the notice instead.
 */
export async function getColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	// n8n has no item to evaluate it for, and would throw.
	if (isByExpression(this)) return nothing(UNKNOWN_YET);
	const parameter: unknown = this.getNodeParameter('dataset', undefined);
	const value = isObject(parameter) ? parameter.value : parameter;
	if (textOf(value) === '')
		return nothing("Choose a dataset in 'Dataset' to see its columns here.");

	const choice = chosenDataset(this, parameter, 0);
	const id = await idOf(this, choice, 0);
	const read = await readDataset(this, id, choice.label);
	if (!read.ok) throw errorOf(this, read.failure);
	const columns = Array.isArray(read.value.fields) ? read.value.fields.filter(isObject) : [];
	if (columns.length === 0) return nothing(EMPTY);
	return { fields: columns.filter(({ name }) => !LOST.has(String(name))).map(fieldOf) };
}

/** What n8n leaves out when it copies a node's parameters: the value would arrive as null. */
const LOST: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const nothing = (emptyFieldsNotice: string): ResourceMapperFields => ({
	fields: [],
	emptyFieldsNotice,
});

const EMPTY =
	"This dataset has no columns yet: its first rows make them. In 'Mapping Mode' choose Map Automatically or JSON for these.";

const UNKNOWN_YET =
	"'Dataset' is an expression, so its columns are not known here. Choose a dataset from the list to map columns, or choose Map Automatically or JSON in 'Mapping Mode'.";

function isByExpression(caller: ILoadOptionsFunctions): boolean {
	const parameter: unknown = caller.getCurrentNodeParameter('dataset');
	const value = isObject(parameter) ? parameter.value : parameter;
	return isExpression(value);
}

/** No column is required: a missing value arrives as null. */
function fieldOf({ name, type }: Record<string, unknown>): ResourceMapperField {
	return {
		id: String(name),
		displayName: String(name),
		required: false,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
		type: TYPES[String(type)] ?? 'string',
	};
}

/** Akkio's types in n8n's words; what Akkio has besides is text here (fact W8). */
const TYPES: Record<string, FieldType> = { number: 'number' };
