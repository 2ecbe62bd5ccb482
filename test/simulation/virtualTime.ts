import type { Clock } from '../../nodes/Akkio/shared/clock';
import { POLL_MS } from '../../nodes/Akkio/shared/constants';
import { drain } from './node.mts';

/**
 * Where the next virtual time begins, in ms: where the one before ended, since the package remembers
 * times between runs; never below 2^41, so that all have the same fractions of a millisecond.
 */
let begin = 2 ** 41;

/** Events without end are a hang. A schedule has some thousand. */
const MAX_EVENTS = 300_000;

/** How late timers are, in ms: often a little, once in a while very, and in a busy n8n all of them. */
const LATE = 2;
const VERY_LATE = 300;
const VERY_LATE_SHARE = 0.005;
const LATE_WHEN_BUSY = 150;

/** The same numbers from 0 to 1 for the same seed (mulberry32), so that a failure can be replayed. */
export function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Time that passes only when nothing can happen without it. In whole milliseconds. */
export class VirtualTime {
	now = begin;

	private failure?: Error;

	private readonly events: Array<{ at: number; happen: () => void }> = [];

	constructor(
		readonly random: () => number,
		private readonly isBusy: boolean,
	) {}

	/** Lets something happen after `ms`; what is due at the same time happens in the order of calls. */
	after(ms: number, happen: () => void): void {
		const at = this.now + Math.max(0, Math.round(ms));
		let index = this.events.length;
		while (index > 0 && this.events[index - 1]!.at > at) index--;
		this.events.splice(index, 0, { at, happen });
	}

	/** Ends this time, with a failure. */
	fail(message: string): void {
		this.failure ??= new Error(message);
	}

	async pass(ms: number): Promise<void> {
		await new Promise<void>((done) => this.after(ms, done));
	}

	/** Lets time pass until nothing is left that would happen. Fails if `whole` did not end by then. */
	async run(whole: Promise<unknown>): Promise<void> {
		let isOver = false;
		const end = () => (isOver = true);
		void whole.then(end, end);
		await drain();
		for (let count = 0; this.events.length > 0; count++) {
			if (count === MAX_EVENTS) this.fail('It waits again and again');
			if (this.failure) throw this.failure;
			const { at, happen } = this.events.shift()!;
			this.now = at;
			happen();
			await drain();
		}
		begin = Math.ceil(this.now) + 1_000_000;
		if (!isOver) throw new Error('It hangs: nothing is left that could happen');
	}

	/** The package's clock in this time. A sleep looks at its signal as often as the real one does. */
	private get clock(): Clock {
		return {
			now: () => this.now,
			random: this.random,
			sleep: async (ms, signal) => {
				if (ms <= 0 || signal?.aborted) return;
				const end = this.now + ms + this.lateness();
				await new Promise<void>((done) => {
					const wake = () => this.after(Math.min(POLL_MS, end - this.now), done);
					signal?.addEventListener('abort', wake);
					this.after(end - this.now, () => {
						signal?.removeEventListener('abort', wake);
						done();
					});
				});
			},
		};
	}

	private lateness(): number {
		const dice = this.random();
		if (this.isBusy) return LATE_WHEN_BUSY;
		return dice < VERY_LATE_SHARE ? VERY_LATE : Math.floor(dice * LATE);
	}

	/** Does `work` while the clocks, and Date.now, which Retry-After dates go by, tell this time. */
	async rule<T>(clocks: Clock[], work: () => Promise<T>): Promise<T> {
		const real = clocks.map((clock) => ({ ...clock }));
		const realNow = Date.now;
		for (const clock of clocks) Object.assign(clock, this.clock);
		Date.now = () => this.now;
		try {
			return await work();
		} finally {
			for (const [index, clock] of clocks.entries()) Object.assign(clock, real[index]);
			Date.now = realNow;
		}
	}
}
