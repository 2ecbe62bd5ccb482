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

/** A workflow as n8n stores it. */
export interface Workflow {
	name: string;
	nodes: object[];
	connections: object;
	settings?: object;
	pinData?: object;
}

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

	constructor({ url, folder, log }: N8nAddress, cookie: string) {
		this.url = url;
		this.folder = folder;
		this.log = log;
		this.cookie = cookie;
	}

	async get(path: string): Promise<any> {
		return await this.send('GET', path);
	}

	async post(path: string, body: object = {}): Promise<any> {
		return await this.send('POST', path, body);
	}

	async patch(path: string, body: object): Promise<any> {
		return await this.send('PATCH', path, body);
	}

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
		const found = (await this.get('/credentials')).find(
			(one: { name: string }) => one.name === name,
		);
		const credential = { name, type: 'akkioApi', data };
		const path = `/credentials${found ? `/${found.id}` : ''}`;
		return (await this[found ? 'patch' : 'post'](path, credential)).id;
	}

	/** Saves a new workflow; returns its ID. */
	async createWorkflow(workflow: Workflow): Promise<string> {
		return (await this.post('/workflows', { active: false, ...workflow })).id;
	}

	/** Lets a workflow's triggers work from now on: Publish in n8n 2, Activate in n8n 1. */
	async publish(id: string): Promise<void> {
		const { versionId } = await this.get(`/workflows/${id}`);
		await this.post(`/workflows/${id}/activate`, { versionId });
	}

	/** Lets no trigger work any more. */
	async unpublishAll(): Promise<void> {
		const filter = encodeURIComponent(JSON.stringify({ active: true }));
		for (const { id } of await this.get(`/workflows?filter=${filter}`)) {
			await this.post(`/workflows/${id}/deactivate`);
		}
	}

	/**
	 * What the editor asks for while somebody fills in the Akkio node: the entries of a list to choose
	 * from, the fields of a mapper, or the choices of a select.
	 */
	async loadChoices(
		kind: 'resource-locator-results' | 'resource-mapper-fields' | 'options',
		credentialId: string,
		question: { path: string; methodName: string; filter?: string; parameters: object },
	): Promise<any> {
		const { path, parameters, ...rest } = question;
		return await this.post(`/dynamic-node-parameters/${kind}`, {
			path: `parameters.${path}`,
			nodeTypeAndVersion: { name: 'n8n-nodes-akkio.akkio', version: 1 },
			currentNodeParameters: { resource: 'dataset', ...parameters },
			credentials: { akkioApi: { id: credentialId, name: 'Akkio' } },
			...rest,
		});
	}
}

/** Creates the owner, or signs in if there is one. */
export async function signIn(n8n: N8nAddress): Promise<N8nClient> {
	const created = await request(`${n8n.url}/rest/owner/setup`, { body: OWNER });
	const { email, password } = OWNER;
	const login = { emailOrLdapLoginId: email, password };
	const response = created.ok ? created : await request(`${n8n.url}/rest/login`, { body: login });
	if (!response.ok) throw new Error(`Signing in to n8n failed: ${await response.text()}`);
	return new N8nClient(n8n, response.headers.getSetCookie()[0]!.split(';')[0]!);
}
