import { execFile, type ChildProcess } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { unpackInto } from '../../package/tarball.mts';
import { installedN8n, N8N_VERSION } from './install.mts';
import { ServerProcess } from './serverProcess.mts';

const run = promisify(execFile);
/** A run of `execute` prints every item of every node. */
const OUTPUT_BYTES = 200_000_000;

export interface N8nOptions {
	/** n8n's own folder: database, keys, installed packages. Made if it is not there. */
	folder: string;
	port: number;
	/** Any version that the npm registry has; N8N_VERSION unless given. */
	version?: string;
	/** What n8n calls its process: the editor's and the webhooks' own, or one that only executes. */
	role?: 'start' | 'worker';
	/** Settings of n8n besides those that every n8n here has. */
	env?: NodeJS.ProcessEnv;
}

/** A real n8n with this package in it, on 127.0.0.1 and nowhere else. */
export class N8n {
	readonly url: string;
	private readonly folder: string;
	private readonly env: NodeJS.ProcessEnv;
	private readonly script: string;
	private readonly isVersion1: boolean;
	private readonly role: string;
	private server?: ServerProcess;
	private readonly commands = new Set<ChildProcess>();

	private constructor(
		{ folder, port, version = N8N_VERSION, role = 'start', env }: N8nOptions,
		script: string,
	) {
		this.folder = folder;
		this.script = script;
		this.isVersion1 = version.startsWith('1.');
		this.role = role;
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
			// These two ask n8n's own servers for lists of what else there is; n8n 1 has but the second.
			...(this.isVersion1 ? {} : { N8N_DISABLED_MODULES: 'mcp-registry' }),
			N8N_VERIFIED_PACKAGES_ENABLED: 'false',
			...(role === 'worker' ? listening(port) : {}),
			...env,
		};
	}

	/** Downloads n8n if needed and puts the packed package where an installed one lies. */
	static async prepare(options: N8nOptions): Promise<N8n> {
		const n8n = new N8n(options, await installedN8n(options.version));
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

	/** Imports credentials or workflows. The file for it, which may hold a key, is gone afterwards. */
	async import(what: 'credentials' | 'workflow', ...contents: object[]): Promise<void> {
		const file = join(this.folder, `${what}.json`);
		await writeFile(file, JSON.stringify(contents), { mode: 0o600 });
		try {
			await this.command(`import:${what}`, `--input=${file}`);
		} finally {
			await rm(file);
		}
	}

	/** Lets a workflow's triggers work from the next start on. n8n 2 calls that to publish it. */
	async activate(id: string): Promise<void> {
		const words = this.isVersion1 ? ['update:workflow', '--active=true'] : ['publish:workflow'];
		await this.command(...words, `--id=${id}`);
	}

	/** Where its words go. */
	get log(): string {
		return join(this.folder, 'n8n.log');
	}

	/** Starts the server and waits until it takes requests. */
	async start(): Promise<void> {
		this.server = new ServerProcess({
			name: 'n8n',
			command: process.execPath,
			args: [this.script, this.role],
			log: this.log,
			env: { ...this.env, N8N_RUNNERS_BROKER_PORT: String(await freePort()) },
		});
		await this.server.untilReady(async () => await this.isReady());
	}

	private async isReady(): Promise<boolean> {
		// n8n 1 calls itself ready before it has its own API.
		const path = this.isVersion1 ? '/rest/settings' : '/healthz/readiness';
		return await fetch(`${this.url}${path}`).then(
			({ ok }) => ok,
			() => false,
		);
	}

	/** Whether the server was started and is no more, by itself or by a signal. */
	get hasEnded(): boolean {
		return this.server?.hasEnded ?? false;
	}

	/** Calls back when the server ends, whoever ended it. */
	onEnd(callback: () => void): void {
		this.server?.onEnd(callback);
	}

	/** Ends it: as its service manager would, or, with SIGKILL, as a machine that loses power. */
	async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
		// A command whose reader is gone would log that it cannot log, for ever.
		for (const command of this.commands) command.kill('SIGKILL');
		await this.server?.stop(signal);
	}
}

/** A worker takes no requests but those that ask whether it is ready. */
const listening = (port: number) => ({
	QUEUE_HEALTH_CHECK_ACTIVE: 'true',
	QUEUE_HEALTH_CHECK_PORT: String(port),
	N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
});

/** A port that nobody uses at the moment. */
export async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const { port } = probe.address() as { port: number };
	await new Promise((resolve) => probe.close(resolve));
	return port;
}
