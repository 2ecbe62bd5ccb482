import { createHash } from 'node:crypto';

import { clock, type Clock, type Stop } from './clock';
import { BUSY, LOOK_EVERY, PACE_MARGIN, REQUESTS_PER_SECOND } from './limits';

/** The code of the error that a request gets which was stopped while it waited for its turn. */
export const NOT_SENT = 'AKKIO_NOT_SENT';

interface Waiting {
	gap: number;
	signal?: Stop;
	go(): void;
	giveUp(reason: Error): void;
}

interface Lane {
	/** When the next request may start. */
	next: number;
	/** The time from the last start to that. */
	gap: number;
	/** Whether the next start was put off, since n8n was too busy to let the last one out. */
	isPostponed: boolean;
	/** In the order in which they came. */
	waiting: Waiting[];
	isServed: boolean;
}

/** Lets requests with the same key start one after the other, never more than so many in a second. */
export class Pace {
	private readonly lanes = new Map<string, Lane>();

	constructor(private readonly clock: Clock) {}

	/**
	 * Waits until a request with this key may start.
	 * @param perSecond requests in any second; anything but a positive number means Akkio's five
	 * @throws an error with the code NOT_SENT if the execution is stopped before
	 */
	async turn(key: string, perSecond: unknown, signal?: Stop): Promise<void> {
		const lane = this.laneOf(key);
		await new Promise<void>((go, giveUp) => {
			lane.waiting.push({ gap: gapOf(perSecond), signal, go, giveUp });
			if (!lane.isServed) void this.serve(lane);
		});
	}

	/** The lane of a key, known by its hash: keys in clear do not belong into a long-lived map. */
	private laneOf(key: string): Lane {
		const now = this.clock.now();
		// A lane is served until its next start could be; after that it has nothing to remember.
		for (const [name, { isServed }] of this.lanes) if (!isServed) this.lanes.delete(name);
		const name = createHash('sha256').update(key).digest('base64');
		const lane = this.lanes.get(name) ?? {
			next: now,
			gap: 0,
			isPostponed: false,
			waiting: [],
			isServed: false,
		};
		this.lanes.set(name, lane);
		return lane;
	}

	private async serve(lane: Lane): Promise<void> {
		lane.isServed = true;
		for (;;) {
			lane.waiting = lane.waiting.filter((one) => !isStopped(one));
			const now = this.clock.now();
			const wait = Math.min(lane.next - now, LOOK_EVERY);
			if (wait > 0) {
				await this.clock.pause(wait);
				const woke = this.clock.now();
				// Once a start, or an n8n that is always busy would never send.
				if (woke - now > wait + BUSY && !lane.isPostponed) {
					lane.next = woke + lane.gap;
					lane.isPostponed = true;
				}
				continue;
			}
			const first = lane.waiting.shift();
			if (!first) break;
			lane.gap = first.gap;
			lane.isPostponed = false;
			lane.next = now + first.gap;
			first.go();
		}
		lane.isServed = false;
	}
}

function isStopped({ signal, giveUp }: Waiting): boolean {
	if (!signal?.aborted) return false;
	giveUp(Object.assign(new Error('The execution was stopped'), { code: NOT_SENT }));
	return true;
}

function gapOf(perSecond: unknown): number {
	const number = Number(perSecond);
	return (PACE_MARGIN * 1000) / (number > 0 ? number : REQUESTS_PER_SECOND);
}

/** The pace of this n8n process: one for all nodes, operations, executions and pickers. */
export const pace = new Pace(clock);
