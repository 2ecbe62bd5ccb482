import {
	isExpression,
	NodeOperationError,
	validateFieldType,
	type FieldType,
	type IExecuteFunctions,
} from 'n8n-workflow';

import { isObject } from '../shared/text';
import { readExpressions } from './expressions';
import type { ManualMapping } from './readRows';

/** Values by the names of columns or fields, static ones and expressions side by side. */
type Values = Record<string, unknown>;

/** The values of a dataset's columns, which n8n keeps by column. */
export const MAPPED_COLUMNS: ManualMapping = {
	label: 'Map Each Column Manually',
	read(context) {
		const columns: unknown = context.getNode().parameters.columns;
		const evaluate = (item: number) =>
			context.getNodeParameter('columns.value', item, {}, { skipValidation: true }) as Values;
		const readValues = valueReader(
			context,
			'Column',
			isObject(columns) ? columns.value : undefined,
			evaluate,
		);
		return (item) => {
			const values = readValues(item);
			if (hasValue(values)) return values;
			throw new NodeOperationError(
				context.getNode(),
				"'Values to Send' has no value for this item",
				{
					itemIndex: item,
					description:
						"Map at least one column, and check that the expressions have a value for this item. Where no column is offered, the dataset has none yet: choose Map Automatically or JSON in 'Mapping Mode' for the first rows.",
				},
			);
		};
	},
};

/** A field of n8n's assignmentCollection. */
interface Assignment {
	name: string;
	value: unknown;
	type?: FieldType;
}

/** The fields that the user names, each with a value and its type. */
export const ASSIGNED_FIELDS: ManualMapping = {
	label: 'Map Each Field Manually',
	read(context) {
		const fields: unknown = context.getNode().parameters.fields;
		const given: unknown = isObject(fields) ? fields.assignments : undefined;
		const evaluate = (item: number) =>
			context.getNodeParameter('fields.assignments', item, []) as unknown as Assignment[];
		const assignments = Array.isArray(given) ? (given as Assignment[]) : [];
		const isStatic = assignments.every(({ name }) => !isExpression(name));
		const known = isStatic ? toValues(assignments) : undefined;
		const readValues = valueReader(context, 'Field', known, (item) => toValues(evaluate(item)));
		return (item) => {
			// With an expression for a name, only n8n knows the names.
			const types = isStatic ? assignments : evaluate(item);
			const values = new Map<string, unknown>(Object.entries(readValues(item)));
			if (values.size < types.length) throw refuse(context, item, SAME_NAMES);
			for (const { name, type } of types) {
				values.set(name, toType(context, item, name, values.get(name), type));
			}
			const row = Object.fromEntries(values);
			if (hasValue(row)) return row;
			throw refuse(context, item, NO_VALUE);
		};
	},
};

const SAME_NAMES = {
	message: "'Fields' has two fields of the same name",
	description: 'Only one of the two values would be sent. Rename or remove one of them.',
};

const NO_VALUE = {
	message: "'Fields' has no value for this item",
	description: 'Add at least one field, and check that the expressions have a value for this item.',
};

function refuse(
	context: IExecuteFunctions,
	itemIndex: number,
	{ message, description }: { message: string; description: string },
): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, { itemIndex, description });
}

const toValues = (assignments: readonly Assignment[]): Values =>
	Object.fromEntries(assignments.map(({ name, value }) => [name, value]));

/** A value as n8n's Edit Fields node makes it of the same type; nothing stays nothing. */
function toType(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	value: unknown,
	type: FieldType = 'string',
): unknown {
	if (value === undefined || value === null) return null;
	const result = validateFieldType(name, value, type, { parseStrings: true });
	if (result.valid) return result.newValue;
	throw refuse(context, itemIndex, {
		message: result.errorMessage,
		description: "Correct the value or choose another type for it in 'Fields'.",
	});
}

function hasValue(values: Values): boolean {
	for (const name in values) if ((values[name] ?? undefined) !== undefined) return true;
	return false;
}

/** n8n itself evaluates only all values of a parameter together. */
function valueReader(
	context: IExecuteFunctions,
	noun: 'Column' | 'Field',
	given: unknown,
	evaluateWithN8n: (item: number) => Values,
): (item: number) => Values {
	// With an expression inside a value's object, or for all values, only n8n knows.
	if (!isObject(given) || Object.values(given).some(isObjectWithExpression)) return evaluateWithN8n;
	const entries = Object.entries(given);
	const expressions = entries.filter(([, one]) => isExpression(one)) as Array<[string, string]>;
	const read = readExpressions(
		context,
		expressions.map(([, expression]) => expression),
		(item) => {
			const all = evaluateWithN8n(item);
			return expressions.map(([name]) => all[name]);
		},
	);
	return (item) => {
		const values: Values = Object.fromEntries(entries);
		const evaluated = read(item);
		for (const [index, [name, expression]] of expressions.entries()) {
			const one = evaluated[index];
			if (typeof one === 'string' && one.includes(OBJECT_TEXT))
				refuseObjectText(context, `${noun} '${name}'`, expression, item);
			values[name] = one;
		}
		return values;
	};
}

const isObjectWithExpression = (value: unknown) =>
	typeof value === 'object' && JSON.stringify(value)?.includes('"=');

/** What JavaScript writes for an object in the middle of text. */
const OBJECT_TEXT = '[object Object]';

/** @throws NodeOperationError if the text around the expression made text of an object */
function refuseObjectText(
	context: IExecuteFunctions,
	name: string,
	expression: string,
	itemIndex: number,
) {
	const [, before = '', after = ''] =
		/^=([\s\S]*?)\{\{[\s\S]*\}\}([\s\S]*)$/.exec(expression) ?? [];
	const around = [
		before && `${quoted(before)} before {{`,
		after && `${quoted(after)} after }}`,
	].filter(Boolean);
	if (around.length === 0) return;
	throw new NodeOperationError(context.getNode(), `${name} would be '${OBJECT_TEXT}'`, {
		itemIndex,
		description: `The expression returns an object, and there is ${around.join(' and ')}, so n8n converts it to text. Remove that, or choose a single field of the object.`,
	});
}

const quoted = (text: string) =>
	text.trim() === ''
		? text.includes('\n')
			? 'a line break'
			: 'a space'
		: `'${text.trim().slice(0, 40)}'`;
