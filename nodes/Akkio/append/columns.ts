import type { Row } from './rows';

/** A dataset's column, with Akkio's word for its type: `category`, `string`, `number` or others. */
export interface Column {
	name: string;
	type?: string;
}

/** The columns that a dataset without any gets from these rows: all their fields, first seen first. */
export function columnsOf(rows: readonly Row[]): Column[] {
	const names = new Set<string>();
	let last: readonly string[] = [];
	for (const row of rows) {
		if (hasExactly(row, last)) continue;
		last = Object.keys(row);
		for (const name of last) names.add(name);
	}
	return [...names].map((name) => ({ name }));
}

/** The columns of one dataset, and where a row's fields belong in it. */
export class Columns {
	readonly names: readonly string[];

	/** By the name without white space around it, as rows have it. */
	private readonly byField: ReadonlyMap<string, string>;

	private readonly numbers: readonly string[];

	constructor(columns: readonly Column[]) {
		this.names = columns.map(({ name }) => name);
		this.byField = new Map([
			...this.names.map((name) => [name.trim(), name] as const),
			...this.names.map((name) => [name, name] as const),
		]);
		this.numbers = columns.filter(({ type }) => type === 'number').map(({ name }) => name);
	}

	/** Whether the row has a value for each column, in the dataset's order, and nothing else. */
	isFitted(row: Row): boolean {
		return hasExactly(row, this.names);
	}

	/** Whether every row can be sent just as it is. */
	areFitted(rows: readonly Row[]): boolean {
		return rows.every((row) => this.isFitted(row) && this.wrongNumbers(row).length === 0);
	}

	/** The fields of these rows that have no column, first seen first. */
	extrasOf(rows: readonly Row[]): string[] {
		const extras = new Set<string>();
		for (const row of rows) {
			if (this.isFitted(row)) continue;
			for (const field of Object.keys(row)) if (!this.byField.has(field)) extras.add(field);
		}
		return [...extras];
	}

	/** The row's values in the dataset's order, null where it has none, and after them its `extras`. */
	arranged(row: Row, extras: readonly string[]): Row {
		const cells = new Map<string, unknown>(this.names.map((name) => [name, null]));
		for (const field of Object.keys(row)) {
			const name = this.byField.get(field);
			if (name !== undefined) cells.set(name, row[field]);
		}
		for (const field of extras) cells.set(field, row[field]);
		return Object.fromEntries(cells);
	}

	/** The number columns for which the row has something else; of other types nothing is known. */
	wrongNumbers(row: Row): readonly string[] {
		// Most rows have none, and need no list of them.
		return this.numbers.every((name) => isNumeric(row[name]))
			? NONE
			: this.numbers.filter((name) => !isNumeric(row[name]));
	}
}

/** Whether these are the row's fields, in this order; it has none but its own. Without a list of them. */
function hasExactly(row: Row, names: readonly string[]): boolean {
	let index = 0;
	for (const field in row) if (field !== names[index++]) return false;
	return index === names.length;
}

const NONE: readonly string[] = [];

/** Empty text is a missing value, as in a spreadsheet. */
const isNumeric = (value: unknown) =>
	value === null ||
	typeof value === 'number' ||
	(typeof value === 'string' && (value.trim() === '' || Number.isFinite(Number(value))));
