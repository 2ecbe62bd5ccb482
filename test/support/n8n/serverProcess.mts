import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

import { cleanUpLater, killGroup } from './cleanUp.mts';
import { until } from './until.mts';
import { UserError } from './userError.mts';

const READY_WITHIN_SECONDS = 300;
const STOPPED_WITHIN_MS = 30_000;

/** A server in a process of its own, with its output in a log file. It ends with this process at the latest. */
export class ServerProcess {
	private readonly name: string;
	private readonly log: string;
	private readonly child: ChildProcess;
	/** Its exit code, once it has ended, for whatever reason; null if a signal ended it. */
	readonly ended: Promise<number | null>;

	/** @param name for error messages */
	constructor(
		name: string,
		[command, ...args]: string[],
		{ log, ...options }: SpawnOptions & { log: string },
	) {
		this.name = name;
		this.log = log;
		const output = openSync(log, 'w');
		// With a process group of its own, the processes that it starts can be ended with it.
		const stdio = ['ignore', output, output] as const;
		this.child = spawn(command!, args, { ...options, detached: true, stdio: [...stdio] });
		closeSync(output);
		this.ended = once(this.child, 'exit').then(
			([code]) => code,
			() => null,
		);
		const { pid } = this.child;
		if (!pid) return;
		cleanUpLater({ started: pid });
		void this.ended.then(() => {
			killGroup(pid, 'SIGKILL');
			cleanUpLater({ ended: pid });
		});
	}

	/** Waits until it takes requests. @throws UserError if it ends before that, or takes too long */
	async untilReady(isReady: () => Promise<boolean>): Promise<void> {
		const isEndedOrReady = async () => this.hasEnded || (await isReady());
		await until(isEndedOrReady, READY_WITHIN_SECONDS).catch(() => {});
		if (!this.hasEnded && (await isReady())) return;
		const lines = (await readFile(this.log, 'utf8')).trim().split('\n').slice(-3).join(' ');
		throw new UserError(`${this.name} did not start. The end of ${this.log}: ${lines}`);
	}

	private get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Ends it and waits for that. A server that does not end by itself is killed. */
	async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
		const { pid } = this.child;
		if (!pid || this.hasEnded) return;
		const impatient = setTimeout(() => killGroup(pid, 'SIGKILL'), STOPPED_WITHIN_MS);
		if (signal === 'SIGKILL') killGroup(pid, signal);
		else this.child.kill(signal);
		await this.ended;
		clearTimeout(impatient);
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
