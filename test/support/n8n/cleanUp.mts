import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WATCH_EVERY_MS = 500;

/** What cleanUpProcess.mts reads, a line each. */
export type CleanUpMessage = { started: number } | { ended: number } | { folder: string };

let helper: Socket | undefined;

/**
 * Tells a helper process, which outlives this one, what has to go when this process ends: processes
 * it started, folders it made. The helper notices by its standard input, so even SIGKILL is no escape.
 */
export function cleanUpLater(message: CleanUpMessage): void {
	helper ??= startHelper();
	helper.write(`${JSON.stringify(message)}\n`);
}

/** A folder that is removed when this process ends, after the processes that write to it. */
export async function temporaryFolder(prefix: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), prefix));
	cleanUpLater({ folder });
	return folder;
}

function startHelper(): Socket {
	const script = join(import.meta.dirname, 'cleanUpProcess.mts');
	// A group of its own: Ctrl-C ends everybody else first.
	const child = spawn(process.execPath, [script], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	child.unref();
	const input = child.stdin as Socket;
	input.unref();
	return input;
}

/** Ends this process when the one that started it is gone, for instance killed. */
export function exitWithParent(): void {
	const parent = process.ppid;
	setInterval(() => process.ppid !== parent && process.exit(1), WATCH_EVERY_MS).unref();
}
