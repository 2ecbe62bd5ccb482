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
 * Tries until it succeeds, the failure is final, or patience ends: after so long, and after so many
 * tries unless others only came first. No try starts once the execution is stopped. A failure after a
 * try of unknown outcome stays unknown: that try may have arrived.
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
		const isTriedOut = tries >= TRIES && !isCrowd(failure);
		if (!mayTry || isTriedOut || wait === undefined || clock.now() + wait > end) {
			return failed(failure);
		}
		await clock.pause(wait, signal);
	}
}

/**
 * Whether others came first: n8n's other processes, or whoever else uses the account. Each of them
 * keeps the pace, so there is room again at any moment, and how often that was missed says nothing.
 */
const isCrowd = ({ name }: Failure) => name === 'tooMany';

/** Milliseconds until the next try: what Akkio asked for, else growing, with full jitter. */
function waitFor({ retryAfter }: Failure, tries: number, clock: Clock): number | undefined {
	const backoff = clock.random() * Math.min(LAST_BACKOFF, FIRST_BACKOFF * 2 ** (tries - 1));
	if (retryAfter === undefined) return backoff;
	if (retryAfter > LONGEST_RETRY_AFTER) return undefined;
	// A crowd that was sent away for the same time comes back as one.
	return tries < TRIES ? retryAfter : retryAfter + backoff;
}
