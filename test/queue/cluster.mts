import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { startStandIn, type StandIn } from '../support/akkio/server.mts';
import { exitWithParent, temporaryFolder } from '../support/n8n/cleanUp.mts';
import type { N8nClient } from '../support/n8n/client.mts';
import { KEY, publishWebhook, REQUESTS_PER_SECOND } from '../support/n8n/fixture.mts';
import { N8n } from '../support/n8n/n8n.mts';
import { callWebhook } from '../support/n8n/scenarios.mts';
import { akkioNode, batchesOf, byId, webhookNode, type Row } from '../support/n8n/workflow.mts';
import { startPostgres, startRedis } from './services.mts';

/** n8n in queue mode, as its documentation describes it: one main, workers, Redis, PostgreSQL. */
export interface Cluster {
	/** Takes the webhook calls and hands them out. */
	main: N8nClient;
	/** They execute; each has its own folder, with the package in it, as in a container of its own. */
	workers: N8n[];
	akkio: StandIn;
	/** Posts rows to a workflow that appends them to a dataset. */
	post(rows: Row[]): Promise<Response>;
	/** The rows in that dataset. */
	stored(): Row[];
	/** Sets the credential's Requests per Second, which every process reads at its next execution. */
	setRequestsPerSecond(requestsPerSecond: number): Promise<void>;
	stop(): Promise<void>;
}

const WEBHOOK = 'akkio-queue';

/**
 * When n8n gives up a worker that no longer reports, in milliseconds. With n8n's own settings, a
 * minute and half a minute, a test would wait for minutes.
 */
const GIVE_UP = {
	QUEUE_WORKER_LOCK_DURATION: '20000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** Starts everything, with a workflow published that appends what its webhook receives. */
export async function startCluster(workerCount: number): Promise<Cluster> {
	exitWithParent();
	const folder = await temporaryFolder('n8n-queue-');
	const started: Array<{ stop(): Promise<void> }> = [];
	const stop = async () => {
		for (const one of started.reverse()) await one.stop();
	};
	const start = async <T extends { stop(): Promise<void> }>(starting: Promise<T>) => {
		const one = await starting;
		started.push(one);
		return one;
	};
	try {
		const options = { keys: [KEY], requestsPerSecond: REQUESTS_PER_SECOND };
		const akkio = await start(startStandIn(options));
		const env = {
			...(await start(startRedis(folder))).env,
			...(await start(startPostgres(folder))).env,
			...GIVE_UP,
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
		};
		const startN8n = async (name: string, role: 'start' | 'worker') => {
			const n8n = await start(N8n.prepare({ folder: join(folder, name), role, env }));
			await n8n.start();
			return n8n;
		};
		const main = await (await startN8n('main', 'start')).signIn();
		const workers = await Promise.all(
			Array.from({ length: workerCount }, async (_, n) => await startN8n(`worker ${n}`, 'worker')),
		);

		const saveCredential = async (requestsPerSecond: number) => {
			const data = { apiKey: KEY, baseUrl: akkio.baseUrl, requestsPerSecond };
			return await main.saveCredential('Akkio', data);
		};
		const { id } = akkio.datasets.create('Queue');
		// By its ID: a name would cost each call a look-up.
		const parameters = { operation: 'appendRows', dataset: byId(id), ...batchesOf(1000) };
		const node = akkioNode(await saveCredential(REQUESTS_PER_SECOND), parameters);
		await publishWebhook({ n8n: main }, webhookNode(WEBHOOK), node);
		return {
			...{ main, workers, akkio, stop },
			post: async (rows) => await callWebhook(main, rows, WEBHOOK),
			stored: () => akkio.datasets.get(id)!.rows,
			async setRequestsPerSecond(requestsPerSecond) {
				await saveCredential(requestsPerSecond);
			},
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
