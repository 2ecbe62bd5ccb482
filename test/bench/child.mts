import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of its own, which answers each message with one message; it leaves when it is let go. */
export class Child {
	private readonly process: ChildProcess;
	private readonly ended: Promise<never>;
	/** What it says when it is ready. */
	readonly ready: Promise<unknown>;

	/** @param script beside this file */
	constructor(script: string) {
		this.process = fork(join(import.meta.dirname, script));
		this.ended = once(this.process, 'exit').then(([code]) => {
			throw new Error(`${script} ended with ${code}`);
		});
		this.ended.catch(() => {});
		this.ready = this.answer();
	}

	async ask<T>(message: object = {}): Promise<T> {
		const answer = this.answer();
		this.process.send(message);
		return (await answer) as T;
	}

	stop(): void {
		if (this.process.connected) this.process.disconnect();
	}

	private async answer(): Promise<unknown> {
		const [message] = await Promise.race([once(this.process, 'message'), this.ended]);
		const { failed } = message as { failed?: string };
		if (failed !== undefined) throw new Error(failed);
		return message;
	}
}
