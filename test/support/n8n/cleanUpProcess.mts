/** Waits for the end of the process that started this one, and then removes what it left. */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import type { CleanUpMessage } from './cleanUp.mts';
import { killGroup } from './serverProcess.mts';
import { sleep } from './until.mts';

const GRACE_MS = 15_000;
const processes = new Set<number>();
const folders: string[] = [];

for await (const line of createInterface({ input: process.stdin })) {
	const message = JSON.parse(line) as CleanUpMessage;
	if ('started' in message) processes.add(message.started);
	else if ('ended' in message) processes.delete(message.ended);
	else folders.push(message.folder);
}
const isAlive = (pid: number) => killGroup(pid, 0);
for (const pid of processes) killGroup(pid, 'SIGTERM');
const deadline = Date.now() + GRACE_MS;
while ([...processes].some(isAlive) && Date.now() < deadline) await sleep(100);
for (const pid of processes) killGroup(pid, 'SIGKILL');
for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
