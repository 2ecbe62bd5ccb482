import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isTool } from '../shared/context';
import { toUserError } from '../shared/nodeErrors';
import { readChoice } from '../shared/parameters';
import { isObject } from '../shared/text';
import { readJsonRows } from './jsonRows';
import type { ManualMapping } from './mappedValues';
import { NO_FIELDS, normalizeRow, type NormalizeRules } from './normalize';
import { InvalidRow, setInvalid, toRowError, type PreparedRow, type Row } from './preparedRow';
import { MixedItem, unwrapForDisplay, unwrapTrigger } from './unwrapTrigger';

/** How the user wants items to become rows. */
export interface ReadRules extends NormalizeRules {
	/** Whether to take items as they are, with what n8n adds itself. */
	rawItems: boolean;
}

/**
 * The items' rows, in order, with values as Akkio takes them. An item that gives none is one row with an
 * error. Nothing is asked of Akkio.
 */
export function readRows(
	context: IExecuteFunctions,
	rules: ReadRules,
	manual: ManualMapping,
): PreparedRow[] {
	const items = context.getInputData();
	const read = rowReader(context, rules, manual);
	const rows: PreparedRow[] = [];
	for (const [item, { json, binary }] of items.entries()) {
		const label = `Row ${item + 1}`;
		try {
			const input = read(item);
			if (!Array.isArray(input)) {
				rows.push(prepareRow({ item, label, input }, rules, binary));
				continue;
			}
			if (input.length === 0) {
				throw toUserError(context, `Item ${item + 1} has no rows`, EMPTY_LIST, item);
			}
			// A lone item needs no number to be told from the others.
			const ofItem = items.length > 1 ? ` of item ${item + 1}` : '';
			for (const [place, one] of input.entries()) {
				const placed = { item, place, label: `Row ${place + 1}${ofItem}`, input: one as unknown };
				rows.push(prepareRow(placed, rules, binary));
			}
		} catch (thrown) {
			rows.push({
				item,
				label,
				input: unwrapForDisplay(json),
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

const KINDS: Record<string, string> = {
	boolean: 'true or false',
	number: 'a number',
	object: 'a date',
	string: 'text',
};

function notAnObject(value: unknown): InvalidRow {
	const kind = value === null || value === undefined ? 'null' : typeof value;
	const what = KINDS[kind] ?? kind;
	return new InvalidRow(
		`is ${Array.isArray(value) ? 'an array' : what}, expected an object`,
		'A row is an object whose keys are columns, such as { "Name": "Ada", "Age": 36 }.',
	);
}

function itemError(context: IExecuteFunctions, thrown: unknown, item: number) {
	if (thrown instanceof MixedItem) {
		return { message: `Row ${item + 1} ${thrown.message}`, description: thrown.description };
	}
	return toRowError(context.getNode(), thrown, item);
}

const EMPTY_LIST =
	'Its array is empty. Remove empty items before this node, for example with a Filter node.';

/** Reads a row, or a list of rows, which may still be anything; throws what n8n says of an expression. */
function rowReader(
	context: IExecuteFunctions,
	rules: ReadRules,
	manual: ManualMapping,
): (item: number) => unknown {
	const given = context.getNodeParameter('dataMode', 0, 'autoMapInputData');
	const modes = { autoMapInputData: 'Map Automatically', defineBelow: manual.label, json: 'JSON' };
	const dataMode = readChoice(context, 'Mapping Mode', given, modes, 'autoMapInputData');
	if (dataMode === 'defineBelow') return manual.read(context);
	if (dataMode === 'json') {
		const read = readJsonRows(context);
		// An expression may hand on an item as it came: {{ $json }} behind a Webhook.
		return rules.rawItems ? read : (item) => unwrapAll(read(item));
	}
	// An agent's item holds the agent's own fields, which would become columns permanently.
	if (isTool(context)) {
		throw toUserError(
			context,
			'As a tool of an AI agent this node cannot map fields automatically',
			`The item here is the agent's own. Choose JSON in 'Mapping Mode' and let the model fill in 'Rows', or choose ${manual.label} and let it fill in each value.`,
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

/** A row or a list of rows, without what n8n adds to each; an item's own list of rows becomes part of it. */
const unwrapAll = (given: unknown): unknown =>
	Array.isArray(given)
		? given.flatMap((one) => (isObject(one) ? unwrapTrigger(one) : [one]))
		: unwrapTrigger(given as Row);

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
