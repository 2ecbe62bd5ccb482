/** Carries a planned fault out on one request. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Fault } from './faults.mts';
import type { Reply } from './replies.mts';

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
