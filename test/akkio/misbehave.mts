/** Carries a planned fault out on one request. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Fault } from './faults.mts';
import type { Reply } from './replies.mts';

/** A wait that is still running must not keep the process alive after stop(). */
const pause = (ms: number) => sleep(ms, undefined, { ref: false });

/**
 * Processes a request as `fault` says and returns the answer to send, or undefined when the
 * connection was closed and there is nothing left to send. Without a fault it just processes.
 */
export async function misbehave(
	fault: Fault | undefined,
	processRequest: () => Reply,
	outgoing: ServerResponse,
): Promise<Reply | undefined> {
	switch (fault?.kind) {
		case undefined:
			return processRequest();
		case 'answer':
			return fault.reply;
		case 'writeThenAnswer':
			processRequest();
			return fault.reply;
		case 'cut':
			outgoing.destroy();
			return undefined;
		case 'writeThenCut':
			processRequest();
			outgoing.destroy();
			return undefined;
		case 'cutInBody':
			await sendHalf(processRequest(), outgoing);
			return undefined;
		case 'slow':
			await pause(fault.ms);
			return processRequest();
		case 'writeThenSlow': {
			const reply = processRequest();
			await pause(fault.ms);
			return reply;
		}
		case 'late':
			outgoing.destroy();
			await pause(fault.ms);
			processRequest();
			return undefined;
		case 'hang':
			return await new Promise<never>(() => {});
	}
}

/** Announces the whole JSON body, sends half of it and closes the connection. */
async function sendHalf({ status, body }: Reply, outgoing: ServerResponse): Promise<void> {
	const whole = Buffer.from(JSON.stringify(body));
	outgoing.writeHead(status, {
		'content-type': 'application/json',
		'content-length': whole.length,
	});
	await new Promise((sent) => outgoing.write(whole.subarray(0, whole.length / 2), sent));
	outgoing.destroy();
}
