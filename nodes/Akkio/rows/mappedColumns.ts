import {
	isExpression,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
} from 'n8n-workflow';

import { isObject } from '../shared/text';
import { readExpressions } from './expressions';

/**
 * Reads the values of the columns that the user maps by hand. Static values and expressions lie side by
 * side in one parameter; n8n itself evaluates only all of them together.
 */
export function readMappedColumns(context: IExecuteFunctions): (item: number) => unknown {
	const evaluateWithN8n = (item: number) =>
		context.getNodeParameter('columns.value', item, {}, { skipValidation: true }) as IDataObject;
	const readValues = valueReader(context, evaluateWithN8n);
	return (item) => {
		const values = readValues(item);
		for (const name in values) if ((values[name] ?? undefined) !== undefined) return values;
		throw new NodeOperationError(context.getNode(), "'Values to Send' has no value for this item", {
			itemIndex: item,
			description:
				"Map at least one column, and check that the expressions have a value for this item. Where no column is offered, the dataset has none yet: choose Map Automatically or JSON in 'Mapping Mode' for the first rows.",
		});
	};
}

function valueReader(
	context: IExecuteFunctions,
	evaluateWithN8n: (item: number) => IDataObject,
): (item: number) => IDataObject {
	const columns: unknown = context.getNode().parameters.columns;
	const value = isObject(columns) ? columns.value : undefined;
	// With an expression inside a column's object, or for all columns, only n8n knows.
	if (!isObject(value) || Object.values(value).some(isObjectWithExpression)) return evaluateWithN8n;
	const entries = Object.entries(value);
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
		const values = Object.fromEntries(entries) as IDataObject;
		const evaluated = read(item);
		for (const [index, [name, expression]] of expressions.entries()) {
			const one = evaluated[index];
			if (typeof one === 'string' && one.includes(OBJECT_TEXT))
				refuseObjectText(context, name, expression, item);
			values[name] = one as IDataObject[string];
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
	throw new NodeOperationError(context.getNode(), `Column '${name}' would be '${OBJECT_TEXT}'`, {
		itemIndex,
		description: `Its expression gives an object, and there is ${around.join(' and ')}, so n8n makes text of it. Remove that text, or choose a single field of the object.`,
	});
}

const quoted = (text: string) =>
	text.trim() === ''
		? text.includes('\n')
			? 'a line break'
			: 'a space'
		: `'${text.trim().slice(0, 40)}'`;
