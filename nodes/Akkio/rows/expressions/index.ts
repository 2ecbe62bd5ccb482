import type { IExecuteFunctions } from 'n8n-workflow';

import { isAllowed, readsOthers } from './allowlist';
import { evaluateTogether } from './evaluate';
import { isDate, isDateTime, plainSize, USE_N8N } from './plainData';
import { compilePaths, parseTemplate, type Template } from './template';

/** So many rows are compared with n8n's before any is trusted. */
const CHECKED_ROWS = 2;
/** With fewer items the check, and n8n's parsing of combined code, cost more than is saved. */
const MIN_ITEMS = 4;
const MIN_ITEMS_FOR_CODE = 10;
/** n8n's parsing takes longer than in proportion to the code. */
const MAX_COLUMNS = 20;
/** So many rows may be evaluated in vain, beyond those that were not. */
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
	const readsClock = expressions.map((expression) => READS_CLOCK.test(expression));
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
		if (detoursLeft === 0) return evaluateWithN8n(itemIndex);
		const row = values.map((value) => {
			if (!isDateTime(value)) return value;
			return datesAreText ? String(value) : USE_N8N;
		});
		const isComplete = !row.includes(USE_N8N);
		if (isComplete && checksLeft === 0) {
			detoursLeft++;
			return row;
		}

		let known: unknown[];
		try {
			known = evaluateWithN8n(itemIndex);
		} catch (error) {
			if (isComplete) detoursLeft = 0;
			throw error;
		}
		for (const [at, value] of row.entries()) {
			if (isDateTime(values[at]) && typeof known[at] === 'string') datesAreText = true;
			const isRight = readsClock[at] ? typeof value === typeof known[at] : isSame(value, known[at]);
			if (value !== USE_N8N && !isRight) detoursLeft = 0;
		}
		if (isComplete) checksLeft--;
		else if (detoursLeft > 0) detoursLeft--;
		return known;
	};
}

function isSame(one: unknown, other: unknown): boolean {
	const arePlain = [one, other].every((value) => isDate(value) || plainSize(value) < Infinity);
	return arePlain ? JSON.stringify(one) === JSON.stringify(other) : Object.is(one, other);
}

/** Reads a row faster than n8n, USE_N8N for each value that is not known; undefined if that is not possible. */
function findFastWay(context: IExecuteFunctions, expressions: readonly string[]) {
	const jsons = context.getInputData().map(({ json }) => json);
	const readers: Array<(itemIndex: number) => unknown> = [];
	const templates: Template[] = [];
	const ownCode: number[] = [];
	const otherCode: number[] = [];
	for (const [column, expression] of expressions.entries()) {
		const template = parseTemplate(expression);
		const readPaths = template && compilePaths(template);
		const codes = template?.filter((_, at) => at % 2);
		if (!template || !(readPaths ?? codes!.every(isAllowed))) return undefined;
		templates.push(template);
		if (readPaths) readers[column] = (itemIndex) => readPaths(jsons[itemIndex]);
		else if (codes!.some(readsOthers)) otherCode.push(column);
		else ownCode.push(column);
	}
	const hasCode = ownCode.length + otherCode.length > 0;
	if (jsons.length < (hasCode ? MIN_ITEMS_FOR_CODE : MIN_ITEMS)) return undefined;
	// For a single value it would be one evaluation, as n8n's own.
	if (otherCode.length > 0 && expressions.length === 1) return undefined;

	for (const columns of [ownCode, otherCode]) {
		for (let from = 0; from < columns.length; from += MAX_COLUMNS) {
			const group = columns.slice(from, from + MAX_COLUMNS);
			const evaluate = evaluateTogether(
				context,
				group.map((column) => templates[column]!),
				columns === ownCode ? jsons : undefined,
			);
			for (const [at, column] of group.entries()) {
				readers[column] = (itemIndex) => evaluate(itemIndex)[at];
			}
		}
	}
	return (itemIndex: number) => readers.map((read) => read(itemIndex));
}
