import {
	isExpression,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { toNodeError } from '../shared/outputItems';
import { readChoice } from '../shared/parameters';
import { isTool } from '../shared/request';
import { isObject } from '../shared/text';
import { readExpressions } from './expressions';
import { readJsonRows } from './jsonRows';
import { InvalidRow, NO_FIELDS, normalizeRow, type NormalizeRules } from './normalize';
import { setInvalid, type PreparedRow, type Row } from './preparedRow';
import { MixedItem, unwrapForDisplay, unwrapTrigger } from './unwrapTrigger';

/** How the user wants items to become rows. */
export interface ReadRules extends NormalizeRules {
	/** Whether to take items as they are, with what n8n adds itself. */
	rawItems: boolean;
}

const DATA_MODES = {
	autoMapInputData: 'Map Automatically',
	defineBelow: 'Map Each Column Manually',
	json: 'JSON',
};

/**
 * The items' rows, in order, with values as Akkio takes them. An item that gives none is one row with an
 * error. Nothing is asked of Akkio.
 */
export function readRows(context: IExecuteFunctions, rules: ReadRules): PreparedRow[] {
	const items = context.getInputData();
	const read = rowReader(context, rules);
	const rows: PreparedRow[] = [];
	for (const [item, { json, binary }] of items.entries()) {
		const label = `Row ${item + 1}`;
		try {
			const input = read(item);
			if (!Array.isArray(input)) {
				rows.push(prepareRow({ item, label, input }, rules, binary));
				continue;
			}
			if (input.length === 0) throw emptyList(context, item);
			// A lone item needs no number to be told from the others.
			const ofItem = items.length > 1 ? ` of item ${item + 1}` : '';
			for (const [place, one] of input.entries()) {
				const placed = { item, place, label: `Row ${place + 1}${ofItem}`, input: one as unknown };
				rows.push(prepareRow(placed, rules, binary));
			}
		} catch (thrown) {
			rows.push({
				...{ item, label, input: unwrapForDisplay(json) },
				error: itemError(context, thrown, item),
			});
		}
	}
	return rows;
}

function prepareRow(
	row: PreparedRow,
	rules: ReadRules,
	binary: INodeExecutionData['binary'],
): PreparedRow {
	const values = isRow(row.input) ? normalizeRow(row.input, rules) : notAnObject(row.input);
	if (!(values instanceof InvalidRow)) {
		row.values = values;
	} else if (values === NO_FIELDS && binary) {
		// Who sees a file in the item wonders what is missing.
		setInvalid(row, 'has a file and no fields', 'Add the Extract From File node before this node.');
	} else {
		setInvalid(row, values.phrase, values.description);
	}
	return row;
}

/** What is in JavaScript's or luxon's dates is no field. */
const isRow = (value: unknown): value is Row =>
	isObject(value) && typeof value.toJSON !== 'function';

function notAnObject(value: unknown): InvalidRow {
	const kind = value === null || value === undefined ? 'null' : typeof value;
	const what = { string: 'text', object: 'a date' }[kind as 'string'] ?? kind;
	return new InvalidRow(
		`is ${Array.isArray(value) ? 'an array' : what}, expected an object`,
		'A row is an object whose keys are columns, such as { "Name": "Ada", "Age": 36 }.',
	);
}

function itemError(context: IExecuteFunctions, thrown: unknown, item: number) {
	if (thrown instanceof MixedItem) {
		return { message: `Row ${item + 1} ${thrown.message}`, description: thrown.description };
	}
	const { message, description } = toNodeError(context.getNode(), thrown, item);
	return { message, description: description ?? '' };
}

function emptyList(context: IExecuteFunctions, itemIndex: number): NodeOperationError {
	return new NodeOperationError(context.getNode(), `Item ${itemIndex + 1} has no rows`, {
		itemIndex,
		description:
			'Its list is empty. Remove such items before this node, for example with a Filter node.',
	});
}

/** Reads a row, or a list of rows, which may still be anything; throws what n8n says of an expression. */
function rowReader(context: IExecuteFunctions, rules: ReadRules): (item: number) => unknown {
	const given = context.getNodeParameter('dataMode', 0, 'autoMapInputData');
	const dataMode = readChoice(context, 'Mapping Mode', given, DATA_MODES, 'autoMapInputData');
	if (dataMode === 'defineBelow') return columnReader(context);
	if (dataMode === 'json') return readJsonRows(context);
	// An agent's item holds the agent's own fields, which would become columns permanently.
	if (isTool(context)) {
		throw new NodeOperationError(
			context.getNode(),
			'As a tool of an AI agent this node cannot map fields automatically',
			{
				description:
					"The item here is the agent's own. Choose JSON in 'Mapping Mode' and let the model fill in 'Rows', or choose Map Each Column Manually and let it fill in each column.",
			},
		);
	}
	const items = context.getInputData();
	if (rules.rawItems) return (item) => items[item]!.json;
	const hasRowNumbers = comesFromGoogleSheets(context);
	return (item) => {
		const row = unwrapTrigger(items[item]!.json);
		if (!hasRowNumbers || !isObject(row)) return row;
		const rest = { ...row };
		delete rest.row_number;
		return rest;
	};
}

/** Google Sheets adds the number of the sheet's row to what it reads. */
function comesFromGoogleSheets(context: IExecuteFunctions): boolean {
	try {
		const ancestors = context.getParentNodes(context.getNode().name);
		return ancestors.some(({ type }) => /\.googleSheets/.test(type));
	} catch {
		// n8n cannot follow a connection from a node that is gone.
		return false;
	}
}

function columnReader(context: IExecuteFunctions): (item: number) => unknown {
	const evaluateWithN8n = (item: number) =>
		context.getNodeParameter('columns.value', item, {}, { skipValidation: true }) as IDataObject;
	const readValues = valueReader(context, evaluateWithN8n);
	return (item) => {
		const values = readValues(item);
		for (const name in values) if ((values[name] ?? undefined) !== undefined) return values;
		throw new NodeOperationError(context.getNode(), "'Columns' has no value for this item", {
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
