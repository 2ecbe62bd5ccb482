import { parse } from 'flatted';

import type { N8nClient } from './client.mts';
import { until } from './until.mts';
import type { Row } from './workflow.mts';

/** An execution as n8n keeps it. */
export interface Execution {
	id: string;
	/** n8n's own word: success, error, canceled, running, … */
	status: string;
	/** The message and the description of what stopped it; empty if nothing did. */
	error: string;
	/** The items of each output of a node, in the node's last run. */
	outputs(node?: string): Row[][];
	/** What n8n shows below the node's output. */
	hints(node?: string): string[];
	/** All that n8n keeps of it, as text. */
	text: string;
}

/** The Executions list, newest first: up to the hundred that n8n gives at a time. */
export async function listExecutions(
	n8n: N8nClient,
	status?: string,
): Promise<Array<{ id: string; status: string }>> {
	const filter = encodeURIComponent(JSON.stringify(status ? { status: [status] } : {}));
	return (await n8n.get(`/executions?limit=100&filter=${filter}`)).results;
}

export async function readExecution(n8n: N8nClient, id: string): Promise<Execution> {
	const { status, data: text } = await n8n.get(`/executions/${id}`);
	const { error, runData = {} } = parse(text)?.resultData ?? {};
	const lastRun = (node: string) => runData[node]?.at(-1);
	return {
		...{ id, status, text },
		error: [error?.message, error?.description].filter(Boolean).join(' '),
		outputs: (node = 'Akkio') =>
			(lastRun(node)?.data?.main ?? []).map((items: Array<{ json: Row }> | null) =>
				(items ?? []).map(({ json }) => json),
			),
		hints: (node = 'Akkio') =>
			(lastRun(node)?.hints ?? []).map(({ message }: { message: string }) => message),
	};
}

/** Starts a workflow by one of its triggers, as the button Execute Workflow does; returns the execution's ID. */
export async function startExecution(
	n8n: N8nClient,
	workflowId: string,
	trigger = 'Start',
): Promise<string> {
	const workflowData = await n8n.get(`/workflows/${workflowId}`);
	const run = { workflowData, triggerToStartFrom: { name: trigger } };
	return (await n8n.post(`/workflows/${workflowId}/run`, run)).executionId;
}

/** Waits for the end of an execution, and for what n8n saves of it a moment later. */
export async function finishedExecution(n8n: N8nClient, id: string): Promise<Execution> {
	return await until(async () => {
		const execution = await readExecution(n8n, id);
		const isRunning = ['new', 'running', 'waiting'].includes(execution.status);
		return !isRunning && execution.text !== '[]' && execution;
	});
}

/** Runs a workflow to its end. */
export const execute = async (n8n: N8nClient, workflowId: string, trigger?: string) =>
	await finishedExecution(n8n, await startExecution(n8n, workflowId, trigger));

/** Waits for an execution of this status that began during `act`; returns its ID. */
export async function newExecution(
	n8n: N8nClient,
	status: string,
	act: () => Promise<unknown>,
): Promise<string> {
	const newest = Number((await listExecutions(n8n))[0]?.id ?? 0);
	await act();
	return await until(
		async () => (await listExecutions(n8n, status)).find(({ id }) => Number(id) > newest)?.id,
	);
}

/** The Stop button. */
export const stopExecution = async (n8n: N8nClient, id: string) =>
	await n8n.post(`/executions/${id}/stop`);

/** Retry in the Executions list. */
export const retryExecution = async (n8n: N8nClient, id: string, loadWorkflow = false) =>
	await n8n.post(`/executions/${id}/retry`, { loadWorkflow });
