/**
 * What the README promises of a row's values and columns, once more and as plainly as it can be
 * said. It shares nothing with the package.
 */
import type { Setting } from './setting';

type Cell = string | number | boolean | null;

/** A row as the dataset holds it afterwards, or every reason why it cannot go there. */
export type Fate = { stored: Record<string, Cell> } | { wrong: string[] };

/** What becomes of rows that are appended together. */
export function fatesOf(given: readonly unknown[], setting: Setting): Fate[] {
	const valued = given.map((row) => cellsOf(row, setting));
	const sendable = valued.flatMap((row) => ('cells' in row ? [row.cells] : []));
	const seen = [...new Set(sendable.flatMap((cells) => cells.map(([name]) => name)))];
	return valued.map((row) =>
		'cells' in row ? fitted(new Map(row.cells), seen, setting) : { wrong: row.wrong },
	);
}

type Cells = { cells: Array<[string, Cell]> } | { wrong: string[] };

/** A row's values by column, without white space around the names. */
function cellsOf(row: unknown, { nestedValues, leaveOut }: Setting): Cells {
	if (row === null || typeof row !== 'object' || Array.isArray(row)) {
		const kind = row === null ? 'null' : Array.isArray(row) ? 'a list' : `a ${typeof row}`;
		return { wrong: [`is ${kind}, and no object`] };
	}
	const left = leaveOut.map((name) => name.trim()).filter((name) => name !== '');
	const cells: Array<[string, Cell]> = [];
	const wrong: string[] = [];
	const add = (name: string, value: unknown): unknown => {
		if (left.includes(name)) return undefined;
		if (name === '') return wrong.push('has a field without a name');
		if (name === '__proto__') return wrong.push("has a field named '__proto__'");
		if (typeof value !== 'object' || value === null) {
			if (value === 'Invalid DateTime')
				return wrong.push(`has a date that is none in ${inQuotes(name)}`);
			return cells.push([name, (value === 0 ? 0 : value) as Cell]);
		}
		if (nestedValues === 'flatten' && !Array.isArray(value) && Object.keys(value).length > 0) {
			return Object.entries(value).map(([key, inner]) => add(`${name}.${key.trim()}`, inner));
		}
		if (nestedValues === 'refuse') {
			return wrong.push(
				`has ${Array.isArray(value) ? 'a list' : 'an object'} in ${inQuotes(name)}`,
			);
		}
		if (holds(value, (inner) => inner === 'Invalid DateTime')) {
			return wrong.push(`has a date that is none in ${inQuotes(name)}`);
		}
		return cells.push([name, JSON.stringify(value)]);
	};
	for (const [name, value] of Object.entries(row)) add(name.trim(), value);

	const names = cells.map(([name]) => name);
	const twice = names.filter((name, index) => names.indexOf(name) < index);
	wrong.push(...twice.map((name) => `has two fields named ${inQuotes(name)}`));
	if (cells.length === 0 && wrong.length === 0) return { wrong: ['has no fields'] };
	return wrong.length > 0 ? { wrong } : { cells };
}

/** @param seen all rows' names, in the order in which they were seen first */
function fitted(row: ReadonlyMap<string, Cell>, seen: string[], setting: Setting): Fate {
	const columns = setting.columns ?? seen.map((name) => ({ name, type: undefined }));
	const known = columns.map(({ name }) => name.trim());
	const extras = seen.filter((name) => row.has(name) && !known.includes(name));
	const wrong: string[] = [];
	if (extras.length > 0 && setting.extraFields === 'refuse') {
		const what = extras.length === 1 ? 'a field' : 'fields';
		wrong.push(`has ${what} without a column: ${extras.map((name) => short(name)).join(', ')}`);
	}
	if (extras.length === row.size && setting.extraFields === 'leaveOut') {
		wrong.push('has no field with a column');
	}
	const stored = new Map(columns.map(({ name }) => [name, row.get(name.trim()) ?? null]));
	const noNumbers = columns.filter(
		({ name, type }) => type === 'number' && !isNumeric(stored.get(name)!),
	);
	if (noNumbers.length > 0) {
		const cells = noNumbers.map(({ name }) => {
			const value = stored.get(name)!;
			return `${typeof value === 'string' ? inQuotes(value, 40) : value} in ${inQuotes(name, 40)}`;
		});
		wrong.push(`has ${cells.join(', ')}, where the dataset has numbers`);
	}
	if (setting.extraFields === 'send') for (const name of extras) stored.set(name, row.get(name)!);
	return wrong.length > 0 ? { wrong } : { stored: Object.fromEntries(stored) };
}

/** Text counts as a number if it is one, or empty. */
const isNumeric = (value: Cell) =>
	value === null || (typeof value !== 'boolean' && Number.isFinite(Number(value)));

/** Whether something is anywhere in a JSON value. */
export function holds(value: unknown, isIt: (inner: unknown) => boolean): boolean {
	if (isIt(value)) return true;
	return (
		typeof value === 'object' &&
		value !== null &&
		Object.values(value).some((inner) => holds(inner, isIt))
	);
}

const short = (text: string, most = 100) => (text.length > most ? `${text.slice(0, most)}…` : text);

const inQuotes = (text: string, most?: number) => `'${short(text, most)}'`;
