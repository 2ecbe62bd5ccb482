import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { chunked } from './chunks';
import { forOneItem, MARK, UNDEFINED } from './combine';
import { choiceOf, choiceReader } from './path';
import { OWN, settled } from './plain';
import { scopeOf, type Scope } from './scope';
import { shown, templateOf, type Template } from './template';

/** A column's value for an item, or OWN where only n8n's own evaluation can tell. */
export type Source = (itemIndex: number) => unknown;

/** A column with an expression, and the fastest way to its values. */
export interface Mapped {
	expression: string;
	/** Undefined if only n8n itself can evaluate it. */
	source?: Source;
	/** The source evaluates nothing, so that it depends on no other column. */
	isRead: boolean;
	/** It reads the clock, so that two evaluations may differ. */
	isTimed: boolean;
}

interface Grouped {
	column: Mapped;
	template: Template;
	scope: Scope;
}

/** Finds the fastest way to the values of each expression. */
export function mapped(
	context: IExecuteFunctions,
	items: readonly IDataObject[],
	expressions: readonly string[],
): Mapped[] {
	const groups = new Map<string, Grouped[]>();
	const columns = expressions.map((expression): Mapped => {
		const column: Mapped = { expression, isRead: false, isTimed: false };
		const template = templateOf(expression);
		if (!template) return column;
		const read = reader(template);
		if (read) return { ...column, isRead: true, source: (itemIndex) => read(items[itemIndex]) };

		const scope = scopeOfAll(template);
		if (!scope) return column;
		column.isTimed = scope.isTimed;
		// n8n rewrites the whole of an expression that calls a method of its own.
		const name = `${scope.reach} ${scope.isExtended}`;
		groups.set(name, [...(groups.get(name) ?? []), { column, template, scope }]);
		return column;
	});
	for (const group of groups.values()) {
		if (group[0]!.scope.reach === 'item') fromChunks(context, items, group);
		else if (group.length > 1) fromRows(context, group);
	}
	return columns;
}

/** Reads paths and text without any evaluation; undefined if there is more in the template. */
function reader({ parts, isWhole }: Template): ((json: unknown) => unknown) | undefined {
	const readers = parts.map(({ type, text }) => {
		if (type === 'text') return () => text;
		const choice = choiceOf(text);
		return choice && choiceReader(choice);
	});
	const known = readers.filter((read) => read !== undefined);
	if (known.length < readers.length) return undefined;
	if (isWhole) return known[0];
	return (json) => {
		const values = known.map((read) => read(json));
		return values.includes(OWN) ? OWN : values.map(shown).join('');
	};
}

function scopeOfAll({ parts }: Template): Scope | undefined {
	const codes = parts.filter(({ type }) => type === 'code');
	const scopes = codes.map(({ text }) => scopeOf(text));
	const known = scopes.filter((scope) => scope !== undefined);
	if (known.length < codes.length) return undefined;
	return {
		reach: known.some(({ reach }) => reach === 'row') ? 'row' : 'item',
		isExtended: known.some(({ isExtended }) => isExtended),
		isTimed: known.some(({ isTimed }) => isTimed),
		weight: known.reduce((sum, { weight }) => sum + weight, 0),
	};
}

function fromChunks(
	context: IExecuteFunctions,
	items: readonly IDataObject[],
	group: readonly Grouped[],
): void {
	const weight = group.reduce((sum, { scope }) => sum + scope.weight, 0);
	const templates = group.map(({ template }) => template);
	const rowOf = chunked(context, items, templates, weight);
	for (const [at, { column }] of group.entries()) {
		column.source = (itemIndex) => cell(rowOf(itemIndex), at);
	}
}

/** The group's values for one item in one evaluation, kept until the next item is asked for. */
function fromRows(context: IExecuteFunctions, group: readonly Grouped[]): void {
	const code = forOneItem(group.map(({ template }) => template));
	let known: { itemIndex: number; row?: unknown[] } | undefined;
	let isBroken = false;
	const rowOf = (itemIndex: number) => {
		if (known?.itemIndex === itemIndex || isBroken) return known?.row;
		known = { itemIndex };
		try {
			const row = context.evaluateExpression(code, itemIndex) as unknown;
			if (Array.isArray(row) && row.length === group.length) known.row = row;
		} catch {
			isBroken = true;
		}
		return known.row;
	};
	for (const [at, { column }] of group.entries()) {
		column.source = (itemIndex) => cell(rowOf(itemIndex), at);
	}
}

function cell(row: unknown[] | undefined, at: number): unknown {
	if (!row || row[at] === MARK) return OWN;
	return row[at] === UNDEFINED ? undefined : settled(row[at]);
}
