import type { Row } from './rows';

/** How large a batch may be: rows, and bytes of its rows as JSON. A single larger row goes alone. */
export interface BatchLimits {
	rows: number;
	bytes: number;
}

/** Some of the rows, from `from` up to, but not, `to`, on their way in one request. */
export interface Batch {
	from: number;
	to: number;
	/** The rows as JSON, with commas between them and no brackets around them. */
	json: string;
	/** The size of `json` in UTF-8. */
	bytes: number;
}

/**
 * The longest batch that starts at `from`, ends at `to` at the latest, and keeps to the limits.
 * Undefined if the row at `from` has no JSON; such a row also ends the batch before it.
 */
export function nextBatch(
	rows: readonly Row[],
	from: number,
	to: number,
	limits: BatchLimits,
): Batch | undefined {
	const parts: string[] = [];
	let bytes = 0;
	for (let index = from; index < to && parts.length < limits.rows; index++) {
		const json = jsonOf(rows[index]!);
		if (json === undefined) break;
		const more = Buffer.byteLength(json) + (parts.length > 0 ? 1 : 0);
		if (parts.length > 0 && bytes + more > limits.bytes) break;
		parts.push(json);
		bytes += more;
	}
	if (parts.length === 0) return undefined;
	return { from, to: from + parts.length, json: parts.join(','), bytes };
}

function jsonOf(row: Row): string | undefined {
	try {
		return JSON.stringify(row);
	} catch {
		return undefined;
	}
}
