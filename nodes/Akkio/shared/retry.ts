import { clock } from './clock';
import {
	FIRST_BACKOFF_MS,
	MAX_BACKOFF_MS,
	MAX_RETRY_AFTER_MS,
	MAX_TRIES,
	RETRY_DEADLINE_MS,
} from './constants';
import { STOPPED_BEFORE, type RequestError } from './errors';

export type Result<T> = { ok: true; value: T } | { ok: false; error: RequestError };

/** Which requests may be sent again. */
export interface RetryPolicy {
	/** The request only reads: whatever may pass may be tried again. */
	isRead?: boolean;
	/** The user chose to send again what may have arrived. */
	retryUnknown?: boolean;
	/** Tries of what may have been processed, the first one included. */
	maxTries?: number;
	/** The execution's cancel signal. */
	signal?: AbortSignal;
}

/**
 * Tries until it succeeds, the error is final, or patience ends: RETRY_DEADLINE_MS after the first
 * try, and after MAX_TRIES unless others only came first. No try starts once the execution is stopped.
 * A failed write after a try of unknown outcome stays unknown: that try may have arrived.
 */
export async function withRetries<T>(
	attempt: () => Promise<Result<T>>,
	{ isRead = false, retryUnknown = false, maxTries = MAX_TRIES, signal }: RetryPolicy,
): Promise<Result<T>> {
	let deadline: number | undefined;
	let ambiguous: RequestError | undefined;
	const failed = (error: RequestError): Result<T> => ({
		ok: false,
		error: ambiguous ? { ...ambiguous, fatalFor: error.fatalFor } : error,
	});

	for (let tries = 1; ; tries++) {
		if (signal?.aborted) return failed(STOPPED_BEFORE);
		const result = await attempt();
		if (result.ok) return result;

		const { error } = result;
		// Waiting for the first turn may take longer than all that follows.
		deadline ??= clock.now() + RETRY_DEADLINE_MS;
		if (error.outcome === 'unknown' && !isRead) ambiguous ??= error;
		const mayRetry =
			error.retry === 'always' ||
			(error.retry === 'reads' && isRead) ||
			(error.outcome === 'unknown' && !error.fatalFor && retryUnknown);
		// Whoever else uses the account keeps a pace too: how often there was no room says nothing.
		const isTriedOut = tries >= maxTries && error.name !== 'rateLimit';
		const waitMs = backoffMs(error, tries);
		if (!mayRetry || isTriedOut || waitMs === undefined || clock.now() + waitMs > deadline) {
			return failed(error);
		}
		await clock.sleep(waitMs, signal);
	}
}

/** How long to wait before the next try: what Akkio asked for, else growing, with full jitter. */
function backoffMs({ retryAfterMs }: RequestError, tries: number): number | undefined {
	const backoff = clock.random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1));
	if (retryAfterMs === undefined) return backoff;
	if (retryAfterMs > MAX_RETRY_AFTER_MS) return undefined;
	// A crowd that was sent away for the same time would come back as one.
	return tries < MAX_TRIES ? retryAfterMs : retryAfterMs + backoff;
}
