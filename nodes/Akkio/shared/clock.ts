import { sleep } from 'n8n-workflow';

import { LOOK_EVERY } from './limits';

/** Time and chance, so that tests can have their own. Times are in milliseconds. */
export interface Clock {
	/** Rises steadily, from anywhere. */
	now(): number;
	/** Waits, or returns early, soon after `signal` was aborted. Never throws. */
	pause(ms: number, signal?: Stop): Promise<void>;
	/** From 0 up to, but not, 1. */
	random(): number;
}

/** The execution's cancel signal: set by n8n's Stop button and by the workflow's timeout. */
export type Stop = Pick<AbortSignal, 'aborted'>;

/** The clock of a running n8n. */
export const clock: Clock = {
	now: () => performance.now(),
	random: () => Math.random(),
	async pause(ms, signal) {
		const end = clock.now() + ms;
		for (let left = ms; left > 0 && !signal?.aborted; left = end - clock.now()) {
			await sleep(Math.min(left, LOOK_EVERY));
		}
	},
};
