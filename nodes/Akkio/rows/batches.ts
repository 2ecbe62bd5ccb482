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
	/**
	 * The rows as JSON, without brackets around them: some rows in each piece, with commas between them;
	 * the commas between the pieces are missing. Put together, it would be copied once more.
	 */
	pieces: readonly string[];
	/** The size of all of it in UTF-8, commas included. */
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
	const pieces: string[] = [];
	const skipped: number[] = [];
	let count = 0;
	let bytes = 0;
	let index = from;
	/** Up to here rows are taken one by one. */
	let singlesTo = from;
	while (index < to && count < limits.rows) {
		// Rows are mostly alike: as many as will probably fit, after a first one that tells.
		const fitting = count > 0 ? Math.floor(((limits.bytes - bytes) * count) / bytes) : 1;
		const many = Math.max(1, Math.min(CHUNK, fitting, to - index, limits.rows - count));
		const taken = index < singlesTo ? 1 : many;
		if (taken === 1 && rows[index] instanceof Unfit) {
			skipped.push(index++);
			continue;
		}
		const json = jsonOf(rows, index, taken);
		const more = json === undefined ? Infinity : Buffer.byteLength(json) + (count > 0 ? 1 : 0);
		if (json === undefined || (bytes + more > limits.bytes && count + taken > 1)) {
			if (taken === 1) break;
			singlesTo = index + taken;
			continue;
		}
		pieces.push(json);
		count += taken;
		bytes += more;
		index += taken;
	}
	return count > 0 ? { from, to: index, skipped, pieces, bytes } : undefined;
}

/**
 * So many rows are written together, which takes half the time of one by one. With more of them the
 * text would be so long that JavaScript keeps it apart, and gets new memory for each.
 */
const CHUNK = 100;

/** Some rows as JSON, if every one of them can be sent. */
function jsonOf(rows: ReadonlyArray<Row | Unfit>, from: number, count: number): string | undefined {
	const some = rows.slice(from, from + count);
	if (some.some((row) => row instanceof Unfit)) return undefined;
	try {
		return JSON.stringify(some).slice(1, -1);
	} catch {
		return undefined;
	}
}
