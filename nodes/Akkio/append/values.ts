import { cellsOf, isName, isScalar, type ValueRules } from './cells';
import type { Row } from './rows';
import { Unfit } from './unfit';

export const NO_FIELDS = new Unfit(
	'has no fields',
	'Akkio would store an empty row. Leave such items out before this node, with a Filter node for example.',
);

/** Makes rows' values such as Akkio takes. */
export class Values {
	/** The names in the last row that needed nothing: mostly the next one has the same. */
	private names: readonly string[] = [];

	/** That row's prototype, from which no field comes. */
	private prototype: unknown;

	constructor(private readonly rules: ValueRules) {}

	/**
	 * The row with each value as Akkio takes it: text, number, true, false or null, under names without
	 * white space around them. Dates become ISO 8601, what is nested follows the rules, undefined is left
	 * out. Most rows need nothing, and are returned as they are.
	 */
	of(row: Row): Row | Unfit {
		if (this.isLikeLast(row) || this.needsNothing(row)) return row;
		const cells = cellsOf(row, this.rules);
		if (cells instanceof Unfit) return cells;
		return cells.size > 0 ? Object.fromEntries(cells) : NO_FIELDS;
	}

	/** Whether a row needs nothing, as the one before: a loop over its fields, without a list of them. */
	private isLikeLast(row: Row): boolean {
		const { names } = this;
		if (Object.getPrototypeOf(row) !== this.prototype) return false;
		let index = 0;
		for (const name in row) {
			if (name !== names[index] || !isScalar(row[name])) return false;
			index++;
		}
		return index === names.length;
	}

	private needsNothing(row: Row): boolean {
		const { leaveOut } = this.rules;
		const names = Object.keys(row);
		const prototype: unknown = Object.getPrototypeOf(row);
		if (names.length === 0 || inheritsFrom(prototype)) return false;
		for (const name of names) {
			if (!isScalar(row[name]) || !isName(name) || leaveOut.has(name)) return false;
		}
		this.names = names;
		this.prototype = prototype;
		return true;
	}
}

/** Whether objects of this prototype have fields that are not their own. */
function inheritsFrom(prototype: unknown): boolean {
	for (const _field in prototype as object | null) return true;
	return false;
}
