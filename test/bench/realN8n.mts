import { join } from 'node:path';

import { temporaryFolder } from '../support/n8n/cleanUp.mts';
import { N8n } from '../support/n8n/n8n.mts';
import { postToWebhook } from '../support/n8n/scenarios.mts';
import type { Runner } from './measure.mts';
import type { Job } from './tasks.mts';
import { workflowOf } from './workflow.mts';

/** A real n8n with the packed package, which runs the ways that are built of n8n's own nodes, too. */
export async function startRealN8n(): Promise<Runner> {
	const env = { N8N_CUSTOM_EXTENSIONS: join(import.meta.dirname, 'nodes') };
	const server = await N8n.prepare({ folder: await temporaryFolder('n8n-bench-'), env });
	await server.start();
	const n8n = await server.signIn();
	const known = new Set<string>();

	/** The webhook of the workflow for a job, made when it is first asked for. */
	async function pathOf(job: Job): Promise<string> {
		const { way, data, baseUrl, apiKey, perSecond = 100 } = job;
		const name = `bench-${way}-${data}-${perSecond}`;
		if (known.has(name)) return name;
		const credential = { apiKey, baseUrl, requestsPerSecond: perSecond };
		const credentialId = await n8n.saveCredential(name, credential);
		const workflow = workflowOf(name, job, credentialId);
		await n8n.publish(await n8n.createWorkflow(workflow as never));
		known.add(name);
		return name;
	}

	return {
		run: async (job) =>
			(await postToWebhook(
				server,
				{ data: job.data, count: job.count },
				await pathOf(job),
			)) as never,
		stop: async () => await server.stop(),
	};
}
