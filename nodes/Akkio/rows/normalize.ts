import { cleanName } from '../shared/names';
import { isObject, joinSentences, truncate } from '../shared/text';
import { InvalidRow, type Row } from './preparedRow';

/** What to do with nested values, and which fields not to send. */
export interface NormalizeRules {
	nestedValues: 'json' | 'flatten' | 'error';
	/** Clean names; an empty one stands for columns without a heading. */
	ignoreFields: ReadonlySet<string>;
	/** Filled with those of them that some row had. */
	foundIgnoreFields?: Set<string>;
}

/** One thing that is wrong with a row: "an invalid date in 'x'". */
interface Fault {
	what: string;
	description: string;
}

/** No data is nested any deeper; without an end, a value that contains itself. */
export const MAX_DEPTH = 100;

/** As many faults as a message can bear. */
const MAX_FAULTS = 4;

export const NO_FIELDS = new InvalidRow(
	'has no fields',
	'An item without fields makes an empty row. Remove empty items before this node, for example with a Filter node.',
);

/** What luxon, n8n's library for dates, writes for a date that is none. */
const INVALID_DATE = 'Invalid DateTime';

/**
 * A row's values as Akkio takes them: text, number, true, false or null, under clean names. Dates become
 * ISO 8601, nested values follow the rules, undefined is left out. Most rows need nothing, and are
 * returned as they are. With 'flatten', an empty object stays one: what it means depends on other rows.
 */
export function normalizeRow(row: Row, rules: NormalizeRules): Row | InvalidRow {
	if (needsNothing(row, rules)) return row;
	const values = new Map<string, unknown>();
	const faults: Fault[] = [];
	for (const name of Object.keys(row)) {
		try {
			addValue(values, faults, cleanName(name), row[name], rules);
		} catch {
			faults.push(tooDeep(name));
		}
	}
	if (faults.length > 0) return toInvalidRow(faults);
	return values.size > 0 ? Object.fromEntries(values) : NO_FIELDS;
}

function needsNothing(row: Row, { ignoreFields }: NormalizeRules): boolean {
	const names = Object.keys(row);
	if (names.length === 0) return false;
	for (const name of names) {
		if (!isValue(row[name]) || !isName(name) || ignoreFields.has(name)) return false;
	}
	return true;
}

/** Whether Akkio takes a value as it is. */
function isValue(value: unknown): boolean {
	if (typeof value === 'string') return value !== INVALID_DATE && isUnicode(value);
	return typeof value === 'boolean' || value === null || Number.isFinite(value);
}

/** Whether a name can be a column's as it is. */
function isName(name: string): boolean {
	if (lastNames.has(name)) return true;
	if (name === '' || name === '__proto__' || !isUnicode(name) || cleanName(name) !== name)
		return false;
	if (lastNames.size >= MAX_LAST_NAMES) lastNames.clear();
	lastNames.add(name);
	return true;
}

/** Names that can be columns': rows mostly have the same ones as the row before. */
const lastNames = new Set<string>();
const MAX_LAST_NAMES = 100;

/** JSON and databases do not agree on NUL and on halves of surrogate pairs. */
const isUnicode = (text: string) =>
	!text.includes('\0') && (text as unknown as { isWellFormed(): boolean }).isWellFormed();

function addValue(
	values: Map<string, unknown>,
	faults: Fault[],
	name: string,
	given: unknown,
	rules: NormalizeRules,
	depth = 0,
): void {
	if (depth > MAX_DEPTH) throw new Error('Nested too deeply');
	if (rules.ignoreFields.has(name)) {
		rules.foundIgnoreFields?.add(name);
		return;
	}
	const isEmpty = given === undefined || given === null || given === '';
	// Spreadsheets have columns without a heading and without a value, too.
	if (given === undefined || (name === '' && isEmpty)) return;
	if (!isName(name)) {
		faults.push(invalidName(name));
		return;
	}
	const value = toPlain(given, name, faults);
	if (isObject(value) && rules.nestedValues === 'flatten') {
		const inner = Object.keys(value);
		for (const key of inner) {
			addValue(values, faults, `${name}.${cleanName(key)}`, value[key], rules, depth + 1);
		}
		if (inner.length > 0) return;
	} else if (typeof value === 'object' && value !== null) {
		setValue(values, faults, name, nestedText(value, name, rules, faults));
		return;
	}
	setValue(values, faults, name, value);
}

