import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { unpackInto } from '../../package/tarball.mts';
import { temporaryFolder } from './cleanUp.mts';
import { N8nClient, type N8nAddress } from './client.mts';
import { installedN8n, N8N_VERSION } from './install.mts';
import { freePort, ServerProcess } from './serverProcess.mts';

/** All that an n8n gets of this process's environment: workflows can read it as `$env`, so no key is in it. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'SYSTEMROOT', 'USERPROFILE', 'TEMP'];
export const passedOn = (): NodeJS.ProcessEnv =>
	Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]));

export interface N8nOptions {
	/** n8n's own folder: database, keys, log, installed packages. A temporary one unless given. */
	folder?: string;
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
export class N8n implements N8nAddress {
	readonly url: string;
	readonly folder: string;
	/** The file that gets its output. */
	readonly log: string;
	private readonly command: string[];
	private readonly role: string;
	private readonly env: NodeJS.ProcessEnv;
	private server?: ServerProcess;

	private constructor(script: string, { folder, port, version, role, env }: Required<N8nOptions>) {
		this.url = `http://127.0.0.1:${port}`;
		this.folder = folder;
		this.log = join(folder, 'n8n.log');
		this.command = [process.execPath, script, role];
		this.role = role;
		this.env = {
			...passedOn(),
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

	/**
	 * Downloads n8n if needed, puts the packed package where n8n's installer would put it, starts the
	 * server and waits until it takes requests.
	 */
	static async start(options: N8nOptions = {}): Promise<N8n> {
		const version = options.version ?? N8N_VERSION;
		const script = await installedN8n(version);
		const folder = options.folder ?? (await temporaryFolder('n8n-'));
		await mkdir(folder, { recursive: true });
		await unpackInto(join(folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-akkio'));
		const port = options.port ?? (await freePort());
		const n8n = new N8n(script, { role: 'start', env: {}, ...options, folder, port, version });
		await n8n.restart();
		return n8n;
	}

	/** Starts the server anew, in the same folder and on the same port. */
	async restart(): Promise<void> {
		const env = { ...this.env, N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
		this.server = new ServerProcess('n8n', this.command, { log: this.log, env });
		await this.server.untilReady(async () => await this.isReady());
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

	/** Signs in as the owner. */
	signIn = async (): Promise<N8nClient> => await N8nClient.signIn(this);

	/** Waits until the server has ended, for whatever reason. */
	untilEnded = async () => await this.server?.ended;

	/** Ends it: as its service manager would, or, with SIGKILL, as a machine that loses power. */
	stop = async (signal?: NodeJS.Signals) => await this.server?.stop(signal);
}
