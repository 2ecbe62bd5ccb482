/** What a test wants to go wrong with requests that are still to come, and how it does. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Operation } from './api.mts';
import type { Reply } from './replies.mts';

/**
 * One way to go wrong. Times are in milliseconds; "processes" includes refusing, e.g. a wrong key.
 *
 * - `answer`: answers so and processes nothing.
 * - `writeThenAnswer`: processes, then answers so.
 * - `writePartThenAnswer`: appends the first `rows` rows only, then answers so (U3).
 * - `change`: processes, then answers what `change` makes of the answer, e.g. replies.fewerPredictions.
 * - `cut`: closes the connection and processes nothing.
 * - `writeThenCut`: processes, then closes the connection without an answer (E7).
 * - `cutInBody`: processes, then closes the connection in the middle of the answer's body.
 * - `slow`: waits, then processes and answers; the write happens even if the client gave up (U5).
 * - `writeThenSlow`: processes, then waits before it answers.
 * - `late`: closes the connection at once; the write lands afterwards (U5).
 * - `hang`: processes nothing and never answers; stop() closes the connection.
 */
export type Fault =
	| { kind: 'answer' | 'writeThenAnswer'; reply: Reply }
	| { kind: 'writePartThenAnswer'; rows: number; reply: Reply }
	| { kind: 'change'; change: (reply: Reply) => Reply }
	| { kind: 'slow' | 'writeThenSlow' | 'late'; ms: number }
	| { kind: 'cut' | 'writeThenCut' | 'cutInBody' | 'hang' };

/** A fault and the requests it is for: the next `times` (1 unless given) of the operation `on`. */
export interface Planned {
	on: Operation | 'any';
	times?: number;
	fault: Fault;
}

/** The faults that are waiting, first come, first served. */
export class Faults {
	#waiting: Array<Required<Planned>> = [];

	/** Plans a fault behind those already planned. */
	next({ on, times = 1, fault }: Planned): void {
		this.#waiting.push({ on, times, fault });
	}

	/** How many requests will still go wrong. */
	get left(): number {
		return this.#waiting.reduce((sum, { times }) => sum + times, 0);
	}

	clear(): void {
		this.#waiting = [];
	}

	/** The fault for a request that has just come, taken from the queue. No operation: only `any` fits. */
	take(operation?: Operation): Fault | undefined {
		const planned = this.#waiting.find(
			({ on, times }) => times > 0 && (on === 'any' || on === operation),
		);
		if (planned) planned.times -= 1;
		return planned?.fault;
	}
}

/** The side of a connection that answers: a ServerResponse, or a stand-in for one. */
export interface Outgoing {
	destroy(): unknown;
	writeHead(status: number, headers: Record<string, string | number>): unknown;
	write(part: Buffer, sent: () => void): unknown;
}

/** A wait that is still running must not keep the process alive after stop(). */
const pause = (ms: number) => sleep(ms, undefined, { ref: false });

/**
 * Processes a request as `fault` says and returns the answer to send, or undefined when the
 * connection was closed and there is nothing left to send. Without a fault it just processes.
 * @param processRequest given a number, it appends no more than so many rows
 * @param wait takes milliseconds; real ones unless given
 */
export async function misbehave(
	fault: Fault | undefined,
	processRequest: (rows?: number) => Reply,
	outgoing: Outgoing,
	wait: (ms: number) => Promise<unknown> = pause,
): Promise<Reply | undefined> {
	switch (fault?.kind) {
		case undefined:
			return processRequest();
		case 'answer':
			return fault.reply;
		case 'writeThenAnswer':
		case 'writePartThenAnswer':
			processRequest('rows' in fault ? fault.rows : undefined);
			return fault.reply;
		case 'change':
			return fault.change(processRequest());
		case 'cut':
		case 'writeThenCut':
			if (fault.kind === 'writeThenCut') processRequest();
			outgoing.destroy();
			return undefined;
		case 'cutInBody':
			await sendHalf(processRequest(), outgoing);
			return undefined;
		case 'slow':
			await wait(fault.ms);
			return processRequest();
		case 'writeThenSlow': {
			const reply = processRequest();
			await wait(fault.ms);
			return reply;
		}
		case 'late':
			outgoing.destroy();
			await wait(fault.ms);
			processRequest();
			return undefined;
		case 'hang':
			return await new Promise<never>(() => {});
	}
}

/** Announces the whole JSON body, sends half of it and closes the connection. */
async function sendHalf({ status, body }: Reply, outgoing: Outgoing): Promise<void> {
	const whole = Buffer.from(JSON.stringify(body));
	const headers = { 'content-type': 'application/json', 'content-length': whole.length };
	outgoing.writeHead(status, headers);
	await new Promise<void>((sent) => outgoing.write(whole.subarray(0, whole.length / 2), sent));
	outgoing.destroy();
}