function setValue(
	values: Map<string, unknown>,
	faults: Fault[],
	name: string,
	value: unknown,
): void {
	if (values.has(name)) {
		faults.push({
			what: `two fields named '${truncate(name)}'`,
			description:
				'Names are compared without the white space around them and without invisible characters. Rename or remove one of the two fields.',
		});
	}
	values.set(name, value);
}

/** A value as JSON knows it, dates and big integers as text; objects and lists stay what they are. */
function toPlain(value: unknown, name: string, faults: Fault[]): unknown {
	const fault = (what: string, description: string) => {
		faults.push({ what: `${what}${inField(name)}`, description });
		return null;
	};
	if (typeof value === 'number') {
		return Number.isFinite(value) ? value : fault(String(value), NOT_FINITE);
	}
	if (typeof value === 'bigint') return String(value);
	if (typeof value === 'function' || typeof value === 'symbol')
		return fault(`a ${typeof value}`, NO_JSON);
	if (value === INVALID_DATE) return fault('an invalid date', CHECK_DATE);
	if (typeof value === 'string' && !isUnicode(value))
		return fault('text that is not valid Unicode', NOT_UNICODE);
	const { toJSON } = (value ?? {}) as { toJSON?: unknown };
	if (typeof value !== 'object' || typeof toJSON !== 'function') return value;
	// Invalid dates, JavaScript's and luxon's, would turn into null without a word.
	return toPlain((value as Date).toJSON() ?? INVALID_DATE, name, faults);
}

function nestedText(value: object, name: string, rules: NormalizeRules, faults: Fault[]): unknown {
	if (rules.nestedValues === 'error') {
		faults.push({
			what: `${Array.isArray(value) ? 'an array' : 'an object'}${inField(name)}`,
			description:
				"Turn it into a single value before this node, or choose another way under 'Options' → 'Nested Values'.",
		});
		return null;
	}
	return toJson(value, name, faults);
}

function toJson(value: unknown, name: string, faults: Fault[]): string | undefined {
	return JSON.stringify(value, function (this: Row, key) {
		// What JSON.stringify itself hands over has been through toJSON.
		return toPlain(this[key], name, faults);
	});
}

/**
 * A value as JSON text, dates and big integers as text in it; null for undefined. InvalidRow if JSON
 * would change it.
 * @param name what to call it
 */
export function toJsonText(value: unknown, name: string): string | InvalidRow {
	const faults: Fault[] = [];
	try {
		const json = toJson(value, name, faults) ?? 'null';
		return faults.length > 0 ? toInvalidRow(faults) : json;
	} catch {
		return toInvalidRow([tooDeep(name)]);
	}
}

function invalidName(name: string): Fault {
	const what =
		name === ''
			? 'a field without a name'
			: `a field named '${truncate(name.replace(/[\0\p{Cs}]/gu, '�'))}'`;
	return {
		what,
		description:
			"Akkio cannot make a column of it. Rename or remove the field before this node. In Append Rows, you can also add it to 'Ignore Fields'.",
	};
}

const tooDeep = (name: string): Fault => ({
	what: `a value nested too deeply${inField(name)}`,
	description: NO_JSON,
});

const inField = (name: string) => ` in '${truncate(name)}'`;

function toInvalidRow(faults: readonly Fault[]): InvalidRow {
	const whats = faults.slice(0, MAX_FAULTS).map(({ what }) => what);
	const more = faults.length > MAX_FAULTS ? ` and ${faults.length - MAX_FAULTS} more` : '';
	const descriptions = new Set(faults.map(({ description }) => description));
	return new InvalidRow(`has ${whats.join(', ')}${more}`, joinSentences(...descriptions));
}

const NO_JSON =
	'It cannot be written as JSON, perhaps because it contains itself. Convert it to text, or remove the field.';
const CHECK_DATE =
	'The date could not be read. Check the expression or the node that made it, and the format that it expects.';
const NOT_FINITE =
	'Akkio does not accept this number. Check the calculation, or use null instead: {{ Number.isFinite($json.x) ? $json.x : null }}.';
const NOT_UNICODE =
	'It contains a NUL character or half of a character. Check how the text was read or cut before this node.';
