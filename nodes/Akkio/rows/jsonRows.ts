import { isExpression, type IExecuteFunctions, type NodeOperationError } from 'n8n-workflow';

import { toUserError } from '../shared/nodeErrors';
import { readExpressions } from './expressions';
import { isWhole, splitTemplate } from './expressions/template';
import { toJsonText } from './normalize';
import { parseJson } from './parseJson';
import { InvalidRow } from './preparedRow';

/**
 * Reads the row or the list of rows in 'Rows', which holds typed text, text with expressions in it, or
 * one expression that gives text, an object or a list.
 */
export function readJsonRows(context: IExecuteFunctions): (item: number) => unknown {
	const parameter: unknown = context.getNode().parameters.jsonRows;
	const evaluateWithN8n = (item: number): unknown => context.getNodeParameter('jsonRows', item);
	if (!isExpression(parameter)) {
		let known: unknown;
		return (item) => (known ??= toRows(context, evaluateWithN8n(item), item));
	}
	const pieces = splitTemplate(parameter.slice(1));
	if (pieces.length === 1) return (item) => toRows(context, evaluateWithN8n(item), item);
	const codes = pieces.filter((_, at) => at % 2).map((code) => `{{${code}}}`);
	const read = isWhole(pieces)
		? readExpressions(context, [parameter], (item) => [evaluateWithN8n(item)])
		: readExpressions(
				context,
				codes.map((code) => `=${code}`),
				(item) => codes.map((code) => context.evaluateExpression(code, item)),
			);
	return refuseSameList(context, parameter, (item) => {
		const values = read(item);
		const given = isWhole(pieces) ? values[0] : fillTemplate(context, pieces, values, item);
		return toRows(context, given, item);
	});
}

/** How many incoming items each give the rows that are typed in 'Rows'; 0 where an expression gives them. */
export function itemsOfJson(context: IExecuteFunctions): number {
	const isTyped =
		context.getNodeParameter('dataMode', 0, '') === 'json' &&
		!isExpression(context.getNode().parameters.jsonRows);
	return isTyped ? context.getInputData().length : 0;
}

/**
 * The text with values in place of the code. Between quotes a value is part of a JSON text, and cannot
 * leave it; elsewhere it is JSON itself.
 * @param pieces text and code in turn
 */
function fillTemplate(
	context: IExecuteFunctions,
	pieces: readonly string[],
	values: readonly unknown[],
	item: number,
): string {
	if (pieces.every((piece, at) => at % 2 || piece.trim() === '')) {
		const description = 'Remove it, so that the expression returns the object or the array itself.';
		const message = "'Rows' has a space or a line break before {{ or after }}";
		throw toUserError(context, message, description, item);
	}
	let isQuoted = false;
	const filled = pieces.map((piece, at) => {
		if (at % 2 === 0) {
			// Escaped quotes, and what else is escaped, end nothing.
			const quotes = piece.replace(/\\[\s\S]/g, '').split('"').length - 1;
			isQuoted = isQuoted !== (quotes % 2 === 1);
			return piece;
		}
		const value = values[(at - 1) / 2];
		if (!isQuoted && (value === undefined || value === '')) {
			const code = piece.trim().slice(0, 60);
			const description = `Add a default: {{ ${code} ?? null }}. For text, put the expression in double quotes.`;
			throw toUserError(context, `'Rows' has no value for {{ ${code} }}`, description, item);
		}
		const json = toJsonText(value, `{{ ${piece.trim()} }}`);
		if (json instanceof InvalidRow) throw invalid(context, json, item);
		return isQuoted ? JSON.stringify(asText(value, json)).slice(1, -1) : asJson(value, json);
	});
	return filled.join('');
}

/** Nothing is no text; text stays itself, without the quotes that JSON gives it. */
function asText(value: unknown, json: string): string {
	if (value === undefined || value === null) return '';
	return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

/** Text that is JSON already, or several values with commas between them, stays so. */
function asJson(value: unknown, json: string): string {
	if (typeof value !== 'string') return json;
	try {
		JSON.parse(`[${value}]`);
		return value;
	} catch {
		return json;
	}
}

function toRows(context: IExecuteFunctions, value: unknown, itemIndex: number): unknown {
	if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) {
		const description =
			'Enter a row as a JSON object, or an array of them. If it comes from an expression, check that it has a value for this item.';
		throw toUserError(context, "'Rows' is empty", description, itemIndex);
	}
	if (typeof value !== 'string') return value;
	const rows = parseJson(value);
	if (rows instanceof InvalidRow) throw invalid(context, rows, itemIndex);
	return rows;
}

const invalid = (
	context: IExecuteFunctions,
	{ phrase, description }: InvalidRow,
	itemIndex: number,
) => toUserError(context, `'Rows' ${phrase}`, description, itemIndex);

/** Expressions that read more than their own item. */
const READS_ALL_ITEMS = /\.\s*all\s*\(|\$items\b/;

/** As many items as are compared. */
const MAX_COMPARED = 20;

/** @throws where several items each give all rows, which would be sent once for each of them */
function refuseSameList(
	context: IExecuteFunctions,
	expression: string,
	read: (item: number) => unknown,
): (item: number) => unknown {
	const { length } = context.getInputData();
	if (length < 2 || !READS_ALL_ITEMS.test(expression)) return read;
	const isSame = (rows: unknown[], other: number) => {
		try {
			return JSON.stringify(read(other)) === JSON.stringify(rows);
		} catch {
			return false;
		}
	};
	let isChecked = false;
	let refusal: NodeOperationError | undefined;
	return (item) => {
		if (refusal) throw refusal;
		const rows = read(item);
		if (isChecked || !Array.isArray(rows) || rows.length === 0) return rows;
		isChecked = true;
		const others = [...Array(Math.min(length, MAX_COMPARED)).keys()];
		if (!others.every((other) => isSame(rows, other))) return rows;
		const what = rows.length === 1 ? 'row' : `${rows.length} rows`;
		const message = `'Rows' has the same ${what} for every item`;
		refusal = toUserError(context, message, SEND_ONCE, item);
		throw refusal;
	};
}

const SEND_ONCE =
	"The expression reads all items, so every row would be sent once per item. Turn on 'Execute Once' in the node's settings, or use {{ $json }} for one row per item.";
