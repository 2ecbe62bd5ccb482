import { clock, type Clock } from '../../../nodes/Akkio/shared/clock';
import { POLL_MS } from '../../../nodes/Akkio/shared/constants';
import { drain } from './promises.mts';

/** Events without end are a hang; the longest tests have some thousand. */
const MAX_EVENTS = 100_000;

/** A wait that rounding makes shorter than the time can show would never end. */
const SHORTEST = 1e-6;

/** A clock whose time passes only in `run`, and there at once: the waits are exact, and cost nothing. */
export class VirtualClock implements Clock {
	private timers: Array<{ at: number; ring: () => void }> = [];
	/** What `random` returns. */
	chance = 0;

	constructor(private time = 0) {}

	reset(): void {
		[this.time, this.timers, this.chance] = [0, [], 0];
	}

	now = (): number => this.time;

	random = (): number => this.chance;

	/** How much longer a wait takes than it was asked to, in ms. */
	lateness = (): number => 0;

	sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
		const end = this.time + ms;
		for (let left = ms; left > 0 && !signal?.aborted; left = end - this.time) {
			await this.pass(Math.max(SHORTEST, Math.min(left, POLL_MS)) + this.lateness());
		}
	};

	async pass(ms: number): Promise<void> {
		await new Promise<void>((ring) => this.after(ms, ring));
	}

	after(ms: number, ring: () => void): void {
		this.at(this.time + ms, ring);
	}

	/** Does something at a time; of several at the same time, what was asked for first comes first. */
	at(time: number, ring: () => void): void {
		let index = this.timers.length;
		while (index > 0 && this.timers[index - 1]!.at > time) index--;
		this.timers.splice(index, 0, { at: time, ring });
	}

	/** Time passes and nobody can do anything, as when the event loop is blocked. */
	block(ms: number): void {
		this.time += ms;
	}

	/** Lets time pass until nothing waits for it any more, or until `end`. */
	async run(end = Infinity): Promise<void> {
		await drain();
		for (let count = 0; this.timers.length > 0 && this.timers[0]!.at <= end; count++) {
			if (count === MAX_EVENTS) throw new Error('Something waits again and again');
			const { at, ring } = this.timers.shift()!;
			this.time = Math.max(this.time, at);
			ring();
			await drain();
		}
		if (end < Infinity) this.time = Math.max(this.time, end);
	}

	/** What still waits for its time. */
	get waiting(): number {
		return this.timers.length;
	}
}

/** Puts a virtual clock in the place of the package's own, which begins anew with each test of a file. */
export function useVirtualClock(): VirtualClock {
	const virtual = new VirtualClock();
	const real = { ...clock };
	beforeEach(() => {
		virtual.reset();
		const { now, random, sleep } = virtual;
		Object.assign(clock, { now, random, sleep });
	});
	afterAll(() => Object.assign(clock, real));
	return virtual;
}
