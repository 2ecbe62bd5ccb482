import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installedN8n, N8N_VERSION } from '../support/n8n/install.mts';
import { freePort, N8n } from '../support/n8n/n8n.mts';
import { credentialOf } from './credential.mts';
import type { Job } from './job.mts';
import { startFloor, type House, type Place } from './places.mts';
import type { Measured } from './stopwatch.mts';
import { credentialFor, laneName, WORKFLOW_ID, workflowOf, type Lane } from './workflow.mts';

/** A real n8n with the packed package, and with the benchmark's workflow behind its webhooks. */
export async function realN8n(lanes: Lane[]): Promise<House> {
	process.env.N8N_CUSTOM_EXTENSIONS = join(import.meta.dirname, 'nodes');
	const folder = await mkdtemp(join(tmpdir(), 'n8n-bench-'));
	const n8n = await N8n.prepare({ folder, port: await freePort() });
	for (const limit of ['off', 'five'] as const) {
		const lane = lanes.find((one) => one.limit === limit);
		if (!lane) continue;
		const [id, data] = [credentialFor(limit), credentialOf(lane)];
		await n8n.import('credentials', { id, name: id, type: 'akkioApi', data });
	}
	await n8n.import('workflow', workflowOf(lanes));
	await n8n.command('publish:workflow', `--id=${WORKFLOW_ID}`);
	return {
		name: `n8n ${N8N_VERSION}`,
		async start(): Promise<Place> {
			await n8n.start();
			return { run: async (job) => await run(n8n, job), stop: async () => await n8n.stop() };
		},
		startFloor: async () => await startFloor(await installedN8n()),
		async remove() {
			await n8n.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** A workflow that was just published may answer 404 for a moment. */
const LOOKS = 40;
const LOOK_EVERY_MS = 250;

async function run(n8n: N8n, job: Job): Promise<Measured> {
	const { data, count } = job;
	for (let look = 1; ; look++) {
		const answer = await fetch(`${n8n.url}/webhook/${laneName(job as Lane)}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ data, count }),
		});
		if (answer.ok) return (await answer.json()) as Measured;
		if (answer.status !== 404 || look === LOOKS) {
			throw new Error(`${laneName(job as Lane)}: ${await answer.text()}`);
		}
		await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
	}
}
