/** Removes what a process leaves when it ends, even by SIGKILL: servers it started, folders it made. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { sleep } from './until.mts';

const GRACE_MS = 15_000;
const WATCH_EVERY_MS = 500;

let helper: Socket | undefined;

/** Tells a helper process, this file run as a program, which reads until the end of its standard input. */
export function cleanUpLater(
	message: { started: number } | { ended: number } | { folder: string },
) {
	if (!helper) {
		// A group of its own: Ctrl-C ends everybody else first.
		const child = spawn(process.execPath, [import.meta.filename], {
			...{ detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
		});
		child.unref();
		helper = child.stdin as Socket;
		helper.unref();
	}
	helper.write(`${JSON.stringify(message)}\n`);
}

/** A folder that is removed when this process ends, after the processes that write to it. */
export async function temporaryFolder(prefix: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), prefix));
	cleanUpLater({ folder });
	return folder;
}

/** Ends this process when the one that started it is gone, for instance killed. */
export function exitWithParent(): void {
	const parent = process.ppid;
	setInterval(() => process.ppid !== parent && process.exit(1), WATCH_EVERY_MS).unref();
}

/** Sends a signal to a process and those it started; returns whether there was one. 0 only asks. */
export function killGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		// Windows knows no process groups.
		return process.kill(process.platform === 'win32' ? pid : -pid, signal);
	} catch {
		return false;
	}
}

if (import.meta.main) {
	const processes = new Set<number>();
	const folders: string[] = [];
	for await (const line of createInterface({ input: process.stdin })) {
		const { started, ended, folder } = JSON.parse(line);
		if (started) processes.add(started);
		if (ended) processes.delete(ended);
		if (folder) folders.push(folder);
	}
	for (const pid of processes) killGroup(pid, 'SIGTERM');
	const deadline = Date.now() + GRACE_MS;
	const isAlive = (pid: number) => killGroup(pid, 0);
	while ([...processes].some(isAlive) && Date.now() < deadline) await sleep(100);
	for (const pid of processes) killGroup(pid, 'SIGKILL');
	for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
