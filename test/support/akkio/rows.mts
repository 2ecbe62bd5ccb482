/** What Akkio makes of the rows of one request, without storing them. Numbers are facts in FACTS.md. */
import type { Detail } from './replies.mts';

/** One row: its values by field name. */
export type Row = Record<string, unknown>;

/** One field of a dataset (W7). The set of types is open (W8). */
export interface Field {
	name: string;
	type: string;
}

/** A request that Akkio answers with a 422; `detail` is its body (E5). */
export class InvalidRequest extends Error {
	detail: Detail[];

	constructor(detail: Detail[]) {
		super(detail.map(({ msg }) => msg).join('; '));
		this.detail = detail;
	}
}

/**
 * The rows of a request: an array of objects, or the JSON text of one (W10). Throws InvalidRequest (E5).
 * @param key what the body calls them
 */
export function readRows(sent: unknown, key: 'rows' | 'data' = 'rows'): Row[] {
	const rows = typeof sent === 'string' ? parseJson(sent) : sent;
	const detail = (loc: Array<string | number>, kind: string) => ({
		loc: ['body', key, ...loc],
		msg: `value is not a valid ${kind}`,
		type: `type_error.${kind}`,
	});
	if (!Array.isArray(rows)) throw new InvalidRequest([detail([], 'list')]);
	const invalid = rows.flatMap((row: unknown, index) =>
		typeof row === 'object' && row !== null && !Array.isArray(row) ? [] : [detail([index], 'dict')],
	);
	if (invalid.length > 0) throw new InvalidRequest(invalid);
	return rows as Row[];
}

export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The fields that a first append with these rows defines (W11): all their keys, in first-seen order. */
export function inferFields(rows: Row[]): Field[] {
	const names = new Set(rows.flatMap((row) => Object.keys(row)));
	return [...names].map((name) => ({
		name,
		type: inferType(rows.flatMap((row) => (Object.hasOwn(row, name) ? [row[name]] : []))),
	}));
}

const INTEGER = /^[-+]?\d+$/;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?$/;
/** So many values for each distinct one make a category. Akkio's own rule is not known (W16). */
const REPEATS_OF_CATEGORY = 10;

/** The type of a column by the text of its values (W16); empty values are passed over (U10). */
function inferType(values: unknown[]): string {
	const texts = values
		.filter((value) => value !== null && value !== undefined && value !== '')
		.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value).trim()));
	const isEvery = (pattern: RegExp) => texts.every((text) => pattern.test(text));

	if (texts.length === 0) return 'string';
	if (isEvery(/^(true|false)$/i)) return 'category';
	if (texts.length >= REPEATS_OF_CATEGORY * new Set(texts).size) return 'category';
	if (isEvery(INTEGER)) return 'integer';
	if (isEvery(NUMBER)) return 'float';
	return isEvery(DATE) ? 'date' : 'string';
}
