import { execFile } from 'node:child_process';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from '../support/n8n/n8n.mts';
import { ServerProcess } from '../support/n8n/serverProcess.mts';
import { program } from './programs.mts';

const run = promisify(execFile);
const OWNER = 'n8n';

/** A PostgreSQL on 127.0.0.1 with an empty database; `env` is how n8n finds it. */
export interface Postgres {
	env: NodeJS.ProcessEnv;
	stop(): Promise<void>;
}

/** Starts it with a data folder of its own below `folder`, which is made passable for its user. */
export async function startPostgres(folder: string): Promise<Postgres> {
	const data = join(folder, 'postgres');
	await mkdir(data);
	const user = await whoMayRunIt();
	if (user) {
		await chown(data, user.uid, user.gid);
		await chmod(folder, 0o711);
	}
	// Who reaches 127.0.0.1 here may do anything with what the test stores.
	const init = ['--pgdata', data, '--username', OWNER, '--auth', 'trust', '--no-sync'];
	await run(program('initdb'), [...init, '--encoding', 'UTF8'], { ...user, cwd: data });

	const port = await freePort();
	const settings = [
		`port=${port}`,
		'listen_addresses=127.0.0.1',
		'unix_socket_directories=',
		'max_connections=200',
		'fsync=off',
	];
	const server = new ServerProcess({
		name: 'PostgreSQL',
		command: program('postgres'),
		args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
		log: join(folder, 'postgres.log'),
		user,
	});
	const pgIsReady = program('pg_isready');
	await server.untilReady(
		async () =>
			await run(pgIsReady, ['--host', '127.0.0.1', '--port', String(port)]).then(
				() => true,
				() => false,
			),
	);
	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_USER: OWNER,
			DB_POSTGRESDB_PASSWORD: OWNER,
			DB_POSTGRESDB_DATABASE: 'postgres',
		},
		// Its word for "now, in order": it does not wait until everyone has hung up.
		stop: async () => await server.stop('SIGINT'),
	};
}

/** PostgreSQL refuses to run as root: then as the user that Debian's package made for it, or as nobody. */
async function whoMayRunIt(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (what: string, user: string) => Number((await run('id', [what, user])).stdout);
	const user = await id('-u', 'postgres').then(
		() => 'postgres',
		() => 'nobody',
	);
	return { uid: await id('-u', user), gid: await id('-g', user) };
}
