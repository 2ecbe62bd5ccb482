import { shortened } from '../shared/text';
import type { Row } from './rows';
import { Unfit } from './unfit';

/** What to do with an object or a list in a cell; `leaveOut` names fields that are not to be sent. */
export interface ValueRules {
	nested: 'json' | 'flatten' | 'refuse';
	leaveOut: ReadonlySet<string>;
}

/** What luxon, n8n's library for dates, writes for a date that is none. */
const NO_DATE = 'Invalid DateTime';

/** Whether Akkio takes a value as it is. */
export const isScalar = (value: unknown) =>
	typeof value === 'string'
		? value !== NO_DATE
		: typeof value === 'boolean' || value === null || Number.isFinite(value);

/** Whether a name can be a column's as it is. */
export const isName = (name: string) => name !== '' && name !== '__proto__' && name.trim() === name;

/** The row's values as Akkio takes them, each under its name, or why they cannot be sent. */
export function cellsOf(row: Row, rules: ValueRules): ReadonlyMap<string, unknown> | Unfit {
	const cells = new Map<string, unknown>();
	for (const name of Object.keys(row)) {
		try {
			const wrong = addCell(cells, name.trim(), row[name], rules);
			if (wrong) return wrong;
		} catch {
			return new Unfit(`has a value nested too deeply in '${shortened(name.trim())}'`, NO_JSON);
		}
	}
	return cells;
}

/** Adds a value under its name, or says why it cannot be sent. */
function addCell(
	cells: Map<string, unknown>,
	name: string,
	given: unknown,
	rules: ValueRules,
): Unfit | undefined {
	if (rules.leaveOut.has(name) || given === undefined) return undefined;
	if (!isName(name)) {
		return new Unfit(
			name === '' ? 'has a field without a name' : `has a field named '${shortened(name)}'`,
			'Akkio could not make a column of it. Rename the field, or leave it out, before this node.',
		);
	}
	const value = plain(given);
	if (value instanceof Unfit) return inField(value, name);
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		const inner = Object.keys(value);
		if (rules.nested === 'flatten' && inner.length > 0) {
			for (const key of inner) {
				const wrong = addCell(cells, `${name}.${key.trim()}`, (value as Row)[key], rules);
				if (wrong) return wrong;
			}
			return undefined;
		}
	}
	const cell = typeof value === 'object' && value !== null ? nestedCell(value, name, rules) : value;
	if (cell instanceof Unfit) return cell;
	if (cells.has(name)) {
		return new Unfit(
			`has two fields named '${shortened(name)}'`,
			'Names are compared without the white space around them. Rename one of the two fields, or leave it out.',
		);
	}
	cells.set(name, cell);
	return undefined;
}

/** A value as JSON knows it, dates and big integers as text; objects and lists stay what they are. */
function plain(value: unknown): unknown {
	if (typeof value === 'number') return Number.isFinite(value) ? value : notANumber(value);
	if (typeof value === 'bigint') return String(value);
	if (typeof value === 'function' || typeof value === 'symbol') {
		return new Unfit(`has a ${typeof value}`, NO_JSON);
	}
	if (value === NO_DATE) return WRONG_DATE;
	const { toJSON } = (value ?? {}) as { toJSON?: unknown };
	if (typeof value !== 'object' || typeof toJSON !== 'function') return value;
	// Dates that are none, JavaScript's and luxon's, would turn into null without a word.
	return plain((value as Date).toJSON() ?? NO_DATE);
}

function nestedCell(value: object, name: string, { nested }: ValueRules): unknown {
	if (nested === 'refuse') {
		return new Unfit(
			`has ${Array.isArray(value) ? 'a list' : 'an object'} in '${shortened(name)}'`,
			"Turn it into a single value before this node, or choose under 'Options' → 'Nested Values' what to make of it.",
		);
	}
	let wrong: Unfit | undefined;
	const text = JSON.stringify(value, function (this: Row, key) {
		// What JSON.stringify itself hands over has been through toJSON.
		const cell = plain(this[key]);
		if (cell instanceof Unfit) wrong ??= cell;
		return cell;
	});
	return wrong ? inField(wrong, name) : text;
}

const inField = ({ phrase, description }: Unfit, name: string) =>
	new Unfit(`${phrase} in '${shortened(name)}'`, description);

const NO_JSON =
	'It cannot be written as JSON, perhaps since it holds itself. Turn it into text, or leave the field out.';

const WRONG_DATE = new Unfit(
	'has a date that is none',
	'The date could not be read. Check the expression or the node that made it, and the format it expects.',
);

const notANumber = (value: number) =>
	new Unfit(
		`has ${value}`,
		'Akkio takes no such number. Check the calculation, or give null instead: {{ Number.isFinite($json.x) ? $json.x : null }}.',
	);
