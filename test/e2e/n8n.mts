import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { unpackInto } from '../tarball.mts';
import { installedN8n } from './install.mts';
import { Sentence } from './sentence.mts';

const run = promisify(execFile);
const READY_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 250;
/** A run of `execute` prints every item of every node. */
const OUTPUT_BYTES = 200_000_000;

export interface N8nOptions {
	/** n8n's own folder: database, keys, installed packages. Made if it is not there. */
	folder: string;
	port: number;
}

/** A real n8n with this package in it, on 127.0.0.1 and nowhere else. */
export class N8n {
	readonly url: string;
	private readonly folder: string;
	private readonly env: NodeJS.ProcessEnv;
	private readonly script: string;
	private server?: ChildProcess;
	private readonly commands = new Set<ChildProcess>();

	private constructor({ folder, port }: N8nOptions, script: string) {
		this.folder = folder;
		this.script = script;
		this.url = `http://127.0.0.1:${port}`;
		this.env = {
			...process.env,
			N8N_USER_FOLDER: folder,
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_HOST: '127.0.0.1',
			N8N_PORT: String(port),
			N8N_WEBHOOK_URL: `${this.url}/`,
			N8N_SECURE_COOKIE: 'false',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			// These two ask n8n's own servers for lists of what else there is.
			N8N_DISABLED_MODULES: 'mcp-registry',
			N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		};
	}

	/** Downloads n8n if needed and puts the packed package where an installed one lies. */
	static async prepare(options: N8nOptions): Promise<N8n> {
		const n8n = new N8n(options, await installedN8n());
		await n8n.installPackage();
		return n8n;
	}

	/** `npm pack`, unpacked as n8n's installer would leave it. */
	private async installPackage(): Promise<void> {
		await unpackInto(join(this.folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-akkio'));
	}

	/** One of n8n's own commands, such as `import:workflow --input=…`; answers with what it printed. */
	async command(...words: string[]): Promise<string> {
		// A command brings its own broker for task runners, which must not meet the server's.
		const env = { ...this.env, N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
		const options = { env, maxBuffer: OUTPUT_BYTES };
		const running = run(process.execPath, [this.script, ...words], options);
		this.commands.add(running.child);
		try {
			return (await running).stdout;
		} finally {
			this.commands.delete(running.child);
		}
	}

	/** Imports one credential or workflow. The file for it, which may hold a key, is gone afterwards. */
	async import(what: 'credentials' | 'workflow', content: object): Promise<void> {
		const file = join(this.folder, `${what}.json`);
		await writeFile(file, JSON.stringify([content]), { mode: 0o600 });
		try {
			await this.command(`import:${what}`, `--input=${file}`);
		} finally {
			await rm(file);
		}
	}

	/** Starts the server and waits until it takes requests. Its words go to n8n.log in its folder. */
	async start(): Promise<void> {
		const log = join(this.folder, 'n8n.log');
		const env = { ...this.env, N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
		this.server = spawn(process.execPath, [this.script, 'start'], {
			env,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const words = createWriteStream(log);
		this.server.stdout!.pipe(words);
		this.server.stderr!.pipe(words);

		const deadline = Date.now() + READY_WITHIN_MS;
		while (!(await this.isReady())) {
			if (this.hasEnded || Date.now() > deadline) {
				const said = (await readFile(log, 'utf8')).trim().split('\n').slice(-3).join(' ');
				throw new Sentence(`n8n did not start. Its last words, from ${log}: ${said}`);
			}
			await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
		}
	}

	private async isReady(): Promise<boolean> {
		return await fetch(`${this.url}/healthz/readiness`).then(
			({ ok }) => ok,
			() => false,
		);
	}

	/** Whether the server was started and is no more, by itself or by a signal. */
	get hasEnded(): boolean {
		const { server } = this;
		return server !== undefined && (server.exitCode !== null || server.signalCode !== null);
	}

	/** Calls back when the server ends, whoever ended it. */
	onEnd(callback: () => void): void {
		this.server?.once('exit', callback);
	}

	async stop(): Promise<void> {
		// A command whose reader is gone would log that it cannot log, for ever.
		for (const command of this.commands) command.kill('SIGKILL');
		const { server } = this;
		if (!server || this.hasEnded) return;
		const ended = new Promise((resolve) => server.once('exit', resolve));
		server.kill('SIGTERM');
		await ended;
	}
}

/** A port that nobody uses at the moment. */
export async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const { port } = probe.address() as { port: number };
	await new Promise((resolve) => probe.close(resolve));
	return port;
}
