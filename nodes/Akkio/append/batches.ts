import type { Row } from './rows';
import { Unfit } from './unfit';

/** How large a batch may be: rows, and bytes of its rows as JSON. A single larger row goes alone. */
export interface BatchLimits {
	rows: number;
	bytes: number;
}

/** Some of the rows, from `from` up to, but not, `to`, on their way in one request. */
export interface Batch {
	from: number;
	to: number;
	/** Places between the two of rows that cannot be sent, and are not in it. */
	skipped: readonly number[];
	/** The rows as JSON, with commas between them and no brackets around them. */
	json: string;
	/** The size of `json` in UTF-8. */
	bytes: number;
}

/**
 * The longest batch that starts at `from`, ends at `to` at the latest, and keeps to the limits.
 * Rows that are known to be unfit are skipped; one that turns out to have no JSON ends the batch.
 * Undefined if there is nothing before that.
 */
export function nextBatch(
	rows: ReadonlyArray<Row | Unfit>,
	from: number,
	to: number,
	limits: BatchLimits,
): Batch | undefined {
	const parts: string[] = [];
	const skipped: number[] = [];
	let bytes = 0;
	let index = from;
	for (; index < to && parts.length < limits.rows; index++) {
		const row = rows[index]!;
		if (row instanceof Unfit) {
			skipped.push(index);
			continue;
		}
		const json = jsonOf(row);
		if (json === undefined) break;
		const more = Buffer.byteLength(json) + (parts.length > 0 ? 1 : 0);
		if (parts.length > 0 && bytes + more > limits.bytes) break;
		parts.push(json);
		bytes += more;
	}
	return parts.length > 0 ? { from, to: index, skipped, json: parts.join(','), bytes } : undefined;
}

function jsonOf(row: Row): string | undefined {
	try {
		return JSON.stringify(row);
	} catch {
		return undefined;
	}
}
