import type { N8n } from './n8n.mts';
import { post } from './owner.mts';

/** An n8n and the cookie of someone who signed in to it. */
export interface SignedIn {
	n8n: N8n;
	cookie: string;
}

/** What n8n's own API says of an execution in its list. */
export interface Execution {
	id: string;
	status: string;
}

/** The Executions list, newest first: up to the hundred that n8n gives at a time. */
export async function executions(who: SignedIn, status?: string): Promise<Execution[]> {
	const filter = encodeURIComponent(JSON.stringify(status ? { status: [status] } : {}));
	return (await ask(who, `/rest/executions?limit=100&filter=${filter}`)).results;
}

/** An execution with all that n8n kept of it: `data` is text, its items and its error in it. */
export async function savedExecution(
	who: SignedIn,
	id: string,
): Promise<Execution & { data: string }> {
	return await ask(who, `/rest/executions/${id}`);
}

/** The editor's Stop button. */
export async function stopExecution({ n8n, cookie }: SignedIn, id: string): Promise<void> {
	const answer = await post(n8n, `/rest/executions/${id}/stop`, {}, cookie);
	if (!answer.ok) throw new Error(`n8n did not stop execution ${id}: ${await answer.text()}`);
}

async function ask({ n8n, cookie }: SignedIn, path: string): Promise<any> {
	const get = async () => await fetch(`${n8n.url}${path}`, { headers: { cookie } });
	// An n8n that was busy with a large execution hangs up on a connection that was idle meanwhile.
	const answer = await get().catch(get);
	if (!answer.ok) throw new Error(`n8n answered ${answer.status}: ${await answer.text()}`);
	return ((await answer.json()) as any).data;
}
