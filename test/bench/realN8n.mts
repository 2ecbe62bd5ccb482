import { join } from 'node:path';

import { temporaryFolder } from '../support/n8n/cleanUp.mts';
import type { N8nClient } from '../support/n8n/client.mts';
import { installedN8n, N8N_VERSION } from '../support/n8n/install.mts';
import { N8n } from '../support/n8n/n8n.mts';
import { postToWebhook } from '../support/n8n/scenarios.mts';
import { credentialOf } from './credential.mts';
import { startFloor, type House, type Place } from './places.mts';
import type { Measured } from './stopwatch.mts';
import { credentialFor, laneName, workflowOf, type Lane } from './workflow.mts';

/** A real n8n with the packed package, and with the benchmark's workflow behind its webhooks. */
export async function realN8n(lanes: Lane[]): Promise<House> {
	const env = { N8N_CUSTOM_EXTENSIONS: join(import.meta.dirname, 'nodes') };
	const server = await N8n.prepare({ folder: await temporaryFolder('n8n-bench-'), env });
	let isImported = false;
	return {
		name: `n8n ${N8N_VERSION}`,
		async start(): Promise<Place> {
			await server.start();
			if (!isImported) await importWorkflow(await server.signIn(), lanes);
			isImported = true;
			return {
				run: async (job) => {
					const { data, count } = job;
					const answer = await postToWebhook(server, { data, count }, laneName(job as Lane));
					return answer as unknown as Measured;
				},
				stop: async () => await server.stop(),
			};
		},
		startFloor: async () => await startFloor(await installedN8n()),
		remove: async () => await server.stop(),
	};
}

async function importWorkflow(n8n: N8nClient, lanes: Lane[]): Promise<void> {
	const { id: _id, ...workflow } = workflowOf(lanes);
	let text = JSON.stringify(workflow);
	for (const limit of ['off', 'five'] as const) {
		const lane = lanes.find((one) => one.limit === limit);
		if (!lane) continue;
		const name = credentialFor(limit);
		text = text.replaceAll(`"${name}"`, `"${await n8n.saveCredential(name, credentialOf(lane))}"`);
	}
	await n8n.publish(await n8n.createWorkflow(JSON.parse(text)));
}
