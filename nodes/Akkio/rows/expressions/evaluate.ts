import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isDateTime, plainSize, USE_N8N } from './plainData';
import { isWhole, type Template } from './template';

/** An evaluation takes n8n about 0.45 ms, whatever is in it; among so many items it hardly counts. */
const MAX_ITEMS = 100;
/** n8n's isolate has 128 MB. After it ran out of them, no expression of the node works any more. */
const MAX_BYTES = 1_000_000;
const MAX_RESULT_BYTES = 10_000_000;

/**
 * Evaluates expressions in one evaluation, and keeps the values until another item is asked for.
 * @param jsons of the items, if the code reads only its own item; then many are evaluated at once
 * @returns the values for an item, USE_N8N for each that only n8n's own way can give; throws where
 * n8n evaluates in another way than is known here
 */
export function evaluateTogether(
	context: IExecuteFunctions,
	templates: readonly Template[],
	jsons?: readonly IDataObject[],
): (itemIndex: number) => unknown[] {
	const expression = combine(templates, jsons !== undefined);
	const evaluateFrom = (itemIndex: number): unknown[] => {
		if (!jsons) return [context.evaluateExpression(expression, itemIndex)];
		const akkioItems = takePlain(jsons, itemIndex);
		if (akkioItems.length === 0) return [templates.map(() => 0)];
		// The private field that n8n's expressions read their items from.
		if (!('connectionInputData' in context)) throw new TypeError('No items');
		const value = [{ json: { akkioItems, start: itemIndex } }];
		const inside = Object.create(context, { connectionInputData: { value } }) as typeof context;
		const rows = inside.evaluateExpression(expression, 0) as unknown as unknown[];
		if (rows.length !== akkioItems.length) throw new TypeError('Not a row for each item');
		return rows;
	};
	let start = 0;
	let rows: unknown[][] = [];
	return (itemIndex) => {
		if (!rows[itemIndex - start]) {
			rows = evaluateFrom(itemIndex).map((cells) => readCells(cells, templates.length));
			start = itemIndex;
		}
		return rows[itemIndex - start]!;
	};
}

/** The data from an item on that is plain and small enough together. */
function takePlain(jsons: readonly IDataObject[], from: number): IDataObject[] {
	let bytes = 0;
	const chunk = jsons.slice(from, from + MAX_ITEMS);
	const end = chunk.findIndex((json) => (bytes += plainSize(json, MAX_BYTES - bytes)) > MAX_BYTES);
	return end < 0 ? chunk : chunk.slice(0, end);
}

function readCells(cells: unknown, count: number): unknown[] {
	if (!Array.isArray(cells) || cells.length !== count) throw new TypeError('Not a cell for each');
	return cells.map((cell: unknown) => {
		const value: unknown = Array.isArray(cell) ? cell[0] : USE_N8N;
		if (value === undefined || isDateTime(value)) return value;
		return plainSize(value, MAX_RESULT_BYTES) < Infinity ? value : USE_N8N;
	});
}

/**
 * One expression that gives a list with a cell for each template, or a list of such lists, with
 * `$json` and `$itemIndex` bound to each item in turn. A cell is `[value]`, or 0 where n8n has to
 * evaluate the template by itself: it throws, or the results become too large.
 */
function combine(templates: readonly Template[], isForItems: boolean): string {
	// Written as n8n's own method `.first()`, it would have n8n rewrite the whole expression.
	const forItems = `
		const akkioInput = $input["first"]();
		const akkioJson = akkioInput.json ?? akkioInput;
		return akkioJson.akkioItems.map((json, at) => akkioRow(json, akkioJson.start + at));`;
	return `{{ (() => {
		let akkioLeft = ${MAX_RESULT_BYTES};
		const akkioFits = (value) => {
			akkioLeft -= typeof value === "string" ? 2 * value.length + 16 : 16;
			return akkioLeft > 0 && (typeof value !== "object" || value === null || Object.values(value).every(akkioFits));
		};
		const akkioCell = (read) => {
			try { const value = read(); return akkioFits(value) ? [value] : 0; } catch (error) { return 0; }
		};
		const akkioCode = (read) => {
			try { return read(); } catch (error) { if (error.name !== "TypeError") throw error; }
		};
		const akkioText = (value) => (value || value === 0 || value === false ? value : "");
		const akkioRow = ($json, $itemIndex) => [${templates.map(cellCode).join(', ')}];
		${isForItems ? forItems : 'return akkioRow($json, $itemIndex);'}
	})() }}`;
}

function cellCode(template: Template): string {
	const pieces = template.map((piece, at) =>
		at % 2 ? `akkioCode(() => (${piece}))` : quote(piece),
	);
	const text = `[${pieces.join(', ')}].map(akkioText).join("")`;
	return `akkioCell(() => ${isWhole(template) ? pieces[1]! : text})`;
}

/** Text in quotes, with nothing in it that n8n would take for braces or a method of its own. */
const quote = (text: string) =>
	JSON.stringify(text).replace(/[{}.$]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
