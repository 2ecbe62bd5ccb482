import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { unpackInto } from '../../package/tarball.mts';
import { signIn, type N8nClient } from './client.mts';
import { n8nEnvironment } from './environment.mts';
import { installedN8n, N8N_VERSION } from './install.mts';
import { freePort, ServerProcess } from './serverProcess.mts';

export interface N8nOptions {
	/** n8n's own folder: database, keys, log, installed packages. Made if it is not there. */
	folder: string;
	/** Any free port unless given. */
	port?: number;
	/** Any version in the npm registry; N8N_VERSION unless given. */
	version?: string;
	/** n8n's name for its process: one with editor and webhooks, or one that only executes. */
	role?: 'start' | 'worker';
	/** Settings of n8n besides those that every n8n here has. */
	env?: NodeJS.ProcessEnv;
}

/** A real n8n with the packed package in it, on 127.0.0.1 and nowhere else. */
export class N8n {
	readonly url: string;
	readonly folder: string;
	/** The file that gets its output. */
	readonly log: string;
	private readonly script: string;
	private readonly role: string;
	private readonly settings: NodeJS.ProcessEnv;
	private server?: ServerProcess;

	private constructor(
		script: string,
		port: number,
		{ folder, version = N8N_VERSION, role = 'start', env }: N8nOptions,
	) {
		this.url = `http://127.0.0.1:${port}`;
		this.folder = folder;
		this.log = join(folder, 'n8n.log');
		this.script = script;
		this.role = role;
		this.settings = {
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
			// These two ask n8n's own servers for lists of what else there is; n8n 1 knows only the second.
			...(version.startsWith('1.') ? {} : { N8N_DISABLED_MODULES: 'mcp-registry' }),
			N8N_VERIFIED_PACKAGES_ENABLED: 'false',
			// A worker takes only the requests that ask whether it is ready.
			...(role === 'worker' && {
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(port),
				N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			}),
			...env,
		};
	}

	/** Downloads n8n if needed, and puts the packed package where n8n's installer would put it. */
	static async prepare(options: N8nOptions): Promise<N8n> {
		const script = await installedN8n(options.version);
		await mkdir(options.folder, { recursive: true });
		const nodes = join(options.folder, '.n8n', 'nodes', 'node_modules');
		await unpackInto(join(nodes, 'n8n-nodes-akkio'));
		return new N8n(script, options.port ?? (await freePort()), options);
	}

	/** Starts the server and waits until it takes requests. */
	async start(): Promise<void> {
		const settings = { ...this.settings, N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
		this.server = new ServerProcess({
			name: 'n8n',
			command: process.execPath,
			args: [this.script, this.role],
			log: this.log,
			env: n8nEnvironment(process.env, settings),
		});
		await this.server.untilReady(async () => await this.isReady());
	}

	/** Signs in as the owner. */
	async signIn(): Promise<N8nClient> {
		return await signIn(this);
	}

	private async isReady(): Promise<boolean> {
		const answers = async (path: string) =>
			await fetch(`${this.url}${path}`).then(
				({ ok, headers }) => ok && /json/.test(headers.get('content-type')!),
				() => false,
			);
		// n8n 1 calls itself ready before it has its own API, which a worker never has.
		if (!(await answers('/healthz/readiness'))) return false;
		return this.role === 'worker' || (await answers('/rest/settings'));
	}

	/** Calls back when the server ends, for whatever reason. */
	onEnd(callback: () => void): void {
		this.server?.onEnd(callback);
	}

	/** Ends it: as its service manager would, or, with SIGKILL, as a machine that loses power. */
	async stop(signal?: NodeJS.Signals): Promise<void> {
		await this.server?.stop(signal);
	}
}
