import { MAX_DEPTH } from '../../../rows/normalize';
import { isPending, setInvalid, type PreparedRow, type Row } from '../../../rows/preparedRow';
import { MAX_NEW_COLUMNS } from '../../../shared/constants';
import { isNumericType } from '../../../shared/datasets';
import { cleanName, closestMatch } from '../../../shared/names';
import { joinNames, joinSentences, truncate } from '../../../shared/text';
import type { DatasetRows } from './datasetRows';
import type { AppendOptions } from './description';

/**
 * Finds the column of each field, and marks the rows that do not fit. A dataset without columns gets all
 * fields of these rows, first seen first.
 */
export function mapToSchema(group: DatasetRows, options: AppendOptions): void {
	const rows = group.rows.filter(isPending);
	const known = group.schema?.columns ?? [];
	group.isFirstAppend = known.length === 0;
	// Rows of an earlier try count, too: nobody knows whether it has set any.
	const columns =
		known.length > 0 ? known.map(({ name }) => name) : newColumns(group.rows, options);
	group.columns = columns;
	if (columns.length > MAX_NEW_COLUMNS && group.isFirstAppend) {
		for (const row of rows) [row.values, row.error] = [undefined, TOO_MANY_COLUMNS];
		return;
	}
	/** By clean name, as rows have them; a column's own spelling comes first. */
	const columnOf = new Map(columns.map((name) => [cleanName(name), name]));
	for (const name of columns) columnOf.set(name, name);
	const objects = options.nestedValues === 'flatten' ? objectNames(columns) : new Set<string>();
	const typeOf = new Map(known.map(({ name, type }) => [name, type]));
	const numericFields = new Set(
		[...columnOf].filter(([, column]) => isNumericType(typeOf.get(column))).map(([field]) => field),
	);
	const isExtra = (field: string, value: unknown) =>
		!columnOf.has(field) && !(objects.has(field) && isNullOrEmptyObject(value));
	if (group.isFirstAppend) group.mixedColumns = findMixed(rows);
	else checkRows(group, rows, { options, isExtra, numericFields });
	group.toRecord = ({ values }) => {
		// Most rows have the dataset's columns, in their order.
		if (isAlreadyRecord(values!, columns)) return values!;
		const record: Row = {};
		for (const column of columns) record[column] = null;
		for (const field in values) {
			const value = values[field];
			const column = columnOf.get(field);
			const isSent = options.extraFields === 'send' && isExtra(field, value);
			if (column !== undefined || isSent)
				record[column ?? field] = toCell(value, objects.has(field));
		}
		return record;
	};
}

/** Whether a row's fields are the columns, spelled as they are, with values that need nothing. */
function isAlreadyRecord(values: Row, columns: readonly string[]): boolean {
	let at = 0;
	for (const field in values) {
		const value = values[field];
		if (field !== columns[at++] || (typeof value === 'object' && value !== null)) return false;
	}
	return at === columns.length;
}

/** The empty objects that flattening leaves are null where columns are named after what is in them. */
function toCell(value: unknown, isNamedAfter: boolean): unknown {
	if (typeof value !== 'object' || value === null) return value;
	return isNamedAfter ? null : '{}';
}

/** In flattened rows, null and {} both stand for an object without values. */
const isNullOrEmptyObject = (value: unknown) => typeof value === 'object';

/** What has to be an object, since columns are named after its fields: "ship" for "ship.name". */
function objectNames(columns: readonly string[]): Set<string> {
	const names = new Set<string>();
	for (const column of columns) {
		// No data is nested any deeper, but a name may be of dots only.
		const parts = column.split('.', MAX_DEPTH);
		for (let depth = 1; depth < parts.length; depth++) {
			names.add(cleanName(parts.slice(0, depth).join('.')));
		}
	}
	return names;
}

/** All fields of the rows; MAX_NEW_COLUMNS + 1 of them say as much as more. */
function newColumns(rows: readonly PreparedRow[], { nestedValues }: AppendOptions): string[] {
	const names = new Set<string>();
	const withValue = new Set<string>();
	for (const { values } of rows) {
		for (const field in values) {
			names.add(field);
			if (!isNullOrEmptyObject(values[field])) withValue.add(field);
			if (names.size > MAX_NEW_COLUMNS) return [...names];
		}
	}
	const all = [...names];
	if (nestedValues !== 'flatten') return all;
	const objects = objectNames(all);
	return all.filter((name) => !objects.has(name) || withValue.has(name));
}

