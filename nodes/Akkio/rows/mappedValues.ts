import {
	isExpression,
	validateFieldType,
	type FieldType,
	type IExecuteFunctions,
} from 'n8n-workflow';

import { toUserError } from '../shared/nodeErrors';
import { isObject } from '../shared/text';
import { readExpressions } from './expressions';

/** Values by the names of columns or fields, static ones and expressions side by side. */
type Values = Record<string, unknown>;

/** How values are mapped by hand: the mode's label in the panel, and what reads the values of an item. */
export interface ManualMapping {
	label: string;
	read(context: IExecuteFunctions): (item: number) => unknown;
}

/** The values of a dataset's columns, which n8n keeps by column. */
export const MAPPED_COLUMNS: ManualMapping = {
	label: 'Map Each Column Manually',
	read(context) {
		const columns: unknown = context.getNode().parameters.columns;
		const given = isObject(columns) ? columns.value : undefined;
		const read = valueReader(
			context,
			'Column',
			given,
			(item) =>
				context.getNodeParameter('columns.value', item, {}, { skipValidation: true }) as Values,
		);
		return (item) => {
			const values = read(item);
			if (hasValue(values)) return values;
			throw toUserError(
				context,
				"'Values to Send' has no value for this item",
				"Map at least one column, and check that the expressions have a value for this item. Where no column is offered, the dataset has none yet: choose Map Automatically or JSON in 'Mapping Mode' for the first rows.",
				item,
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
		const listed: unknown = isObject(fields) ? fields.assignments : undefined;
		const given = Array.isArray(listed) ? (listed as Assignment[]) : [];
		const evaluate = (item: number) =>
			context.getNodeParameter('fields.assignments', item, []) as unknown as Assignment[];
		// With an expression for a name, only n8n knows the names.
		const isStatic = given.every(({ name }) => !isExpression(name));
		const known = isStatic ? toValues(given) : undefined;
		const read = valueReader(context, 'Field', known, (item) => toValues(evaluate(item)));
		return (item) => {
			const assignments = isStatic ? given : evaluate(item);
			const values = read(item);
			if (Object.keys(values).length < assignments.length) {
				throw toUserError(
					context,
					"'Fields' has two fields of the same name",
					'Only one of the two values would be sent. Rename or remove one of them.',
					item,
				);
			}
			const typed = assignments.map(({ name, type }) => [
				name,
				toType(context, item, name, values[name], type),
			]);
			const row = Object.fromEntries(typed) as Values;
			if (hasValue(row)) return row;
			throw toUserError(
				context,
				"'Fields' has no value for this item",
				'Add at least one field, and check that the expressions have a value for this item.',
				item,
			);
		};
	},
};

const toValues = (assignments: readonly Assignment[]): Values =>
	Object.fromEntries(assignments.map(({ name, value }) => [name, value]));

/** A value as n8n's Edit Fields node makes it of the same type; nothing stays nothing. */
function toType(
	context: IExecuteFunctions,
	item: number,
	name: string,
	value: unknown,
	type: FieldType = 'string',
): unknown {
	if (value === undefined || value === null) return null;
	const result = validateFieldType(name, value, type, { parseStrings: true });
	if (result.valid) return result.newValue;
	const description = "Correct the value or choose another type for it in 'Fields'.";
	throw toUserError(context, result.errorMessage, description, item);
}

const hasValue = (values: Values): boolean =>
	Object.values(values).some((value) => value !== undefined && value !== null);

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
		const values: Values = { ...given };
		read(item).forEach((value, index) => {
			const [name, expression] = expressions[index]!;
			if (typeof value === 'string' && value.includes(OBJECT_TEXT))
				refuseObjectText(context, `${noun} '${name}'`, expression, item);
			values[name] = value;
		});
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
	item: number,
): void {
	const [, before = '', after = ''] =
		/^=([\s\S]*?)\{\{[\s\S]*\}\}([\s\S]*)$/.exec(expression) ?? [];
	const around = [
		before && `${quoted(before)} before {{`,
		after && `${quoted(after)} after }}`,
	].filter(Boolean);
	if (around.length === 0) return;
	throw toUserError(
		context,
		`${name} would be '${OBJECT_TEXT}'`,
		`The expression returns an object, and there is ${around.join(' and ')}, so n8n converts it to text. Remove that, or choose a single field of the object.`,
		item,
	);
}

function quoted(text: string): string {
	if (text.trim() !== '') return `'${text.trim().slice(0, 40)}'`;
	return text.includes('\n') ? 'a line break' : 'a space';
}
