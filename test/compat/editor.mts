import assert from 'node:assert/strict';

import { parse } from 'flatted';

import { post } from '../support/n8n/owner.mts';
import { until, type Running } from '../support/n8n/running.mts';
import type { Row } from '../support/n8n/stories.mts';

/** A workflow as n8n stores it. */
export interface Workflow {
	name: string;
	nodes: object[];
	connections: object;
	settings?: object;
	pinData?: Record<string, Array<{ json: Row }>>;
}

/** What an execution left behind. */
export interface Executed {
	/** n8n's own word: success, error or canceled. */
	status: string;
	/** The items of each output of the node called Akkio. */
	outputs: Row[][];
	/** What n8n shows below that node's output. */
	hints: string[];
	/** The message and the description of what stopped the execution; empty if nothing did. */
	words: string;
}

/** Saves a new workflow, as the editor does; answers with it, ids and all. */
export async function save(running: Running, workflow: Workflow) {
	return await ask<Workflow & { id: string; versionId: string }>(running, '/workflows', {
		active: false,
		...workflow,
	});
}

/** Lets a workflow's triggers work from now on: Activate in n8n 1, Publish in n8n 2. */
export async function publish(running: Running, workflow: Workflow): Promise<void> {
	const { id, versionId } = await save(running, workflow);
	await ask(running, `/workflows/${id}/activate`, { versionId });
}

/** Starts a workflow by its trigger 'Start', as the button Execute Workflow does; answers with the execution's id. */
export async function begin(running: Running, workflow: Workflow): Promise<string> {
	const workflowData = await save(running, workflow);
	const body = { workflowData, triggerToStartFrom: { name: 'Start' } };
	const path = `/workflows/${workflowData.id}/run`;
	return (await ask<{ executionId: string }>(running, path, body)).executionId;
}

/** Waits for the end of an execution, and for what n8n saves of it a moment later. */
export async function ended(running: Running, id: string): Promise<Executed> {
	let execution!: { status: string; data: string };
	await until(async () => {
		execution = await ask(running, `/executions/${id}`);
		return !['new', 'running', 'waiting'].includes(execution.status) && execution.data !== '[]';
	});
	const { runData, error } = parse(execution.data).resultData;
	const run = runData?.Akkio?.at(-1);
	const outputs: Array<Array<{ json: Row }> | null> = run?.data?.main ?? [];
	return {
		status: execution.status,
		outputs: outputs.map((items) => (items ?? []).map(({ json }) => json)),
		hints: (run?.hints ?? []).map(({ message }: { message: string }) => message),
		words: [error?.message, error?.description].filter(Boolean).join(' '),
	};
}

/** Executes a workflow by its trigger 'Start', to the end. */
export async function execute(running: Running, workflow: Workflow): Promise<Executed> {
	return await ended(running, await begin(running, workflow));
}

/** Asks n8n's own API: GET without a body, POST with one. */
export async function ask<T>(running: Running, path: string, body?: object): Promise<T> {
	const { n8n, cookie } = running;
	const answer = body
		? await post(n8n, `/rest${path}`, body, cookie)
		: await fetch(`${n8n.url}/rest${path}`, { headers: { cookie } });
	const said = await answer.text();
	assert.ok(answer.ok, `n8n answered ${path} with ${answer.status}: ${said.slice(0, 200)}`);
	return JSON.parse(said).data;
}
