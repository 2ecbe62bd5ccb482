import { ENVELOPE_BYTES, MAX_BATCH_BYTES } from '../shared/constants';
import type { PreparedRow, Row } from './preparedRow';

/** How large a batch may be: rows, and bytes of its rows as JSON. A single larger row goes alone. */
export interface BatchLimits {
	rows: number;
	bytes: number;
}

/** As many rows as the user says, and a body that proxies let through. */
export const batchLimits = ({ batchSize }: { batchSize: number }): BatchLimits => ({
	rows: batchSize,
	bytes: MAX_BATCH_BYTES - ENVELOPE_BYTES,
});

/** Rows that go in one request, in order. */
export interface Batch {
	rows: readonly PreparedRow[];
	/** The same as a JSON array. */
	json: string;
	/** The size of that in UTF-8. */
	bytes: number;
}

/**
 * The longest batch that starts with the row at `from` and keeps to the limits; one row at least.
 * @param rows all of them with values
 * @param toRecord a row as it is sent
 */
export function takeBatch(
	rows: readonly PreparedRow[],
	from: number,
	limits: BatchLimits,
	toRecord: (row: PreparedRow) => Row,
): Batch {
	const texts: string[] = [];
	let bytes = '[]'.length;
	let to = from;
	// Many rows at once take half the time of one after the other; near the limit, fewer at once.
	let atOnce = ROWS_AT_ONCE;
	while (to < rows.length && to - from < limits.rows) {
		const part = rows.slice(to, Math.min(to + atOnce, from + limits.rows));
		const text = JSON.stringify(part.map(toRecord)).slice(1, -1);
		const more = Buffer.byteLength(text) + (texts.length > 0 ? ','.length : 0);
		const fits = bytes + more <= limits.bytes;
		if (!fits && part.length > 1) {
			atOnce = Math.ceil(part.length / 2);
			continue;
		}
		if (!fits && texts.length > 0) break;
		texts.push(text);
		bytes += more;
		to += part.length;
	}
	return { rows: rows.slice(from, to), json: `[${texts.join(',')}]`, bytes };
}

const ROWS_AT_ONCE = 256;
