import {
	isExpression,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { rowsIn } from '../../../append/rows';
import { isObject } from '../../../shared/answer';
import { runParameter } from '../../../shared/runParameter';
import type { AppendCaller } from './caller';
import { columnValues } from './columnValues';
import { expressionValues } from './expressionValues';
import { rowsInJson } from './json';
import type { AppendOptions } from './options';

/** What items give; it throws what n8n says of an item's expressions. */
export interface Reader {
	/** 'Dataset' as the user filled it in. */
	dataset(itemIndex: number): unknown;
	/** A row or a list of rows, which may still be anything. */
	rows(itemIndex: number, item: INodeExecutionData): unknown;
}

/** Reads items as the user's mapping says. */
export function readerOf(caller: AppendCaller, { readAsIs }: AppendOptions): Reader {
	const rowsFrom = runParameter(caller, 'rowsFrom', 'items');
	refuseAgentsItems(caller, rowsFrom);
	const dataset = parameterOf(caller, 'dataset');
	const rows = {
		items: (_: number, { json }: INodeExecutionData) => (readAsIs ? json : rowsIn(json)),
		columns: rowsInColumns(caller),
		json: rowsInJsonOf(caller),
	}[rowsFrom as 'items' | 'columns' | 'json'];
	if (!rows) {
		throw new NodeOperationError(caller.getNode(), "'Mapping Mode' has no such choice", {
			description: 'Choose Map Automatically, Map Each Column Manually or JSON.',
		});
	}
	return { dataset, rows };
}

/** An agent's item holds the agent's own fields, which would become columns for good. */
function refuseAgentsItems(caller: AppendCaller, rowsFrom: unknown): void {
	if (rowsFrom !== 'items' || !caller.getNode().type.endsWith('Tool')) return;
	throw new NodeOperationError(
		caller.getNode(),
		'As an agent’s tool this node cannot map columns automatically',
		{
			description:
				"The item here is the agent's own. In 'Mapping Mode' choose JSON and let the model fill in 'Rows', or choose Map Each Column Manually and let it fill in each column.",
		},
	);
}

function rowsInColumns(caller: AppendCaller) {
	let valuesOf: ((itemIndex: number) => IDataObject) | undefined;
	return (itemIndex: number): unknown => {
		valuesOf ??= valuesIn(caller);
		const values = valuesOf(itemIndex);
		for (const name in values) if ((values[name] ?? undefined) !== undefined) return values;
		throw new NodeOperationError(caller.getNode(), "'Columns' has no value for this item", {
			itemIndex,
			description:
				'Akkio would store an empty row. Map at least one column, and check that the expressions have a value for this item.',
		});
	};
}

/** RoutingNode asks for one item only, which needs no fast way. */
function valuesIn(caller: AppendCaller): (itemIndex: number) => IDataObject {
	if (!('getItemIndex' in caller)) return columnValues(caller);
	const options = { skipValidation: true };
	return () => caller.getNodeParameter('columns.value', {}, options) as IDataObject;
}

function rowsInJsonOf(caller: AppendCaller) {
	let textOf: ((itemIndex: number) => unknown) | undefined;
	return (itemIndex: number): unknown => {
		textOf ??= parameterOf(caller, 'rowsJson');
		return rowsInJson(caller.getNode(), textOf(itemIndex), itemIndex);
	};
}

/** A parameter by item; evaluated once if it is no expression, since each evaluation has its price. */
function parameterOf(caller: AppendCaller, name: string): (itemIndex: number) => unknown {
	if ('getItemIndex' in caller) return () => caller.getNodeParameter(name);
	const context = caller as IExecuteFunctions;
	const byItem = (itemIndex: number): unknown => context.getNodeParameter(name, itemIndex);
	const parameter: unknown = context.getNode().parameters[name];
	if (isExpression(parameter)) return expressionValues(context, parameter, byItem);
	// One inside 'Dataset'.
	if (isObject(parameter) && isExpression(parameter.value)) return byItem;
	const fixed = byItem(0);
	return () => fixed;
}
