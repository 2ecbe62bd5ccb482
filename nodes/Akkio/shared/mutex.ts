/** By name, what the next one in line waits for. */
const tails = new Map<string, Promise<void>>();

/**
 * Waits until nobody else in this process holds the lock of this name, in the order of arrival.
 * Stopped while waiting, it goes on at once: whoever asked has to look at the signal before a write.
 * @returns releases the lock; may be called more than once
 */
export async function acquireLock(name: string, signal?: AbortSignal): Promise<() => void> {
	const previous = tails.get(name);
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const tail = (previous ?? Promise.resolve()).then(async () => await held);
	tails.set(name, tail);
	void tail.then(() => tails.get(name) === tail && tails.delete(name));
	if (previous) await settled(previous, signal);
	return release;
}

/** Runs `work` while it holds the lock. */
export async function withLock<T>(
	name: string,
	signal: AbortSignal | undefined,
	work: () => Promise<T>,
): Promise<T> {
	const release = await acquireLock(name, signal);
	try {
		return await work();
	} finally {
		release();
	}
}

async function settled(promise: Promise<void>, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) return;
	await new Promise<void>((resolve) => {
		const done = () => {
			signal?.removeEventListener('abort', done);
			resolve();
		};
		signal?.addEventListener('abort', done);
		void promise.then(done);
	});
}
