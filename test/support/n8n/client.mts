import { parse } from 'flatted';

import { until } from './until.mts';
import type { Row } from './workflow.mts';

/** Who signs in to the n8n of a demonstration or a test. It listens on this computer only. */
export const OWNER = {
	email: 'demo@example.com',
	password: 'Akkio-demo-1',
	firstName: 'Demo',
	lastName: 'User',
};

/** Where an n8n is: enough to sign in to it from another process. */
export interface N8nAddress {
	url: string;
	folder: string;
	log: string;
}

/** An execution as n8n keeps it. */
export type Execution = Awaited<ReturnType<N8nClient['readExecution']>>;

/**
 * A request on a connection of its own: n8n may close an idle connection at the moment in which it is
 * used again, and a busy computer makes that moment long.
 */
export async function request(
	url: string,
	{ body, headers, ...init }: Omit<RequestInit, 'body'> & { body?: unknown } = {},
): Promise<Response> {
	const isJson = body !== undefined && !(body instanceof FormData);
	return await fetch(url, {
		method: body === undefined ? 'GET' : 'POST',
		...init,
		headers: {
			connection: 'close',
			...(isJson && { 'content-type': 'application/json' }),
			...(headers as Record<string, string>),
		},
		body: isJson ? JSON.stringify(body) : (body as FormData | undefined),
	});
}

/** An n8n as its owner uses it: over the API of its editor, the same in n8n 1 and 2. */
export class N8nClient implements N8nAddress {
	readonly url: string;
	readonly folder: string;
	readonly log: string;
	/** The owner's session. */
	readonly cookie: string;

	private constructor({ url, folder, log }: N8nAddress, cookie: string) {
		this.url = url;
		this.folder = folder;
		this.log = log;
		this.cookie = cookie;
	}

	/** Creates the owner, or signs in if there is one. */
	static async signIn(n8n: N8nAddress): Promise<N8nClient> {
		const created = await request(`${n8n.url}/rest/owner/setup`, { body: OWNER });
		const body = { emailOrLdapLoginId: OWNER.email, password: OWNER.password };
		const response = created.ok ? created : await request(`${n8n.url}/rest/login`, { body });
		if (!response.ok) throw new Error(`Signing in to n8n failed: ${await response.text()}`);
		return new N8nClient(n8n, response.headers.getSetCookie()[0]!.split(';')[0]!);
	}

	get = async (path: string) => await this.send('GET', path);
	post = async (path: string, body: object = {}) => await this.send('POST', path, body);
	patch = async (path: string, body: object) => await this.send('PATCH', path, body);

	/** Sends a request to n8n's API; returns the `data` of the answer. @throws n8n's own words */
	private async send(method: string, path: string, body?: object): Promise<any> {
		const headers = { cookie: this.cookie };
		const response = await request(`${this.url}/rest${path}`, { method, body, headers });
		const text = await response.text();
		if (response.ok) return JSON.parse(text).data;
		throw new Error(`n8n answered ${method} ${path} with ${response.status}: ${text}`);
	}

	/** Creates an Akkio credential, or changes the one of this name; returns its ID. */
	async saveCredential(name: string, data: object): Promise<string> {
		const all: Array<{ id: string; name: string }> = await this.get('/credentials');
		const found = all.find((one) => one.name === name);
		const credential = { name, type: 'akkioApi', data };
		if (found) return (await this.patch(`/credentials/${found.id}`, credential)).id;
		return (await this.post('/credentials', credential)).id;
	}

	/** Saves a new workflow; returns its ID. */
	async createWorkflow(workflow: object): Promise<string> {
		return (await this.post('/workflows', { active: false, ...workflow })).id;
	}

	/** Lets a workflow's triggers work from now on: Publish in n8n 2, Activate in n8n 1. */
	async publish(id: string): Promise<void> {
		const { versionId } = await this.get(`/workflows/${id}`);
		await this.post(`/workflows/${id}/activate`, { versionId });
	}

	/** The Executions list, newest first: up to the hundred that n8n gives at a time. */
	async listExecutions(status?: string): Promise<Array<{ id: string; status: string }>> {
		const filter = encodeURIComponent(JSON.stringify(status ? { status: [status] } : {}));
		return (await this.get(`/executions?limit=100&filter=${filter}`)).results;
	}

	async readExecution(id: string) {
		const { status, data: text } = await this.get(`/executions/${id}`);
		const { error, runData = {} } = parse(text)?.resultData ?? {};
		return {
			...{ id, text: String(text), status: String(status) },
			/** The message and the description of what stopped it; empty if nothing did. */
			error: [error?.message, error?.description].filter(Boolean).join(' '),
			/** The items of each output of a node, in the node's last run. */
			outputs: (node = 'Akkio'): Row[][] =>
				(runData[node]?.at(-1)?.data?.main ?? []).map((items: Array<{ json: Row }> | null) =>
					(items ?? []).map(({ json }) => json),
				),
		};
	}

	/** Starts a workflow by one of its triggers, as the button Execute Workflow does; returns the execution's ID. */
	async startExecution(workflowId: string, trigger = 'Start'): Promise<string> {
		const workflowData = await this.get(`/workflows/${workflowId}`);
		const run = { workflowData, triggerToStartFrom: { name: trigger } };
		return (await this.post(`/workflows/${workflowId}/run`, run)).executionId;
	}

	/** Waits for the end of an execution, and for what n8n saves of it a moment later. */
	async finishedExecution(id: string): Promise<Execution> {
		return await until(async () => {
			const execution = await this.readExecution(id);
			const isRunning = ['new', 'running', 'waiting'].includes(execution.status);
			return !isRunning && execution.text !== '[]' && execution;
		});
	}

	/** Runs a workflow to its end. */
	async execute(workflowId: string, trigger?: string): Promise<Execution> {
		return await this.finishedExecution(await this.startExecution(workflowId, trigger));
	}

	/** Waits for an execution of this status that began during `act`. */
	async newExecution(status: string, act: () => Promise<unknown>): Promise<Execution> {
		const newest = Number((await this.listExecutions())[0]?.id ?? 0);
		await act();
		const isNew = ({ id }: { id: string }) => Number(id) > newest;
		const { id } = await until(async () => (await this.listExecutions(status)).find(isNew));
		return await this.readExecution(id);
	}

	/** The Stop button. */
	stopExecution = async (id: string) => await this.post(`/executions/${id}/stop`);

	/** Retry in the Executions list. */
	retryExecution = async (id: string, loadWorkflow = false) =>
		await this.post(`/executions/${id}/retry`, { loadWorkflow });
}
