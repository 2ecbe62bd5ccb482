import type { IExecuteFunctions } from 'n8n-workflow';

import { isAllowed, readsOthers } from './allowlist';
import { evaluateTogether } from './evaluate';
import { isDateTime, isSame, USE_N8N } from './plainData';
import { compilePaths, parseTemplate, type Template } from './template';

/** So many rows are compared with n8n's before any is trusted. */
const CHECKED_ROWS = 2;
/** With fewer the check, and n8n's parsing of combined code, may cost more than is saved. */
const MIN_ITEMS = 30;
const MIN_CODE_VALUES = 300;
/** n8n takes about 0.02 ms to parse a character, and more than in proportion beyond this. */
const MAX_CODE_LENGTH = 10_000;
/** So many more rows may need n8n's own way than did not, before it is taken for all. */
const MAX_DETOURS = 100;
/** Two evaluations of such code may differ. */
const READS_CLOCK = /\$now|\$today|\bnow\b|\bDate\b/;

/**
 * Values of expressions item by item, exactly as n8n evaluates them, but without one evaluation for
 * each value. Values may be shared with the items: not to be changed.
 * @param expressions as n8n stores them, each with '=' in front
 * @param evaluateWithN8n n8n's own values of all of them for one item, in the same order; throws
 * what n8n throws
 */
export function readExpressions(
	context: IExecuteFunctions,
	expressions: readonly string[],
	evaluateWithN8n: (itemIndex: number) => unknown[],
): (itemIndex: number) => unknown[] {
	const readRow = findFastWay(context, expressions);
	if (!readRow) return evaluateWithN8n;
	let checksLeft = CHECKED_ROWS;
	let detoursLeft = MAX_DETOURS;
	// n8n makes text of a column's date, but not of a parameter's own.
	let datesAreText = false;

	return (itemIndex) => {
		let values: unknown[] = [];
		try {
			if (detoursLeft > 0) values = readRow(itemIndex);
		} catch {
			detoursLeft = 0;
		}
		if (detoursLeft <= 0) return evaluateWithN8n(itemIndex);
		const withoutDates = (value: unknown) => (datesAreText ? String(value) : USE_N8N);
		const row = values.some(isDateTime)
			? values.map((value) => (isDateTime(value) ? withoutDates(value) : value))
			: values;
		const isComplete = !row.includes(USE_N8N);
		if (isComplete && checksLeft === 0) {
			detoursLeft++;
			return row;
		}

		let known: unknown[] | undefined;
		try {
			known = evaluateWithN8n(itemIndex);
		} finally {
			// n8n throws where the fast way has a value.
			if (!known && isComplete) detoursLeft = 0;
		}
		if (isComplete) checksLeft--;
		else detoursLeft--;
		for (const [at, value] of row.entries()) {
			if (isDateTime(values[at]) && typeof known[at] === 'string') datesAreText = true;
			if (value === USE_N8N || READS_CLOCK.test(expressions[at]!)) continue;
			if (!isSame(value, known[at])) detoursLeft = 0;
		}
		return known;
	};
}

/** A way to read a row, USE_N8N for each value that is not known; undefined if it is not faster. */
function findFastWay(context: IExecuteFunctions, expressions: readonly string[]) {
	const jsons = context.getInputData().map(({ json }) => json);
	if (jsons.length < MIN_ITEMS) return undefined;
	const readers: Array<(itemIndex: number) => unknown> = [];
	const code: Array<{ column: number; template: Template; isRow: boolean }> = [];
	for (const [column, expression] of expressions.entries()) {
		const template = parseTemplate(expression);
		if (!template) return undefined;
		const readPaths = compilePaths(template);
		const codes = template.filter((_, at) => at % 2);
		if (readPaths) readers[column] = (itemIndex) => readPaths(jsons[itemIndex]);
		else if (!codes.every(isAllowed)) return undefined;
		else code.push({ column, template, isRow: codes.some(readsOthers) });
	}
	const length = code.flatMap(({ template }) => template).join('').length;
	const isFew = code.length > 0 && code.length * jsons.length < MIN_CODE_VALUES;
	// One evaluation for a single value is n8n's own way.
	const isSingle = expressions.length === 1 && code[0]?.isRow;
	if (isSingle || isFew || length > MAX_CODE_LENGTH) return undefined;
	for (const isRow of [true, false]) {
		const columns = code.filter((column) => column.isRow === isRow);
		const templates = columns.map(({ template }) => template);
		const evaluate = evaluateTogether(context, templates, isRow ? undefined : jsons);
		for (const [at, { column }] of columns.entries()) {
			readers[column] = (itemIndex) => evaluate(itemIndex)[at];
		}
	}
	return (itemIndex: number) => readers.map((read) => read(itemIndex));
}
