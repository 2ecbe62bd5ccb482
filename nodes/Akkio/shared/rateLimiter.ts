import { createHash } from 'node:crypto';

import { clock } from './clock';
import {
	LATE_TIMER_MS,
	MAX_REQUESTS_PER_SECOND,
	MIN_REQUESTS_PER_SECOND,
	NOT_SENT,
	PACE_MARGIN,
	POLL_MS,
	REQUESTS_PER_SECOND,
} from './constants';

/** Stands for the signal of the editor's requests, which are never stopped. */
const EDITOR = new AbortController().signal;

/** A request that waits for its turn. */
interface Waiter {
	/** How long after the last start it may start, its own run's or another's. */
	intervalMs: number;
	resolve(): void;
	reject(reason: Error): void;
}

/** The waiting requests of one run, in order. */
interface Run {
	waiters: Waiter[];
	/** When the first of them got to the front. */
	since: number;
	/** Takes the run out of its queue when it is stopped. */
	onAbort(): void;
}

/** What waits with one key. */
interface Queue {
	lastStart: number;
	/** By the execution's signal, which is what tells runs apart. Next one first. */
	runs: Map<AbortSignal, Run>;
	/** Who had the last turn. */
	lastRun?: AbortSignal;
	isServing: boolean;
}

/**
 * Lets requests with the same key start one after the other, never more than so many in a second.
 * Runs take turns, none twice in a row while another waits, so that a single row does not wait behind
 * another run's hundred requests; and every second turn is the editor's, if it asks.
 */
export class RateLimiter {
	private readonly queues = new Map<string, Queue>();

	/**
	 * Waits until a request with this key may start.
	 * @param perSecond requests in any second; anything but a positive number means Akkio's five
	 * @param signal the execution's cancel signal; the editor's requests have none, and are one run
	 * @throws an error with the code NOT_SENT if the execution is stopped before
	 */
	async acquire(key: string, perSecond: unknown, signal = EDITOR): Promise<void> {
		if (signal.aborted) throw notSent();
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
			isServing: false,
		};
		this.queues.set(name, queue);
		return queue;
	}
}

function runOf({ runs }: Queue, signal: AbortSignal): Run {
	const known = runs.get(signal);
	if (known) return known;
	const run: Run = {
		waiters: [],
		since: clock.now(),
		onAbort() {
			runs.delete(signal);
			for (const { reject } of run.waiters) reject(notSent());
		},
	};
	signal.addEventListener('abort', run.onAbort);
	runs.set(signal, run);
	return run;
}

/** Starts what waits, until nothing does. */
async function serve(queue: Queue): Promise<void> {
	queue.isServing = true;
	let wasLate = false;
	while (queue.runs.size > 0) {
		const now = clock.now();
		const { signal, waitMs } = nextRun(queue, now);
		if (waitMs <= 0) {
			start(queue, signal, now);
			wasLate = false;
			continue;
		}
		await clock.sleep(Math.min(POLL_MS, waitMs));
		const isLate = clock.now() - now > POLL_MS + LATE_TIMER_MS;
		// Once a start, or an n8n that is always busy would never send.
		if (isLate && !wasLate) queue.lastStart = clock.now();
		wasLate ||= isLate;
	}
	queue.isServing = false;
}

/** Whose turn it is, and how long until then: of those that may start first, who is first in line. */
function nextRun({ runs, lastRun, lastStart }: Queue, now: number) {
	let shortest = Infinity;
	for (const { waiters } of runs.values()) shortest = Math.min(shortest, waiters[0]!.intervalMs);
	const next = { signal: EDITOR, waitMs: Infinity };
	const consider = (signal: AbortSignal, { waiters, since }: Run) => {
		// Two credentials may hold one key with other limits: a run that starts more often neither keeps
		// another from starting, nor starts more often for it.
		const ownTime = Math.min(lastStart, since) + waiters[0]!.intervalMs;
		const waitMs = Math.max(0, Math.max(lastStart + shortest, ownTime) - now);
		if (waitMs < next.waitMs) Object.assign(next, { signal, waitMs });
	};
	const editor = runs.get(EDITOR);
	if (editor && lastRun !== EDITOR) consider(EDITOR, editor);
	// A webhook's single row comes before another request of the run that has just had a turn.
	for (const [signal, run] of runs) if (signal !== lastRun) consider(signal, run);
	const last = lastRun && runs.get(lastRun);
	if (last) consider(lastRun!, last);
	return next;
}

/** Lets a run's first request go; the run's next turn comes after everybody else's. */
function start(queue: Queue, signal: AbortSignal, now: number): void {
	const run = queue.runs.get(signal)!;
	queue.lastStart = now;
	queue.lastRun = signal;
	queue.runs.delete(signal);
	run.waiters.shift()!.resolve();
	run.since = now;
	if (run.waiters.length > 0) queue.runs.set(signal, run);
	else signal.removeEventListener('abort', run.onAbort);
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
