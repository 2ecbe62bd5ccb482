/**
 * What n8n's queue mode needs beside n8n: Redis and PostgreSQL, on 127.0.0.1 and with nothing in them.
 * Each has a folder of its own below `folder`; each function returns the settings by which n8n finds it.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { freePort, isFree, ServerProcess } from '../support/n8n/serverProcess.mts';
import { UserError } from '../support/n8n/userError.mts';

const run = promisify(execFile);

export async function startRedis(folder: string): Promise<NodeJS.ProcessEnv> {
	const data = join(folder, 'redis');
	await mkdir(data);
	const port = await freePort();
	const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', data, '--save', ''];
	const log = join(folder, 'redis.log');
	const server = new ServerProcess('Redis', [program('redis-server'), ...settings], { log });
	await server.untilReady(async () => !(await isFree(port)));
	return { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) };
}

export async function startPostgres(folder: string): Promise<NodeJS.ProcessEnv> {
	const data = join(folder, 'postgres');
	await mkdir(data);
	const user = await postgresUser();
	if (user) {
		await chown(data, user.uid, user.gid);
		await chmod(folder, 0o711);
	}
	// Whoever reaches 127.0.0.1 may do anything with what the test stores.
	const init = ['--pgdata', data, '--username', 'n8n', '--auth', 'trust', '--no-sync'];
	await run(program('initdb'), [...init, '--encoding', 'UTF8'], { ...user, cwd: data });

	const port = String(await freePort());
	const settings = [
		...[`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='],
		...['max_connections=200', 'fsync=off'],
	];
	const server = new ServerProcess(
		'PostgreSQL',
		[program('postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])],
		{ log: join(folder, 'postgres.log'), ...user },
	);
	await server.untilReady(async () => {
		const asked = run(program('pg_isready'), ['--host', '127.0.0.1', '--port', port]);
		return await asked.then(Boolean, () => false);
	});
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: port,
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_PASSWORD: 'n8n',
		DB_POSTGRESDB_DATABASE: 'postgres',
	};
}

/** PostgreSQL refuses to run as root: then the user that Debian's package creates. */
async function postgresUser(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
	return { uid: await id('-u'), gid: await id('-g') };
}

/** Debian keeps PostgreSQL's own programs outside of the PATH, in a folder for each version. */
const POSTGRES = '/usr/lib/postgresql';

/** The file of a program of Debian's redis-server or postgresql. @throws UserError if it is missing */
function program(name: string): string {
	const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES) : [];
	const folders = [
		...(process.env.PATH ?? '').split(delimiter),
		...versions.map((version) => join(POSTGRES, version, 'bin')),
	];
	const file = folders.map((folder) => join(folder, name)).find((one) => existsSync(one));
	if (file) return file;
	throw new UserError(
		`${name} is missing: install it first, on Debian with apt-get install redis-server postgresql.`,
	);
}
