import { clock, type Clock } from '../../../nodes/Akkio/shared/clock';
import { POLL_MS } from '../../../nodes/Akkio/shared/constants';

interface Timer {
	at: number;
	ring(): void;
}

/** So much virtual time is a loop without end. */
const TOO_LONG = 60 * 60 * 1000;

/** A wait that rounding makes shorter than the time can show would never end. */
const SHORTEST = 1e-6;

/** A clock whose time passes only in `run`, and there at once: the waits are exact, and cost nothing. */
export class VirtualClock implements Clock {
	private time = 0;
	private timers: Timer[] = [];
	/** What `random` returns. */
	chance = 0;

	reset(): void {
		Object.assign(this, new VirtualClock());
	}

	now(): number {
		return this.time;
	}

	random(): number {
		return this.chance;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		const end = this.time + ms;
		for (let left = ms; left > 0 && !signal?.aborted; left = end - this.time) {
			const slice = Math.max(SHORTEST, Math.min(left, POLL_MS));
			await new Promise<void>((ring) => this.at(this.time + slice, ring));
		}
	}

	/** Does something at a time; of several at the same time, what was asked for first comes first. */
	at(time: number, ring: () => void): void {
		const later = this.timers.findIndex((timer) => timer.at > time);
		this.timers.splice(later < 0 ? this.timers.length : later, 0, { at: time, ring });
	}

	/** Time passes and nobody can do anything, as when the event loop is blocked. */
	block(ms: number): void {
		this.time += ms;
	}

	/** Lets time pass until nothing waits for it any more, or until `end`. */
	async run(end = Infinity): Promise<void> {
		const { port1, port2 } = new MessageChannel();
		// A message comes after all promises have been followed as far as they go.
		const settled = async () =>
			await new Promise<void>((done) => {
				port2.once('message', () => done());
				port1.postMessage(undefined);
			});
		try {
			await settled();
			while (this.timers.length > 0 && this.timers[0]!.at <= end) {
				const { at, ring } = this.timers.shift()!;
				if (at > TOO_LONG) throw new Error('Something waits again and again');
				this.time = Math.max(this.time, at);
				ring();
				await settled();
			}
		} finally {
			port1.close();
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
		Object.assign(clock, {
			now: () => virtual.now(),
			random: () => virtual.random(),
			sleep: async (ms: number, signal?: AbortSignal) => await virtual.sleep(ms, signal),
		});
	});
	afterAll(() => Object.assign(clock, real));
	return virtual;
}
