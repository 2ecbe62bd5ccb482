import type { Clock, Stop } from './clock';
import { STOPPED_BEFORE, type Failure } from './explain';
import type { Again } from './failures';
import { FIRST_BACKOFF, LAST_BACKOFF, LONGEST_RETRY_AFTER, TRIES, TRY_FOR } from './limits';

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export interface Retrying {
	clock: Clock;
	/** The execution's cancel signal. */
	signal?: Stop;
	/** Which failures may be tried again: certainly not processed, harmless to repeat, or of unknown outcome. */
	again: ReadonlyArray<Again | 'unknown'>;
}

/**
 * Tries until it succeeds, the failure is final, or patience ends. No try starts once the execution
 * is stopped. A failure after a try of unknown outcome stays unknown: that try may have arrived.
 */
export async function withRetries<T>(
	attempt: () => Promise<Result<T>>,
	{ clock, signal, again }: Retrying,
): Promise<Result<T>> {
	const end = clock.now() + TRY_FOR;
	let doubt: Failure | undefined;
	const failed = (failure: Failure): Result<T> => ({
		ok: false,
		failure: doubt ? { ...doubt, ends: failure.ends } : failure,
	});

	for (let tries = 1; ; tries++) {
		if (signal?.aborted) return failed(STOPPED_BEFORE);
		const result = await attempt();
		if (result.ok) return result;

		const { failure } = result;
		// What only reads leaves nothing behind.
		if (failure.rows === 'unknown' && !again.includes('reads')) doubt ??= failure;
		const mayTry =
			again.includes(failure.again as Again) ||
			(failure.rows === 'unknown' && !failure.ends && again.includes('unknown'));
		const wait = waitFor(failure, tries, clock);
		if (!mayTry || tries === TRIES || wait === undefined || clock.now() + wait > end) {
			return failed(failure);
		}
		await clock.pause(wait, signal);
	}
}

/** Milliseconds until the next try: what Akkio asked for, else growing, with full jitter. */
function waitFor({ retryAfter }: Failure, tries: number, clock: Clock): number | undefined {
	if (retryAfter !== undefined) return retryAfter <= LONGEST_RETRY_AFTER ? retryAfter : undefined;
	return clock.random() * Math.min(LAST_BACKOFF, FIRST_BACKOFF * 2 ** (tries - 1));
}
