import { isExpression, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { isObject } from '../../../shared/answer';
import { FEW } from './expressionValues';
import { canChangeItems, evaluated, isProven } from './mapping/own';
import { OWN, plainSize } from './mapping/plain';
import { mapped } from './mapping/sources';

/**
 * The values of the columns that the user maps by hand, by item. They are what n8n itself gives,
 * without its conversions, and it throws what n8n throws; but n8n takes 0.45 ms for every expression
 * of every item. So values that only lead into the item are read there, expressions of which enough
 * is known are evaluated for many items or a whole row at once, and the others, and all that is out
 * of the ordinary, by n8n one at a time. Values may be shared with the items: not to be changed.
 */
export function columnValues(context: IExecuteFunctions): (itemIndex: number) => IDataObject {
	const byN8n = (itemIndex: number) =>
		context.getNodeParameter(
			'columns.value',
			itemIndex,
			{},
			{ skipValidation: true },
		) as IDataObject;
	const items = context.getInputData();
	const { columns } = context.getNode().parameters;
	const value = isObject(columns) && 'value' in columns ? columns.value : undefined;
	if (items.length <= FEW || !isObject(value) || plainSize(value) === undefined) return byN8n;

	const entries = Object.entries(value);
	const nested = entries.filter(([, held]) => typeof held === 'object');
	if (JSON.stringify(nested).includes('"=')) return byN8n;

	const expressions = entries.filter(([, held]) => isExpression(held));
	const jsons = items.map(({ json }) => json);
	const sources = mapped(
		context,
		jsons,
		expressions.map(([, held]) => held as string),
	);
	for (const column of sources) {
		if (!isProven(context, column, items.length)) column.source = undefined;
	}
	if (sources.some(({ source }) => !source) && canChangeItems(context)) return byN8n;

	const byName = new Map(expressions.map(([name], at) => [name, sources[at]!]));
	const cells = entries.map(([name, held]) => ({ name, held, column: byName.get(name) }));
	return (itemIndex) => {
		const row: IDataObject = {};
		for (const { name, held, column } of cells) {
			let known: unknown = held;
			if (column) known = column.source ? column.source(itemIndex) : OWN;
			if (known === OWN) known = evaluated(context, column!.expression, itemIndex);
			if (known === OWN) return byN8n(itemIndex);
			row[name] = known as IDataObject[string];
		}
		return row;
	};
}
