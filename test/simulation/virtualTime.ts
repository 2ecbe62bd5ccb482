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

/** The same numbers from 0 to 1 for the same seed (mulberry32), so that a failure can be replayed. */
function randomFrom(seed: number): () => number {
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

	readonly random: () => number;
	private readonly events: Array<{ at: number; happen: () => void }> = [];

	constructor(
		seed: number,
		private readonly isBusy: boolean,
	) {
		this.random = randomFrom(seed);
	}

	/** Lets something happen after `ms`; what is due at the same time happens in the order of calls. */
	after(ms: number, happen: () => void): void {
		const at = this.now + Math.max(0, Math.round(ms));
		let index = this.events.length;
		while (index > 0 && this.events[index - 1]!.at > at) index--;
		this.events.splice(index, 0, { at, happen });
	}

	async pass(ms: number): Promise<void> {
		await new Promise<void>((done) => this.after(ms, done));
	}

	/** How late a timer is, in ms: often a little, once in a while very, and in a busy n8n always. */
	private lateness(): number {
		const dice = this.random();
		if (this.isBusy) return 150;
		return dice < 0.005 ? 300 : Math.floor(dice * 2);
	}

	/** The package's sleep; it looks at its signal as often as the real one does. */
	private async sleep(ms: number, signal?: AbortSignal): Promise<void> {
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
	}

	/**
	 * Does `work` while the clocks, and Date.now, which Retry-After dates go by, tell this time; then lets
	 * time pass until nothing is left that would happen. Fails if the work is not done by then.
	 */
	async run<T>(clocks: Clock[], work: () => Promise<T>): Promise<T> {
		const { random } = this;
		const now = () => this.now;
		const sleep = this.sleep.bind(this);
		const real = clocks.map((clock) => ({ ...clock }));
		const realNow = Date.now;
		for (const clock of clocks) Object.assign(clock, { now, random, sleep });
		Date.now = now;
		try {
			let isOver = false;
			const whole = work();
			whole.catch(() => {}).finally(() => (isOver = true));
			await drain();
			for (let count = 0; this.events.length > 0; count++) {
				if (count === MAX_EVENTS) throw new Error('It waits, or sends, again and again');
				const { at, happen } = this.events.shift()!;
				this.now = at;
				happen();
				await drain();
			}
			if (!isOver) throw new Error('It hangs: nothing is left that could happen');
			return await whole;
		} finally {
			begin = Math.ceil(this.now) + 1_000_000;
			for (const [index, clock] of clocks.entries()) Object.assign(clock, real[index]);
			Date.now = realNow;
		}
	}
}
