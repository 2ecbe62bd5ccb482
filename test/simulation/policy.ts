import type { Outcome } from './record';
import type { Seen } from './wire';

/**
 * The design's policy table once more, written from the table and not from the package: what the
 * answer to an append says about its rows.
 */
export function fateOf(seen: Seen): Outcome {
	if ('code' in seen) {
		return seen.code === 'ECONNREFUSED' || seen.code === 'ENOTFOUND' ? 'notAppended' : 'unknown';
	}
	const { statusCode, headers, body } = seen.answer;
	const status = (body as { status?: unknown } | undefined)?.status;
	if (statusCode === 200 && status === 'success') return 'appended';
	if ([404, 408, 413, 422, 429].includes(statusCode)) return 'notAppended';
	if (statusCode === 503 && headers['retry-after'] !== undefined) return 'notAppended';
	if (statusCode >= 500) return 'unknown';
	if (statusCode !== 200) return 'refused';
	return typeof status === 'string' ? 'refused' : 'unknown';
}

/** Whether the same request may be sent once more because of this answer, without the user's choice. */
export function mayRepeat(seen: Seen): boolean {
	const isTooMuch = 'answer' in seen && [404, 413, 422].includes(seen.answer.statusCode);
	return fateOf(seen) === 'notAppended' && !isTooMuch;
}

/** Whether the answer says no more than that others came first. */
export const isCrowd = (seen: Seen) => 'answer' in seen && seen.answer.statusCode === 429;

/** Whether every later request, to this dataset at least, would meet the same. */
export function ends(seen: Seen): boolean {
	if ('code' in seen) return seen.code === 'ERR_CANCELED';
	const { statusCode } = seen.answer;
	return [401, 403, 404].includes(statusCode) || (statusCode >= 300 && statusCode < 400);
}

/** How long the answer asks to wait, in ms; undefined if it does not, or for longer than is sat out. */
export function askedToWait(seen: Seen, now: number): number | undefined {
	const header = 'answer' in seen ? seen.answer.headers['retry-after'] : undefined;
	if (header === undefined) return undefined;
	const ms = /^\d+$/.test(String(header))
		? Number(header) * 1000
		: Date.parse(String(header)) - now;
	return ms <= 60_000 ? Math.max(0, ms) : undefined;
}

/** What is known of a row after one more request that carried it. */
export function after(before: Outcome, next: Outcome): Outcome {
	if (next === 'appended' || next === 'unknown') return next;
	return before === 'unknown' || next === 'notAppended' ? before : next;
}
