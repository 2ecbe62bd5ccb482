import { clock, type Clock } from '../../nodes/Akkio/shared/clock';
import { LOOK_EVERY } from '../../nodes/Akkio/shared/limits';
import { drain } from './drain.mts';
import type { Random } from './random';

/**
 * Where the time of the first world begins, in ms. Each later world begins where the one before it
 * ended, since the package remembers times between runs; never below 2^41, so that the fractions of
 * a millisecond which a double can hold are the same in all of them.
 */
let begin = 2 ** 41;

/** Events without end are a hang. A schedule has some thousand. */
const MOST_EVENTS = 300_000;

/** How late timers are, in ms: often a little, and once in a while very, as in a busy n8n. */
const LATE = 2;
const VERY_LATE = 300;
const HOW_OFTEN_VERY_LATE = 0.005;
/** And how late they all are in one that is busy all the time. */
const BUSY_BY = 150;

/** Time that passes only when nothing can happen without it. In whole milliseconds. */
export class VirtualTime {
	now = begin;

	private failure?: Error;

	private readonly events: Array<{ at: number; happen: () => void }> = [];

	constructor(
		private readonly random: Random,
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
		let ended = false;
		void whole.then(
			() => (ended = true),
			() => (ended = true),
		);
		await drain();
		for (let count = 0; this.events.length > 0; count++) {
			if (count === MOST_EVENTS) this.fail('It waits and waits');
			if (this.failure) throw this.failure;
			const { at, happen } = this.events.shift()!;
			this.now = at;
			happen();
			await drain();
		}
		begin = Math.ceil(this.now) + 1_000_000;
		if (!ended) throw new Error('It hangs: nothing is left that could happen');
		await whole;
	}

	/** The package's clock in this time. A pause looks at its signal as often as the real one does. */
	get clock(): Clock {
		return {
			now: () => this.now,
			random: this.random,
			pause: async (ms, signal) => {
				const end = this.now + ms + this.lateness();
				const stop = signal as AbortSignal | undefined;
				if (stop?.aborted) return;
				await new Promise<void>((done) => {
					const wake = () => this.after(Math.min(LOOK_EVERY, end - this.now), done);
					stop?.addEventListener('abort', wake);
					this.after(end - this.now, () => {
						stop?.removeEventListener('abort', wake);
						done();
					});
				});
			},
		};
	}

	private lateness(): number {
		const dice = this.random();
		if (this.isBusy) return BUSY_BY;
		return dice < HOW_OFTEN_VERY_LATE ? VERY_LATE : Math.floor(dice * LATE);
	}
}

/** Does `work` while the package, and Date.now, which Retry-After dates go by, live in this time. */
export async function inTime<T>(time: VirtualTime, work: () => Promise<T>): Promise<T> {
	const real = { ...clock };
	const realNow = Date.now;
	Object.assign(clock, time.clock);
	Date.now = () => time.now;
	try {
		return await work();
	} finally {
		Object.assign(clock, real);
		Date.now = realNow;
	}
}
