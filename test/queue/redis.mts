import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import { freePort } from '../support/n8n/n8n.mts';
import { ServerProcess } from '../support/n8n/serverProcess.mts';
import { program } from './programs.mts';

/** A Redis on 127.0.0.1 that keeps nothing; `env` is how n8n finds it. */
export interface Redis {
	env: NodeJS.ProcessEnv;
	stop(): Promise<void>;
}

/** Starts it with a folder of its own below `folder`. */
export async function startRedis(folder: string): Promise<Redis> {
	const own = join(folder, 'redis');
	await mkdir(own);
	const port = await freePort();
	const server = new ServerProcess({
		name: 'Redis',
		command: program('redis-server'),
		args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', own, '--save', ''],
		log: join(folder, 'redis.log'),
	});
	await server.untilReady(async () => await answersPing(port));
	return {
		env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) },
		stop: async () => await server.stop(),
	};
}

async function answersPing(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const line = connect(port, '127.0.0.1', () => line.write('PING\r\n'));
		line.once('data', (answer) => {
			resolve(String(answer).startsWith('+PONG'));
			line.destroy();
		});
		line.once('error', () => resolve(false));
	});
}
