import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

import { cleanUpLater } from './cleanUp.mts';
import { until } from './until.mts';
import { UserError } from './userError.mts';

const READY_WITHIN_SECONDS = 300;
const STOPPED_WITHIN_MS = 30_000;

export interface ServerOptions {
	/** Its name in error messages. */
	name: string;
	command: string;
	args: string[];
	/** The file that gets its output. */
	log: string;
	env?: NodeJS.ProcessEnv;
	/** The user it runs as, if that is not the one who starts it. */
	user?: { uid: number; gid: number };
}

/** A server in a process of its own, with its output in a log file. It ends with this process at the latest. */
export class ServerProcess {
	private readonly child: ChildProcess;
	private readonly options: ServerOptions;

	constructor(options: ServerOptions) {
		const { command, args, env, log, user } = options;
		this.options = options;
		const output = openSync(log, 'w');
		// With a process group of its own, the processes that it starts can be ended with it.
		this.child = spawn(command, args, {
			...{ env, ...user, detached: true },
			stdio: ['ignore', output, output],
		});
		closeSync(output);
		const { pid } = this.child;
		if (!pid) return;
		cleanUpLater({ started: pid });
		this.child.once('exit', () => {
			killGroup(pid, 'SIGKILL');
			cleanUpLater({ ended: pid });
		});
	}

	/** Waits until it takes requests. @throws UserError if it ends before that, or takes too long */
	async untilReady(isReady: () => Promise<boolean>): Promise<void> {
		const { name, log } = this.options;
		const isEndedOrReady = async () => this.hasEnded || (await isReady());
		await until(isEndedOrReady, READY_WITHIN_SECONDS).catch(() => {});
		if (!this.hasEnded && (await isReady())) return;
		const lines = (await readFile(log, 'utf8')).trim().split('\n');
		throw new UserError(`${name} did not start. The end of ${log}: ${lines.slice(-3).join(' ')}`);
	}

	get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Calls back when it ends, for whatever reason. */
	onEnd(callback: () => void): void {
		this.child.once('exit', callback);
	}

	/** Ends it and waits for that. A server that does not end by itself is killed. */
	async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
		const { pid } = this.child;
		if (!pid || this.hasEnded) return;
		const ended = new Promise((resolve) => this.child.once('exit', resolve));
		const impatient = setTimeout(() => killGroup(pid, 'SIGKILL'), STOPPED_WITHIN_MS);
		if (signal === 'SIGKILL') killGroup(pid, signal);
		else this.child.kill(signal);
		await ended;
		clearTimeout(impatient);
	}
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

/** Below the ports that operating systems give to connections, so that none takes it meanwhile. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;

/** A port that nobody uses at the moment. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
		if (await isFree(port)) return port;
	}
}

/** Whether nobody listens on this port of 127.0.0.1. */
export async function isFree(port: number): Promise<boolean> {
	const probe = createServer();
	const listening = await new Promise<boolean>((resolve) => {
		probe.once('error', () => resolve(false));
		probe.listen(port, '127.0.0.1', () => resolve(true));
	});
	if (listening) await new Promise((resolve) => probe.close(resolve));
	return listening;
}
