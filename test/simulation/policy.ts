import type { RowOutcome } from '../../nodes/Akkio/shared/errors';
import type { Seen } from './record';

/**
 * The design's append policy, written from its table and not from the package: what the response to an
 * append says about its rows.
 */
export function outcomeOf(seen: Seen | undefined): RowOutcome {
	if (seen === undefined) return 'unknown';
	if ('code' in seen) {
		return ['ECONNREFUSED', 'ENOTFOUND'].includes(seen.code) ? 'notAppended' : 'unknown';
	}
	const { statusCode, headers } = seen.response;
	const words = wordsIn(seen);
	if (statusCode === 200 && words === 'success') return 'appended';
	if ([404, 413, 422, 429].includes(statusCode) || isUnknownId(seen)) return 'notAppended';
	if (/api key/i.test(words) || (statusCode === 403 && words === '')) return 'notAppended';
	if (statusCode === 503 && headers['retry-after'] !== undefined) return 'notAppended';
	if (statusCode === 408 || statusCode >= 500) return 'unknown';
	return statusCode === 200 && words === '' ? 'unknown' : 'rejected';
}

/** What the server said of itself, wherever it said it. */
function wordsIn(seen: Seen): string {
	const body = 'response' in seen ? seen.response.body : undefined;
	const { status, message, detail } = (body ?? {}) as Record<string, unknown>;
	return String(message ?? status ?? detail ?? '');
}

/** Akkio's words for an id that it does not know, whatever the HTTP status. */
const isUnknownId = (seen: Seen) => /dataset not found|invalid dataset id/.test(wordsIn(seen));

const statusOf = (seen: Seen) => ('response' in seen ? seen.response.statusCode : 0);

export const isTooLarge = (seen: Seen) => statusOf(seen) === 413;
export const isInvalidData = (seen: Seen) => statusOf(seen) === 422;
export const isRateLimited = (seen: Seen) => statusOf(seen) === 429;

/** Whether the same request may be sent once more because of this response, without the user's choice. */
export const mayRepeat = (seen: Seen): boolean =>
	[0, 429, 503].includes(statusOf(seen)) && outcomeOf(seen) === 'notAppended';

/** Whether every later request, to this dataset at least, would end the same way. */
export function isFatal(seen: Seen): boolean {
	if ('code' in seen) return seen.code === 'ERR_CANCELED';
	const status = statusOf(seen);
	return (status >= 300 && status < 400) || [401, 403, 404].includes(status) || isUnknownId(seen);
}

/** How long the response asks to wait, in ms; 0 if it does not, or for longer than is sat out. */
export function askedToWait(seen: Seen, now: number): number {
	const header = 'response' in seen ? seen.response.headers['retry-after'] : undefined;
	const text = String(header ?? 0);
	const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
	return ms <= 60_000 ? Math.max(0, ms) : 0;
}

/** What is known of a row after one more request that carried it. */
export function after(before: RowOutcome, next: RowOutcome): RowOutcome {
	if (next === 'appended' || next === 'unknown') return next;
	return before === 'unknown' || next === 'notAppended' ? before : next;
}