/** Columns that have numbers in some rows and text in others: the text decides the type, or is rejected. */
function findMixed(rows: readonly PreparedRow[]): string[] {
	const kinds = new Map<string, { number?: true; text?: true }>();
	for (const { values } of rows) {
		for (const field in values) {
			const value = values[field];
			if (value === null || typeof value === 'object') continue;
			if (typeof value === 'string' && value.trim() === '') continue;
			const kind = kinds.get(field) ?? {};
			kind[isNumeric(value) ? 'number' : 'text'] = true;
			kinds.set(field, kind);
		}
	}
	return [...kinds].filter(([, { number, text }]) => number && text).map(([name]) => name);
}

interface RowChecks {
	options: AppendOptions;
	isExtra(field: string, value: unknown): boolean;
	/** Clean names of numeric columns. */
	numericFields: ReadonlySet<string>;
}

function checkRows(
	group: DatasetRows,
	rows: readonly PreparedRow[],
	{ options, isExtra, numericFields }: RowChecks,
): void {
	const unknown = new Set<string>();
	const invalid: Array<{ row: PreparedRow; extras: string[] }> = [];
	for (const row of rows) {
		const values = row.values!;
		const extras: string[] = [];
		const wrong: string[] = [];
		let fieldCount = 0;
		for (const field in values) {
			fieldCount++;
			if (isExtra(field, values[field])) extras.push(field);
			if (numericFields.has(field) && !isNumericOrEmpty(values[field])) wrong.push(field);
		}
		for (const field of extras) unknown.add(field);
		if (extras.length > 0 && options.extraFields === 'error') invalid.push({ row, extras });
		else if (extras.length === fieldCount && options.extraFields === 'ignore') {
			setInvalid(row, 'has no field that is a column', CHECK_DATASET);
		} else if (wrong.length > 0) setNotNumeric(row, wrong);
	}
	group.unknownFields = [...unknown];
	if (invalid.length === 0) return;
	const advice = extraFieldsAdvice(group);
	for (const { row, extras } of invalid) {
		const what =
			extras.length === 1 ? 'a field that is not a column' : 'fields that are not columns';
		setInvalid(row, `has ${what}: ${joinNames(extras)}`, advice);
	}
}

function extraFieldsAdvice({ unknownFields, columns }: DatasetRows): string {
	const all = unknownFields.length > 1 ? `Not columns: ${joinNames(unknownFields)}.` : '';
	const guesses = unknownFields.slice(0, MAX_GUESSES).map((field) => {
		const match = closestMatch(field, columns);
		return match && `Did you mean '${truncate(match)}' instead of '${truncate(field)}'?`;
	});
	return joinSentences(
		all,
		...guesses,
		"Rename the field before this node, choose Map Each Column Manually in 'Mapping Mode', or set 'Options' → 'Handling Extra Fields' to Ignore.",
	);
}

/** Nobody reads more of them. */
const MAX_GUESSES = 3;

function setNotNumeric(row: PreparedRow, names: readonly string[]): void {
	const shown = names.slice(0, MAX_GUESSES).map((name) => {
		const value = toCell(row.values![name], false);
		const text = typeof value === 'string' ? `'${truncate(value, 40)}'` : String(value);
		return `${text} in '${truncate(name, 40)}'`;
	});
	const isOne = names.length === 1;
	setInvalid(
		row,
		`has ${shown.join(', ')}, but ${isOne ? 'the column is' : 'these columns are'} numeric`,
		'Correct the value before this node, or use null for a missing value.',
	);
}

/** Decimal numbers, as text, too: what JavaScript reads as hexadecimal, octal or binary is text. */
const NUMERIC_TEXT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

const isNumeric = (value: unknown) =>
	typeof value === 'number' || (typeof value === 'string' && NUMERIC_TEXT.test(value.trim()));

/** Empty text is a missing value, as in a spreadsheet. */
const isNumericOrEmpty = (value: unknown) =>
	value === null ||
	value === undefined ||
	isNumeric(value) ||
	(typeof value === 'string' && value.trim() === '');

const CHECK_DATASET =
	'Akkio would store an empty row. Check that this is the right dataset, and how its columns are spelled.';

const TOO_MANY_COLUMNS = {
	message: `The first append would set more than ${MAX_NEW_COLUMNS.toLocaleString('en')} columns`,
	description:
		'A dataset keeps its first columns permanently, and these look like values rather than names. Change the items so that each value has its own row, or choose JSON to build the rows.',
};
