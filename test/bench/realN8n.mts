import { join } from 'node:path';

import { temporaryFolder } from '../support/n8n/cleanUp.mts';
import { N8n } from '../support/n8n/n8n.mts';
import { postToWebhook } from '../support/n8n/scenarios.mts';
import type { Job, Measured, Way } from './job.mts';
import { workflowOf } from './workflow.mts';

/** A real n8n with the packed package, which runs the ways that are built of n8n's own nodes, too. */
export async function startRealN8n() {
	const env = { N8N_CUSTOM_EXTENSIONS: join(import.meta.dirname, 'nodes') };
	const server = await N8n.prepare({ folder: await temporaryFolder('n8n-bench-'), env });
	await server.start();
	const n8n = await server.signIn();
	const paths = new Map<string, string>();

	/** The webhook of the workflow for a job, made when it is first asked for. */
	async function pathOf({ way, data, baseUrl, apiKey, perSecond }: Job): Promise<string> {
		const name = `bench-${way}-${data}-${perSecond}`;
		const known = paths.get(name);
		if (known) return known;
		const credential = { apiKey, baseUrl, requestsPerSecond: Math.min(perSecond, 100) };
		const credentialId = await n8n.saveCredential(name, credential);
		const target = { data, baseUrl, apiKey, perSecond, credentialId };
		const workflow = workflowOf(way as Exclude<Way, 'script'>, name, target);
		await n8n.publish(await n8n.createWorkflow(workflow as never));
		paths.set(name, name);
		return name;
	}

	return {
		async run(job: Job): Promise<Measured> {
			const { data, count } = job;
			return (await postToWebhook(server, { data, count }, await pathOf(job))) as never;
		},
		stop: async () => await server.stop(),
	};
}
