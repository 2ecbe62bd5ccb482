/** A plain client for the stand-in's own tests: one request, as Akkio's clients send it (W3, T1). */
import type { StandIn } from './server.mts';

export const KEY = 'demo';

/**
 * Sends the parameters to v1 in the query on GET, else in the body; `api_key` is KEY unless given.
 * To `datasets`; `path` names another route, or one of v2, which has the key in a header: `/api/v1/…`.
 * Resolves to the HTTP status, the headers, and the body: parsed if it was JSON, else its text.
 */
export async function request(
	{ baseUrl }: Pick<StandIn, 'baseUrl'>,
	method: 'GET' | 'POST' | 'DELETE',
	parameters: Record<string, unknown> = {},
	{ path = '/v1/datasets', ...init }: RequestInit & { path?: string } = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
	const { api_key = KEY, ...others } = parameters;
	const isV2 = path.startsWith('/api/');
	const all = isV2 ? others : { api_key: KEY, ...parameters };
	const url = new URL(path, baseUrl);
	if (method === 'GET') url.search = new URLSearchParams(all as Record<string, string>).toString();
	const response = await fetch(url, {
		method,
		...(isV2 && { headers: { 'x-api-key': String(api_key) } }),
		...(method !== 'GET' && { body: JSON.stringify(all) }),
		redirect: 'manual',
		...init,
	});
	const { status, headers } = response;
	const isJson = headers.get('content-type')?.includes('json');
	return { status, headers, body: isJson ? await response.json() : await response.text() };
}
