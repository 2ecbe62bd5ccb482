/**
 * What the documentation promises of a row's values and columns, once more and as plainly as it can be
 * said. It shares nothing with the package.
 */
import type { Setting } from './arbitrary';

type Cell = string | number | boolean | null;

/** What becomes of a row: what the dataset holds afterwards, or every reason why it cannot go there. */
export type Expected = { stored: Record<string, Cell> } | { reasons: string[] };

/** In flattened rows `{}` is undecided: null if there are columns for what is in such an object. */
const EMPTY = Symbol('{}');
/** A row's values by column. */
type Cells = Map<string, Cell | typeof EMPTY>;

/** Names that look the same are the same. */
const clean = (name: string) =>
	name
		.replace(/\p{Zs}/gu, ' ')
		.replace(/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g, '')
		.normalize('NFC')
		.trim();

/** What becomes of rows that are appended together. */
export function expectRows(given: readonly unknown[], setting: Setting): Expected[] {
	const read = given.map((row) => cellsOf(row, setting));
	const sendable = read.flatMap((row) => (row instanceof Map ? [row] : []));
	const columns = setting.columns ?? newColumns(sendable, setting);
	return read.map((row) => (row instanceof Map ? fit(row, columns, setting) : { reasons: row }));
}

const KINDS: Record<string, string> = { string: 'text', number: 'a number' };

/** A row's values, or every reason why it has none. */
function cellsOf(row: unknown, { nestedValues, ignoreFields }: Setting): Cells | string[] {
	if (row === null || typeof row !== 'object' || Array.isArray(row)) {
		const kind = KINDS[typeof row] ?? (row === null ? 'null' : undefined);
		const other = Array.isArray(row) ? 'an array' : 'true or false';
		return [`is ${kind ?? other}, expected an object`];
	}
	const ignored = new Set(ignoreFields.map(clean));
	const cells: Cells = new Map();
	const reasons: string[] = [];
	const set = (name: string, value: Cell | typeof EMPTY) => {
		if (cells.has(name)) reasons.push(`two fields named ${quote(name)}`);
		cells.set(name, value);
	};
	const add = (name: string, value: unknown): void => {
		if (ignored.has(name)) return;
		// A spreadsheet's column without a heading and without values is none.
		if (name === '' && (value === null || value === '')) return;
		if (name === '') return void reasons.push('a field without a name');
		if (name === '__proto__' || !isValidText(name)) return void reasons.push('a field named');
		const isList = Array.isArray(value);
		if (typeof value !== 'object' || value === null) {
			reasons.push(...invalidIn(value, name));
			set(name, (value === 0 ? 0 : value) as Cell);
		} else if (nestedValues === 'flatten' && !isList) {
			const inner = Object.entries(value);
			if (inner.length === 0) set(name, EMPTY);
			for (const [key, one] of inner) add(`${name}.${clean(key)}`, one);
		} else if (nestedValues === 'error') {
			reasons.push(`${isList ? 'an array' : 'an object'} in ${quote(name)}`);
		} else {
			reasons.push(...scalarsIn(value).flatMap((one) => invalidIn(one, name)));
			set(name, JSON.stringify(value));
		}
	};
	for (const [name, value] of Object.entries(row)) add(clean(name), value);
	if (reasons.length > 0) return reasons;
	return cells.size > 0 ? cells : ['has no fields'];
}

/** All rows' names, first seen first; not those of flattened objects that have columns for what is in them. */
function newColumns(rows: readonly Cells[], { nestedValues }: Setting) {
	// As in any object, names that are whole numbers come first.
	const names = [...new Set(rows.flatMap((row) => Object.keys(Object.fromEntries(row))))];
	const hasValue = (name: string) =>
		rows.some((row) => ![undefined, null, EMPTY].includes(row.get(name) as null));
	const isColumn = (name: string) =>
		nestedValues !== 'flatten' || hasValue(name) || !isObjectName(name, names);
	return names.filter(isColumn).map((name) => ({ name, type: 'string' }));
}

/** Whether there are columns for what is in an object of this name. */
const isObjectName = (name: string, columns: readonly string[]) =>
	columns.some((column) => clean(column).startsWith(`${name}.`));

function fit(row: Cells, columns: NonNullable<Setting['columns']>, setting: Setting): Expected {
	const names = columns.map(({ name }) => name);
	const columnOf = (name: string) =>
		names.includes(name) ? name : names.findLast((column) => clean(column) === name);
	const cell = (name: string, value: Cell | typeof EMPTY) =>
		value !== EMPTY ? value : isObjectName(name, names) ? null : '{}';
	/** Null and {} stand for an object without values, where flattened columns are named after it. */
	const isNothing = (name: string, value: Cell | typeof EMPTY) =>
		setting.nestedValues === 'flatten' && (value === null || value === EMPTY)
			? isObjectName(name, names)
			: false;
	const extras = [...row].filter(
		([name, value]) => columnOf(name) === undefined && !isNothing(name, value),
	);
	const reasons: string[] = [];
	if (extras.length > 0 && setting.extraFields === 'error') {
		const isOne = extras.length === 1;
		const what = isOne ? 'a field that is not a column' : 'fields that are not columns';
		reasons.push(`has ${what}: ${short(extras[0]![0])}`);
	}
	if (extras.length === row.size && setting.extraFields === 'ignore') {
		reasons.push('has no field that is a column');
	}
	const stored: Record<string, Cell> = Object.fromEntries(names.map((name) => [name, null]));
	for (const [name, value] of row) {
		const column = columnOf(name);
		if (column !== undefined) stored[column] = cell(name, value);
		else if (setting.extraFields === 'send' && !isNothing(name, value)) {
			stored[name] = cell(name, value);
		}
	}
	for (const { name, type } of columns) {
		const isNumeric = ['integer', 'float', 'number'].includes(type);
		const value = stored[name]!;
		if (!isNumeric || isNumber(value)) continue;
		const shown = typeof value === 'string' ? quote(value, 40) : String(value);
		reasons.push(`${shown} in ${quote(clean(name), 40)}`);
	}
	return reasons.length > 0 ? { reasons } : { stored };
}

/** Text counts as a number if it is a decimal one, or empty. */
const isNumber = (value: Cell) =>
	value === null ||
	typeof value === 'number' ||
	(typeof value === 'string' && /^\s*([+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*)?$/i.test(value));

const isValidText = (text: string) => !/[\0\p{Cs}]/u.test(text);

function invalidIn(value: unknown, name: string): string[] {
	if (value === 'Invalid DateTime') return [`an invalid date in ${quote(name)}`];
	if (typeof value !== 'string' || isValidText(value)) return [];
	return [`text that is not valid Unicode in ${quote(name)}`];
}

/** Everything in an object or list that is neither. */
const scalarsIn = (value: unknown): unknown[] =>
	typeof value === 'object' && value !== null ? Object.values(value).flatMap(scalarsIn) : [value];

const short = (text: string, most = 60) => (text.length > most ? `${text.slice(0, most)}…` : text);

const quote = (text: string, most?: number) => `'${short(text, most)}'`;
