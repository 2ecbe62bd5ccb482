import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startStandIn, type StandIn } from '../support/akkio/server.mts';
import { EXAMPLES, WEBHOOK, WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { freePort, N8n } from '../support/n8n/n8n.mts';
import { byId } from '../support/n8n/oneNode.mts';
import { setUpOwner } from '../support/n8n/owner.mts';
import { KEY } from '../support/n8n/running.mts';
import type { Row } from '../support/n8n/stories.mts';
import { startPostgres } from './postgres.mts';
import { startRedis } from './redis.mts';

/** n8n in queue mode, as its documentation describes it: one main, workers, Redis, PostgreSQL. */
export interface Cluster {
	/** Takes the webhook calls and hands them out. */
	main: N8n;
	/** They execute; each has its own folder, with the package in it, as in a container of its own. */
	workers: N8n[];
	akkio: StandIn;
	/** For requests to n8n's own API. */
	cookie: string;
	/** The rows in the webhook's dataset. */
	stored(): Row[];
	/** Sets the credential's Requests per Second, which every process reads at its next execution. */
	setRequestsPerSecond(requestsPerSecond: number): Promise<void>;
	stop(): Promise<void>;
}

/** What Akkio allows the account; the stand-in answers 429 to any request above it. */
export const ACCOUNT_PER_SECOND = 5;

/**
 * When n8n gives a worker up that no longer says that it is at work, in milliseconds. With n8n's own
 * settings, a minute and half a minute, a test would wait for minutes.
 */
const GIVE_UP = {
	QUEUE_WORKER_LOCK_DURATION: '20000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** Starts everything, with the example "Append what a webhook receives" published. */
export async function startCluster(workerCount: number): Promise<Cluster> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-queue-'));
	const started: Array<{ stop(): Promise<void> }> = [];
	const stop = async () => {
		for (const one of started.reverse()) await one.stop();
		await rm(folder, { recursive: true, force: true });
	};
	try {
		const akkio = await startStandIn({ keys: [KEY], requestsPerSecond: ACCOUNT_PER_SECOND });
		started.push(akkio);
		const redis = await startRedis(folder);
		started.push(redis);
		const postgres = await startPostgres(folder);
		started.push(postgres);

		const env = {
			...{ ...redis.env, ...postgres.env, ...GIVE_UP },
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
		};
		const prepare = async (name: string, role: 'start' | 'worker') => {
			const options = { folder: join(folder, name), port: await freePort(), role, env };
			const n8n = await N8n.prepare(options);
			started.push(n8n);
			return n8n;
		};
		const main = await prepare('main', 'start');
		const workers: N8n[] = [];
		for (let n = 1; n <= workerCount; n++) workers.push(await prepare(`worker ${n}`, 'worker'));

		const setRequestsPerSecond = async (requestsPerSecond: number) =>
			await main.import('credentials', {
				...{ id: 'akkioExample', name: 'Akkio', type: 'akkioApi' },
				data: { apiKey: KEY, baseUrl: akkio.baseUrl, requestsPerSecond },
			});
		await setRequestsPerSecond(ACCOUNT_PER_SECOND);
		const { id } = akkio.datasets.create(WEBHOOK_DATASET);
		await main.import('workflow', await webhookInto(id));
		await main.command('publish:workflow', `--id=${WEBHOOK}`);
		await main.start();
		await Promise.all(workers.map(async (worker) => await worker.start()));
		const stored = () => akkio.datasets.get(id)!.rows;
		const cookie = await setUpOwner(main);
		return { main, workers, akkio, cookie, stored, setRequestsPerSecond, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The example, with the dataset by its ID: a name would cost each call a look-up. */
async function webhookInto(datasetId: string): Promise<object> {
	const example = JSON.parse(await readFile(join(EXAMPLES, 'webhook-to-dataset.json'), 'utf8'));
	const append = example.nodes.find(({ type }: { type: string }) => /akkio/.test(type));
	append.parameters.dataset = byId(datasetId);
	return example;
}
