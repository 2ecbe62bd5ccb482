import assert from 'node:assert/strict';

import { post } from './owner.mts';
import { until, type Running } from './running.mts';

/** Lets an imported workflow's triggers work from now on, as the button Publish does. */
export async function publish(running: Running, id: string): Promise<void> {
	const { versionId } = await get(running, `/workflows/${id}`);
	const path = `/rest/workflows/${id}/activate`;
	const answer = await post(running.n8n, path, { versionId }, running.cookie);
	assert.equal(answer.status, 200, await answer.text());
}

/** Starts a workflow by one of its triggers, as the button Execute Workflow does; answers with how it ended. */
export async function execute(running: Running, id: string, trigger: string): Promise<string> {
	const body = { triggerToStartFrom: { name: trigger } };
	const path = `/rest/workflows/${id}/run`;
	const answer = await post(running.n8n, path, body, running.cookie);
	const { data } = (await answer.json()) as { data: { executionId: string } };
	let status = '';
	await until(async () => {
		({ status } = await get(running, `/executions/${data.executionId}`));
		return !['new', 'running', 'waiting'].includes(status);
	});
	return status;
}

async function get(running: Running, path: string): Promise<any> {
	const headers = { cookie: running.cookie };
	const answer = await fetch(`${running.n8n.url}/rest${path}`, { headers });
	return ((await answer.json()) as { data: unknown }).data;
}
