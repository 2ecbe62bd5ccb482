import { createHook } from 'node:async_hooks';

/** How many promises are made while `work` runs. */
export async function countPromises(work: () => Promise<void>): Promise<number> {
	let count = 0;
	const hook = createHook({ init: (_id, type) => void (count += type === 'PROMISE' ? 1 : 0) });
	hook.enable();
	try {
		await work();
	} finally {
		hook.disable();
	}
	return count;
}

/** Lets everything happen that needs no time: all promises that can settle do, timers do not. */
export const drain = async (): Promise<void> => await new Promise((done) => setImmediate(done));

/** n8n's own `sleep`, on the timers of the test. */
export const sleep = async (ms: number): Promise<void> =>
	await new Promise((done) => setTimeout(done, ms));
