/** What n8n's queue mode needs beside n8n: Redis and PostgreSQL, on 127.0.0.1 and with nothing in them. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { freePort, ServerProcess } from '../support/n8n/serverProcess.mts';
import { UserError } from '../support/n8n/userError.mts';

const run = promisify(execFile);

/** A service, and the settings by which n8n finds it. */
export interface Service {
	env: NodeJS.ProcessEnv;
	stop(): Promise<void>;
}

/** Starts Redis with a folder of its own below `folder`. */
export async function startRedis(folder: string): Promise<Service> {
	const data = join(folder, 'redis');
	await mkdir(data);
	const port = await freePort();
	const server = new ServerProcess({
		name: 'Redis',
		command: program('redis-server'),
		args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', data, '--save', ''],
		log: join(folder, 'redis.log'),
	});
	await server.untilReady(async () => await respondsToPing(port));
	return {
		env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) },
		stop: async () => await server.stop(),
	};
}

async function respondsToPing(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
		socket.once('data', (answer) => {
			resolve(String(answer).startsWith('+PONG'));
			socket.destroy();
		});
		socket.once('error', () => resolve(false));
	});
}

/** Starts PostgreSQL with a folder of its own below `folder`, which is made passable for its user. */
export async function startPostgres(folder: string): Promise<Service> {
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
	const isReady = async () =>
		await run(program('pg_isready'), ['--host', '127.0.0.1', '--port', String(port)]).then(
			() => true,
			() => false,
		);
	await server.untilReady(isReady);
	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_PASSWORD: 'n8n',
			DB_POSTGRESDB_DATABASE: 'postgres',
		},
		// Its fast shutdown: it does not wait for clients.
		stop: async () => await server.stop('SIGINT'),
	};
}

/** PostgreSQL refuses to run as root: then the user that Debian's package creates, or nobody. */
async function postgresUser(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (flag: string, user: string) => Number((await run('id', [flag, user])).stdout);
	const user = await id('-u', 'postgres').then(
		() => 'postgres',
		() => 'nobody',
	);
	return { uid: await id('-u', user), gid: await id('-g', user) };
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
