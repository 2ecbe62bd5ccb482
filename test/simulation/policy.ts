import type { Outcome, Seen } from './record';

/** The words by which Akkio tells a key or an id that it does not know, whatever the HTTP status. */
const isUnknownKey = (status: unknown) => /api key/i.test(String(status));
const isUnknownId = (status: unknown) =>
	/dataset not found|invalid dataset id/.test(String(status));

/** What the server said of itself, wherever it said it. */
function wordsIn(body: unknown): unknown {
	const { status, message, detail } = (body ?? {}) as Record<string, unknown>;
	return message ?? status ?? detail;
}

/**
 * The design's append policy, written from its table and not from the package: what the response to an
 * append says about its rows.
 */
export function outcomeOf(seen: Seen | undefined): Outcome {
	if (seen === undefined) return 'unknown';
	if ('code' in seen) {
		return seen.code === 'ECONNREFUSED' || seen.code === 'ENOTFOUND' ? 'notAppended' : 'unknown';
	}
	const { statusCode, headers, body } = seen.response;
	const words = wordsIn(body);
	if (statusCode === 200 && words === 'success') return 'appended';
	if ([413, 422, 429].includes(statusCode) || isUnknownKey(words) || isUnknownId(words)) {
		return 'notAppended';
	}
	if (statusCode === 404 || (statusCode === 403 && words === undefined)) return 'notAppended';
	if (statusCode === 503 && headers['retry-after'] !== undefined) return 'notAppended';
	if (statusCode === 408 || statusCode >= 500) return 'unknown';
	if (statusCode !== 200) return 'rejected';
	return typeof words === 'string' ? 'rejected' : 'unknown';
}

const statusOf = (seen: Seen) => ('response' in seen ? seen.response.statusCode : undefined);

export const isTooLarge = (seen: Seen) => statusOf(seen) === 413;
export const isInvalidData = (seen: Seen) => statusOf(seen) === 422;
export const isRateLimited = (seen: Seen) => statusOf(seen) === 429;

/** Whether the same request may be sent once more because of this response, without the user's choice. */
export function mayRepeat(seen: Seen): boolean {
	return [undefined, 429, 503].includes(statusOf(seen)) && outcomeOf(seen) === 'notAppended';
}

/** Whether every later request, to this dataset at least, would end the same way. */
export function isFatal(seen: Seen): boolean {
	if ('code' in seen) return seen.code === 'ERR_CANCELED';
	const { statusCode, body } = seen.response;
	const isRedirect = statusCode >= 300 && statusCode < 400;
	return [401, 403, 404].includes(statusCode) || isRedirect || isUnknownId(wordsIn(body));
}

/** How long the response asks to wait, in ms; undefined if it does not, or for longer than is sat out. */
export function askedToWait(seen: Seen, now: number): number | undefined {
	const header = 'response' in seen ? seen.response.headers['retry-after'] : undefined;
	if (header === undefined) return undefined;
	const text = String(header);
	const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
	return ms <= 60_000 ? Math.max(0, ms) : undefined;
}

/** What is known of a row after one more request that carried it. */
export function after(before: Outcome, next: Outcome): Outcome {
	if (next === 'appended' || next === 'unknown') return next;
	return before === 'unknown' || next === 'notAppended' ? before : next;
}
