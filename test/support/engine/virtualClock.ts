import type { Clock, Stop } from '../../../nodes/Akkio/shared/clock';
import { LOOK_EVERY } from '../../../nodes/Akkio/shared/limits';

interface Timer {
	at: number;
	ring(): void;
}

/** So much virtual time is a loop without end. */
const TOO_LONG = 60 * 60 * 1000;

/** A clock whose time passes only in `run`, and there at once: the waits are exact, and cost nothing. */
export class VirtualClock implements Clock {
	private time = 0;
	private timers: Timer[] = [];
	/** How long each pause was meant to be, in the order in which they began. */
	readonly pauses: number[] = [];

	/** @param chance what `random` returns */
	constructor(public chance = 0) {}

	now(): number {
		return this.time;
	}

	random(): number {
		return this.chance;
	}

	async pause(ms: number, signal?: Stop): Promise<void> {
		this.pauses.push(ms);
		const end = this.time + ms;
		for (let left = ms; left > 0 && !signal?.aborted; left = end - this.time) {
			await new Promise<void>((ring) => this.at(this.time + Math.min(left, LOOK_EVERY), ring));
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
