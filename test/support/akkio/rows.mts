/** What Akkio makes of the rows of one request, without storing them. Numbers are facts in FACTS.md. */
import type { Detail } from './replies.mts';

/** One row: its values by field name. */
export type Row = Record<string, unknown>;

/** One field of a dataset (W7). `type` is `category`, `string` or `number` here; Akkio may know more (W8). */
export interface Field {
	name: string;
	type: string;
}

/** An append that Akkio answers with a 422; `detail` is what the answer says (E5). */
export class RefusedRows extends Error {
	detail: Detail[];

	constructor(detail: Detail[]) {
		super(detail.map(({ msg }) => msg).join('; '));
		this.detail = detail;
	}
}

/** The rows of a request: an array of objects, or the JSON text of one (W10). Throws RefusedRows (E5). */
export function readRows(sent: unknown): Row[] {
	const rows = typeof sent === 'string' ? parse(sent) : sent;
	if (!Array.isArray(rows)) {
		throw new RefusedRows([
			{ loc: ['body', 'rows'], msg: 'value is not a valid list', type: 'type_error.list' },
		]);
	}
	const wrong = rows.flatMap((row: unknown, index) =>
		typeof row === 'object' && row !== null && !Array.isArray(row) ? [] : [index],
	);
	if (wrong.length > 0) {
		throw new RefusedRows(
			wrong.map((index) => ({
				loc: ['body', 'rows', index],
				msg: 'value is not a valid dict',
				type: 'type_error.dict',
			})),
		);
	}
	return rows as Row[];
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The fields that a first append with these rows defines (W11): all their keys, in first-seen order. */
export function fieldsOf(rows: Row[]): Field[] {
	const names = new Set(rows.flatMap((row) => Object.keys(row)));
	return [...names].map((name) => ({ name, type: typeOf(rows.map((row) => row[name])) }));
}

/** How Akkio tells the types apart is not known; this rule yields the three that were seen (W8). */
function typeOf(column: unknown[]): string {
	const values = column.filter((value) => value !== null && value !== undefined);
	if (values.length > 0 && values.every((value) => typeof value === 'number')) return 'number';
	if (values.some((value) => typeof value === 'boolean')) return 'category';
	const repeats = values.length > 1 && new Set(values).size <= values.length / 2;
	return repeats ? 'category' : 'string';
}
