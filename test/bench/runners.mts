/** Where jobs run: a process that takes one at a time. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { N8n } from '../support/n8n/n8n.mts';
import { postToWebhook } from '../support/n8n/triggers.mts';
import { webhookNode } from '../support/n8n/workflow.mts';
import { workflowOf, type Job, type Measured } from './ways.mts';

export interface Runner {
	run(job: Job): Promise<Measured>;
	stop(): unknown;
}

/** n8n's engine alone. */
export async function startEngine(): Promise<Runner> {
	const child = fork(join(import.meta.dirname, 'engine.mts'));
	const exited = once(child, 'exit').then(() => Promise.reject(new Error('The engine ended.')));
	exited.catch(() => {});
	const answer = async () => (await Promise.race([once(child, 'message'), exited]))[0];
	await answer();
	return {
		async run(job) {
			child.send(job);
			return await answer();
		},
		stop: () => child.disconnect(),
	};
}

/** A real n8n with the packed package, which runs the ways that are built of n8n's own nodes, too. */
export async function startRealN8n(): Promise<Runner> {
	const env = { N8N_CUSTOM_EXTENSIONS: join(import.meta.dirname, 'nodes') };
	const server = await N8n.start({ env });
	const n8n = await server.signIn();
	const published = new Set<string>();
	return {
		async run(job) {
			const { way, baseUrl, apiKey, perSecond = 100, count } = job;
			const path = `bench-${way}-${perSecond}`;
			if (!published.has(path)) {
				const credential = { apiKey, baseUrl, requestsPerSecond: perSecond };
				const credentialId = await n8n.saveCredential(path, credential);
				const webhook = webhookNode(path, { responseData: 'firstEntryJson' });
				await n8n.publish(await n8n.createWorkflow(workflowOf(webhook, job, credentialId)));
				published.add(path);
			}
			return (await postToWebhook(server, { count }, path)) as never;
		},
		stop: server.stop,
	};
}
