import { clock } from './clock';
import { CACHE_MAX_ENTRIES, CACHE_TTL_MS } from './constants';

/**
 * What this process remembers: CACHE_MAX_ENTRIES at most, each for `ttlMs` since it was set last.
 * Names hold no key in clear: build them with `Credential.account`.
 */
export class TtlCache<T> {
	/** The next to expire comes first. */
	private readonly entries = new Map<string, { value: T; expiresAt: number }>();

	constructor(private readonly ttlMs = CACHE_TTL_MS) {}

	get(name: string): T | undefined {
		this.evict();
		return this.entries.get(name)?.value;
	}

	set(name: string, value: T): void {
		// A name that is only set again would keep its old place in the order.
		this.entries.delete(name);
		this.entries.set(name, { value, expiresAt: clock.now() + this.ttlMs });
		this.evict();
	}

	delete(name: string): void {
		this.entries.delete(name);
	}

	private evict(): void {
		const now = clock.now();
		for (const [name, { expiresAt }] of this.entries) {
			if (expiresAt > now && this.entries.size <= CACHE_MAX_ENTRIES) return;
			this.entries.delete(name);
		}
	}
}
