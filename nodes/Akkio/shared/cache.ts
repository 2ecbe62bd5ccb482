import type { Clock } from './clock';
import { REMEMBER_FOR, REMEMBERED } from './limits';

interface Entry<T> {
	value: T;
	/** When it is forgotten. */
	end: number;
}

/**
 * What this process keeps in mind for some minutes: REMEMBERED entries at most, each for
 * REMEMBER_FOR since it was set last. Names hold no key in clear; `accountOf` helps to build them.
 */
export class Memory<T> {
	/** The next to be forgotten comes first. */
	private readonly entries = new Map<string, Entry<T>>();

	constructor(private readonly clock: Pick<Clock, 'now'>) {}

	get(name: string): T | undefined {
		this.forgetOld();
		return this.entries.get(name)?.value;
	}

	/** Keeps a value from now on; if that is one too many, the oldest goes. */
	set(name: string, value: T): void {
		// A name that is only set again would keep its old place in the order.
		this.entries.delete(name);
		this.entries.set(name, { value, end: this.clock.now() + REMEMBER_FOR });
		this.forgetOld();
	}

	delete(name: string): void {
		this.entries.delete(name);
	}

	private forgetOld(): void {
		const now = this.clock.now();
		for (const [name, { end }] of this.entries) {
			if (end > now && this.entries.size <= REMEMBERED) return;
			this.entries.delete(name);
		}
	}
}
