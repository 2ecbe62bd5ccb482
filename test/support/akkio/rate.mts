/** Akkio's limit on requests (L1). What comes above it is not known (U2); here it is a 429. */

const WINDOW_MS = 1000;

/**
 * Lets at most `requestsPerSecond` requests of one key through in any second: the window slides, so
 * two bursts around the turn of a second do not pass. A refused request takes no place in it.
 */
export class Rate {
	refused = 0;
	readonly #requestsPerSecond: number;
	readonly #now: () => number;
	readonly #passed = new Map<string, number[]>();

	/** Without `requestsPerSecond` everything passes. `now` tells the time in milliseconds. */
	constructor(requestsPerSecond = Infinity, now: () => number = Date.now) {
		this.#requestsPerSecond = requestsPerSecond;
		this.#now = now;
	}

	/** Whether a request with this key may pass now; one that may counts from now on. */
	passes(key: string): boolean {
		const now = this.#now();
		const recent = (this.#passed.get(key) ?? []).filter((time) => now - time < WINDOW_MS);
		const passes = recent.length < this.#requestsPerSecond;
		this.#passed.set(key, passes ? [...recent, now] : recent);
		if (!passes) this.refused += 1;
		return passes;
	}
}
