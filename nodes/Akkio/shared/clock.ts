import { sleep } from 'n8n-workflow';

import { POLL_MS } from './constants';

/** Time and chance, so that tests can have their own. Times are in milliseconds. */
export interface Clock {
	/** Rises steadily, from anywhere. */
	now(): number;
	/** Waits, or returns early, soon after `signal` was aborted. Never throws. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** From 0 up to, but not, 1. */
	random(): number;
}

/** The clock of a running n8n. */
export const clock: Clock = {
	now: () => performance.now(),
	random: () => Math.random(),
	async sleep(ms, signal) {
		const end = clock.now() + ms;
		for (let left = ms; left > 0 && !signal?.aborted; left = end - clock.now()) {
			await sleep(Math.min(left, POLL_MS));
		}
	},
};
