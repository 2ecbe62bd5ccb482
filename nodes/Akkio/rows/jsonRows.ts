import { isExpression, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { readExpressions } from './expressions';
import { InvalidRow, toJsonText } from './normalize';
import { InvalidJson, parseJson } from './parseJson';

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
	const parts = splitTemplate(parameter.slice(1));
	const codes = parts.filter(({ isCode }) => isCode);
	if (codes.length === 0) {
		return (item) => toRows(context, evaluateWithN8n(item), item);
	}
	if (parts.length === 1) {
		const read = readExpressions(context, [parameter], (item) => [evaluateWithN8n(item)]);
		return refuseSameList(context, parameter, (item) => toRows(context, read(item)[0], item));
	}
	const expressions = codes.map(({ text }) => `={{${text}}}`);
	const read = readExpressions(context, expressions, (item) =>
		expressions.map((expression) => context.evaluateExpression(expression.slice(1), item)),
	);
	return refuseSameList(context, parameter, (item) =>
		toRows(context, fillTemplate(context, parts, read(item), item), item),
	);
}

/** How many incoming items each give the rows that are typed in 'Rows'; 0 where an expression gives them. */
export function itemsOfJson(context: IExecuteFunctions): number {
	const isTyped =
		context.getNodeParameter('dataMode', 0, '') === 'json' &&
		!isExpression(context.getNode().parameters.jsonRows);
	return isTyped ? context.getInputData().length : 0;
}

/** Text as it stands, or code between {{ and }}. */
interface Part {
	isCode: boolean;
	text: string;
}

/** Splits text as n8n does; code without an end is text, too. */
function splitTemplate(template: string): Part[] {
	const parts: Part[] = [];
	for (let from = 0; from < template.length; ) {
		const open = findBraces(template, '{{', from);
		const close = open < 0 ? -1 : findBraces(template, '}}', open + 2);
		const text = template.slice(from, close < 0 ? undefined : open);
		if (text !== '') parts.push({ isCode: false, text });
		if (close < 0) break;
		parts.push({ isCode: true, text: template.slice(open + 2, close) });
		from = close + 2;
	}
	return parts;
}

/** The next braces that no odd number of backslashes takes for text. */
function findBraces(template: string, braces: string, from: number): number {
	let at = template.indexOf(braces, from);
	const isEscaped = () => /(?<!\\)(?:\\\\)*\\$/.test(template.slice(from, at));
	while (at >= 0 && isEscaped()) at = template.indexOf(braces, at + braces.length);
	return at;
}

/**
 * The text with values in place of the code. Between quotes a value is part of a JSON text, and cannot
 * leave it; elsewhere it is JSON itself.
 */
function fillTemplate(
	context: IExecuteFunctions,
	parts: readonly Part[],
	values: readonly unknown[],
	item: number,
): string {
	if (parts.every(({ isCode, text }) => isCode || text.trim() === ''))
		throw spaceAround(context, item);
	let filled = '';
	let isQuoted = false;
	let index = 0;
	for (const { isCode, text } of parts) {
		if (!isCode) {
			filled += text;
			// Escaped quotes, and what else is escaped, end nothing.
			const quotes = text.replace(/\\[\s\S]/g, '').split('"').length - 1;
			isQuoted = isQuoted !== (quotes % 2 === 1);
			continue;
		}
		const value = values[index++];
		if (!isQuoted && (value === undefined || value === '')) throw missing(context, text, item);
		const json = toJsonText(value, `{{ ${text.trim()} }}`);
		if (json instanceof InvalidRow) throw invalid(context, json, item);
		filled += isQuoted ? JSON.stringify(asText(value, json)).slice(1, -1) : asJson(value, json);
	}
	return filled;
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
		throw new NodeOperationError(context.getNode(), "'Rows' is empty", {
			itemIndex,
			description:
				'Enter a row as a JSON object, or an array of them. If it comes from an expression, check that it has a value for this item.',
		});
	}
	if (typeof value !== 'string') return value;
	const rows = parseJson(value);
	if (rows instanceof InvalidJson) throw invalid(context, rows, itemIndex);
	return rows;
}

function invalid(
	context: IExecuteFunctions,
	{ phrase, description }: InvalidJson | InvalidRow,
	itemIndex: number,
): NodeOperationError {
	return new NodeOperationError(context.getNode(), `'Rows' ${phrase}`, { itemIndex, description });
}

function missing(context: IExecuteFunctions, code: string, itemIndex: number): NodeOperationError {
	const shown = code.trim().slice(0, 60);
	return new NodeOperationError(context.getNode(), `'Rows' has no value for {{ ${shown} }}`, {
		itemIndex,
		description: `Add a default: {{ ${shown} ?? null }}. For text, put the expression in double quotes.`,
	});
}

function spaceAround(context: IExecuteFunctions, itemIndex: number): NodeOperationError {
	const message = "'Rows' has a space or a line break before {{ or after }}";
	return new NodeOperationError(context.getNode(), message, {
		itemIndex,
		description: 'Remove it, so that the expression returns the object or the array itself.',
	});
}

/** Expressions that read more than their own item. */
const READS_ALL_ITEMS = /\.\s*all\s*\(|\$items\b/;

/** Other items to compare with. */
const MAX_COMPARED = 20;

/** Where an expression gives all items' rows, it gives them once for each item. */
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
		for (let other = 0; other < Math.min(length, MAX_COMPARED); other++) {
			if (!isSame(rows, other)) return rows;
		}
		const what = rows.length === 1 ? 'row' : `${rows.length} rows`;
		refusal = new NodeOperationError(
			context.getNode(),
			`'Rows' has the same ${what} for every item`,
			{
				itemIndex: item,
				description:
					"The expression reads all items, so every row would be sent once per item. Turn on 'Execute Once' in the node's settings, or use {{ $json }} for one row per item.",
			},
		);
		throw refusal;
	};
}
