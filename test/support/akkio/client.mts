/** A plain client for the stand-in's own tests: one request, as Akkio's clients send it (W3, T1). */
import type { StandIn } from './server.mts';

export const KEY = 'demo';

/**
 * Sends the parameters in the query on GET, else in the body, with KEY unless they hold another, and as
 * v2 wants it. To `datasets`; `path` names another route. Resolves to the HTTP status, the headers, and
 * the body: parsed if it was JSON, else its text.
 */
export async function request(
	{ baseUrl }: Pick<StandIn, 'baseUrl'>,
	method: 'GET' | 'POST' | 'DELETE',
	parameters: object = {},
	{ path = '/v1/datasets', ...init }: RequestInit & { path?: string } = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
	const all = { api_key: KEY, ...parameters };
	const url = new URL(path, baseUrl);
	if (method === 'GET') url.search = new URLSearchParams(all).toString();
	const body = method === 'GET' ? undefined : JSON.stringify(all);
	const response = await fetch(url, { method, body, headers: { 'x-api-key': KEY }, ...init });
	const { status, headers } = response;
	const isJson = headers.get('content-type')?.includes('json');
	return { status, headers, body: isJson ? await response.json() : await response.text() };
}
