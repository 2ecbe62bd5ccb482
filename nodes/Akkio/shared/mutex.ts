import type { Clock, Stop } from './clock';
import { LOOK_EVERY } from './limits';

const last = new Map<string, Promise<unknown>>();

/**
 * Does `work` when nobody else in this process is at work under the same name, in the order of
 * arrival. Stopped while waiting, it goes on at once: `work` has to look at the signal itself.
 */
export async function oneAtATime<T>(
	name: string,
	{ clock, signal }: { clock: Clock; signal?: Stop },
	work: () => Promise<T>,
): Promise<T> {
	const before = last.get(name);
	const mine = before ? until(before, clock, signal).then(work) : work();
	const done = Promise.allSettled([before, mine]);
	last.set(name, done);
	try {
		return await mine;
	} finally {
		// Nobody came after: nothing to remember.
		void done.then(() => last.get(name) === done && last.delete(name));
	}
}

async function until(before: Promise<unknown>, clock: Clock, signal?: Stop): Promise<void> {
	let isOver = false;
	const over = before.finally(() => (isOver = true));
	while (!isOver && !signal?.aborted) await Promise.race([over, clock.pause(LOOK_EVERY)]);
}
