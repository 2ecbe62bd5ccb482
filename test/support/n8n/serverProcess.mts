import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { Sentence } from './sentence.mts';

const READY_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 250;

export interface ServerOptions {
	/** What a person calls it. */
	name: string;
	command: string;
	args: string[];
	/** The file that its words go to. */
	log: string;
	env?: NodeJS.ProcessEnv;
	/** Whom it runs as, where that is not the user who starts it. */
	user?: { uid: number; gid: number };
}

/** A server in a process of its own, with its words in a log file. */
export class ServerProcess {
	private readonly child: ChildProcess;
	private readonly options: ServerOptions;

	constructor(options: ServerOptions) {
		const { command, args, env, log, user } = options;
		this.options = options;
		this.child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], ...user });
		const words = createWriteStream(log);
		for (const stream of [this.child.stdout!, this.child.stderr!]) {
			stream.pipe(words, { end: false });
		}
		this.child.once('close', () => words.end());
	}

	/** Waits until it takes requests; if it ends first, or takes too long, the Sentence says so. */
	async untilReady(isReady: () => Promise<boolean>): Promise<void> {
		const { name, log } = this.options;
		const deadline = Date.now() + READY_WITHIN_MS;
		while (!(await isReady())) {
			if (this.hasEnded || Date.now() > deadline) {
				const said = (await readFile(log, 'utf8')).trim().split('\n').slice(-3).join(' ');
				throw new Sentence(`${name} did not start. Its last words, from ${log}: ${said}`);
			}
			await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
		}
	}

	/** Whether it is no more, by itself or by a signal. */
	get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Calls back when it ends, whoever ended it. */
	onEnd(callback: () => void): void {
		this.child.once('exit', callback);
	}

	/** Ends it, by the id of its process, and waits for that. */
	async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
		if (this.hasEnded) return;
		const ended = new Promise((resolve) => this.child.once('exit', resolve));
		this.child.kill(signal);
		await ended;
	}
}
