/** Time and memory of this process between the moment the rows are there and the last answer. */
import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { Measured } from './tasks.mts';

// The flag cannot be given to an n8n that somebody else starts.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let begun = { time: 0, bytes: 0 };

/** Starts from a clean heap, so that nobody pays for what another one left behind. */
export function begin(): void {
	collectGarbage();
	resetPeak();
	begun = { time: performance.now(), bytes: process.memoryUsage.rss() };
}

/** @param ms the time if somebody else took it */
export function end(ms = performance.now() - begun.time): Measured {
	return { ms, peakBytes: peak() - begun.bytes };
}

/** Linux forgets a process's peak when asked so; elsewhere the peak is that of its whole life. */
function resetPeak(): void {
	if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
}

function peak(): number {
	if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
	const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
	return Number(kilobytes) * 1024;
}
