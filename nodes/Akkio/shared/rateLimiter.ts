import { createHash } from 'node:crypto';

import { clock } from './clock';
import {
	LATE_TIMER_MS,
	MAX_REQUESTS_PER_SECOND,
	MIN_REQUESTS_PER_SECOND,
	PACE_MARGIN,
	POLL_MS,
	REQUESTS_PER_SECOND,
} from './constants';

/** The code of the error that a request gets which was stopped while it waited for its turn. */
export const NOT_SENT = 'AKKIO_NOT_SENT';

/** A request that waits for its turn. */
interface Waiter {
	/** How long after the last start it may start. */
	intervalMs: number;
	resolve(): void;
	reject(reason: Error): void;
}

/** The waiting requests of one run, in order. */
interface Run {
	waiters: Waiter[];
	/** Takes the run out of its queue when it is stopped. */
	onAbort(): void;
}

/** What waits with one key. */
interface Queue {
	lastStart: number;
	/** By the execution's signal, which is what tells runs apart; the editor has none. Next one first. */
	runs: Map<AbortSignal | undefined, Run>;
	wasEditor: boolean;
	isServing: boolean;
}

/**
 * Lets requests with the same key start one after the other, never more than so many in a second.
 * Runs take turns, so that a single row does not wait behind another run's hundred requests, and every
 * second turn is the editor's, if it asks.
 */
export class RateLimiter {
	private readonly queues = new Map<string, Queue>();

	/**
	 * Waits until a request with this key may start.
	 * @param perSecond requests in any second; anything but a positive number means Akkio's five
	 * @param signal the execution's cancel signal; the editor's requests have none
	 * @throws an error with the code NOT_SENT if the execution is stopped before
	 */
	async acquire(key: string, perSecond: unknown, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) throw notSent();
		const queue = this.queueOf(key);
		await new Promise<void>((resolve, reject) => {
			runOf(queue, signal).waiters.push({ intervalMs: intervalMs(perSecond), resolve, reject });
			if (!queue.isServing) void serve(queue);
		});
	}

	/** The queue of a key, known by its hash: keys in clear do not belong in a long-lived map. */
	private queueOf(key: string): Queue {
		const longestInterval = intervalMs(MIN_REQUESTS_PER_SECOND);
		for (const [name, { isServing, lastStart }] of this.queues) {
			if (!isServing && lastStart + longestInterval < clock.now()) this.queues.delete(name);
		}
		const name = createHash('sha256').update(key).digest('base64');
		const queue: Queue = this.queues.get(name) ?? {
			lastStart: -Infinity,
			runs: new Map(),
			wasEditor: false,
			isServing: false,
		};
		this.queues.set(name, queue);
		return queue;
	}
}

function runOf({ runs }: Queue, signal: AbortSignal | undefined): Run {
	const known = runs.get(signal);
	if (known) return known;
	const run: Run = {
		waiters: [],
		onAbort() {
			runs.delete(signal);
			for (const { reject } of run.waiters) reject(notSent());
		},
	};
	signal?.addEventListener('abort', run.onAbort, { once: true });
	runs.set(signal, run);
	return run;
}

/** Starts what waits, until nothing does. */
async function serve(queue: Queue): Promise<void> {
	queue.isServing = true;
	let wasLate = false;
	while (queue.runs.size > 0) {
		const startedAt = clock.now();
		const signal = nextRun(queue, startedAt - queue.lastStart);
		if (signal !== NOBODY) {
			start(queue, signal);
			queue.lastStart = startedAt;
			wasLate = false;
			continue;
		}
		await clock.sleep(
			POLL_MS < shortestWait(queue, startedAt) ? POLL_MS : shortestWait(queue, startedAt),
		);
		const isLate = clock.now() - startedAt > POLL_MS + LATE_TIMER_MS;
		// Once a start, or an n8n that is always busy would never send.
		if (isLate && !wasLate) queue.lastStart = clock.now();
		wasLate ||= isLate;
	}
	queue.isServing = false;
}

const NOBODY = Symbol('nobody');

/** Whose turn it is, of those whose interval has passed. */
function nextRun({ runs, wasEditor }: Queue, sinceLastStart: number) {
	const isReady = (run: Run | undefined) =>
		run !== undefined && run.waiters[0]!.intervalMs <= sinceLastStart;
	if (!wasEditor && isReady(runs.get(undefined))) return undefined;
	for (const [signal, run] of runs) if (signal && isReady(run)) return signal;
	return isReady(runs.get(undefined)) ? undefined : NOBODY;
}

/** Lets a run's first request go; the run's next turn comes after everybody else's. */
function start(queue: Queue, signal: AbortSignal | undefined): void {
	const run = queue.runs.get(signal)!;
	queue.wasEditor = signal === undefined;
	queue.runs.delete(signal);
	run.waiters.shift()!.resolve();
	if (run.waiters.length > 0) queue.runs.set(signal, run);
	else signal?.removeEventListener('abort', run.onAbort);
}

function shortestWait({ runs, lastStart }: Queue, now: number): number {
	const waits = [...runs.values()].map(({ waiters }) => lastStart + waiters[0]!.intervalMs - now);
	return Math.max(0, Math.min(...waits));
}

function intervalMs(perSecond: unknown): number {
	const number = Number(perSecond);
	const wanted = number > 0 ? number : REQUESTS_PER_SECOND;
	const allowed = Math.min(MAX_REQUESTS_PER_SECOND, Math.max(MIN_REQUESTS_PER_SECOND, wanted));
	return (PACE_MARGIN * 1000) / allowed;
}

const notSent = () => Object.assign(new Error('The execution was stopped'), { code: NOT_SENT });

/** The rate limiter of this n8n process: one for all nodes, operations, executions and pickers. */
export const rateLimiter = new RateLimiter();
