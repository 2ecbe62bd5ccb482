import { isExpression, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { readExpressions } from './expressions';
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
	const codes = parts?.filter(({ isCode }) => isCode) ?? [];
	if (parts === undefined || codes.length === 0) {
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

/** Text as it stands, or code between {{ and }}. */
interface Part {
	isCode: boolean;
	text: string;
}

/** Splits text as n8n does; undefined where n8n has more rules: escapes, and code without an end. */
function splitTemplate(template: string): Part[] | undefined {
	const parts: Part[] = [];
	for (let from = 0; from < template.length; ) {
		const open = template.indexOf('{{', from);
		const text = template.slice(from, open < 0 ? undefined : open);
		if (text !== '') parts.push({ isCode: false, text });
		if (open < 0) break;
		const close = template.indexOf('}}', open + 2);
		if (close < 0 || text.endsWith('\\')) return undefined;
		parts.push({ isCode: true, text: template.slice(open + 2, close) });
		from = close + 2;
	}
	return parts;
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
		filled += isQuoted ? JSON.stringify(asText(value)).slice(1, -1) : asJson(value);
	}
	return filled;
}

function asText(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value !== 'object') return String(value);
	const json = JSON.stringify(value);
	return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

/** JSON for a value; text that is JSON already, or several values with commas between them, stays so. */
function asJson(value: unknown): string {
	if (typeof value !== 'string') return JSON.stringify(value) ?? 'null';
	try {
		JSON.parse(`[${value}]`);
		return value;
	} catch {
		return JSON.stringify(value);
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
	if (!(rows instanceof InvalidJson)) return rows;
	const { phrase, description } = rows;
	throw new NodeOperationError(context.getNode(), `'Rows' ${phrase}`, { itemIndex, description });
}

function missing(context: IExecuteFunctions, code: string, itemIndex: number): NodeOperationError {
	const shown = code.trim().slice(0, 60);
	return new NodeOperationError(context.getNode(), `'Rows' has no value for {{ ${shown} }}`, {
		itemIndex,
		description: `Give a default: {{ ${shown} ?? null }}. For text, put the expression in double quotes.`,
	});
}

function spaceAround(context: IExecuteFunctions, itemIndex: number): NodeOperationError {
	const message = "'Rows' has a space or a line break before {{ or after }}";
	return new NodeOperationError(context.getNode(), message, {
		itemIndex,
		description: 'Remove it, so that the expression gives the object or the array itself.',
	});
}

/** Expressions that read more than their own item. */
const READS_ALL_ITEMS = /\.\s*all\s*\(|\$items\b/;

/** Where an expression gives all items' rows, it gives them once for each item. */
function refuseSameList(
	context: IExecuteFunctions,
	expression: string,
	read: (item: number) => unknown,
): (item: number) => unknown {
	if (context.getInputData().length < 2 || !READS_ALL_ITEMS.test(expression)) return read;
	let isChecked = false;
	let refusal: NodeOperationError | undefined;
	return (item) => {
		if (refusal) throw refusal;
		const rows = read(item);
		if (isChecked || !Array.isArray(rows) || rows.length < 2) return rows;
		isChecked = true;
		const other = read(item === 0 ? 1 : 0);
		if (JSON.stringify(rows) !== JSON.stringify(other)) return rows;
		const message = `'Rows' gives the same ${rows.length} rows for every item`;
		refusal = new NodeOperationError(context.getNode(), message, {
			itemIndex: item,
			description:
				"Its expression reads all items, so they would be appended once per item. Turn on 'Execute Once' in the node's settings, or use {{ $json }} for one row per item.",
		});
		throw refusal;
	};
}
