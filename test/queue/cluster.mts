import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { startStandIn } from '../support/akkio/server.mts';
import { exitWithParent, temporaryFolder } from '../support/n8n/cleanUp.mts';
import { KEY, publishWebhook, REQUESTS_PER_SECOND } from '../support/n8n/fixture.mts';
import { N8n } from '../support/n8n/n8n.mts';
import { callWebhook } from '../support/n8n/triggers.mts';
import { akkioNode, byId, webhookNode, type Row } from '../support/n8n/workflow.mts';
import { startPostgres, startRedis } from './services.mts';

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

/**
 * Starts n8n in queue mode, as its documentation describes it: one main, workers, Redis, PostgreSQL; and
 * publishes a workflow that appends what its webhook receives. All of it ends with this process.
 */
export async function startCluster(workerCount: number) {
	exitWithParent();
	const folder = await temporaryFolder('n8n-queue-');
	const akkio = await startStandIn({ keys: [KEY], requestsPerSecond: REQUESTS_PER_SECOND });
	const env = {
		...(await startRedis(folder)),
		...(await startPostgres(folder)),
		...GIVE_UP,
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
	};
	/** Takes the webhook calls and hands them out. */
	const main = await (await N8n.start({ folder: join(folder, 'main'), env })).signIn();
	/** They execute; each has its own folder, with the package in it, as in a container of its own. */
	const workers = await Promise.all(
		Array.from({ length: workerCount }, async (_, n) => {
			return await N8n.start({ folder: join(folder, `worker ${n}`), role: 'worker', env });
		}),
	);
	/** Every process reads it at its next execution. */
	const setRequestsPerSecond = async (requestsPerSecond: number) => {
		const data = { apiKey: KEY, baseUrl: akkio.baseUrl, requestsPerSecond };
		return await main.saveCredential('Akkio', data);
	};
	const { id } = akkio.datasets.create('Queue');
	// By its ID: a name would cost each call a look-up.
	const options = { batchSize: 1000 };
	const parameters = { operation: 'appendRows', dataset: byId(id), options };
	const node = akkioNode(await setRequestsPerSecond(REQUESTS_PER_SECOND), parameters);
	await publishWebhook({ n8n: main }, webhookNode(WEBHOOK), node);
	const post = async (rows: Row[]) => await callWebhook(main, rows, WEBHOOK);
	const stored = () => akkio.datasets.get(id)!.rows;
	return { main, workers, akkio, post, stored, setRequestsPerSecond };
}
