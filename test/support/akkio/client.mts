/** A plain client for the stand-in's own tests: one request to `datasets`, as Akkio's clients send it (W3). */
import type { StandIn } from './server.mts';

/** The key that the tests start their stand-ins with. */
export const KEY = 'demo';

/**
 * Sends the parameters in the query on GET, else in the body; `api_key` is KEY unless given.
 * Resolves to the HTTP status, the headers, and the body: parsed if it was JSON, else its text.
 */
export async function request(
	{ baseUrl }: Pick<StandIn, 'baseUrl'>,
	method: 'GET' | 'POST' | 'DELETE',
	parameters: Record<string, unknown> = {},
	init: RequestInit = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
	const all = { api_key: KEY, ...parameters };
	const query = new URLSearchParams(all as Record<string, string>);
	const response = await fetch(`${baseUrl}/datasets${method === 'GET' ? `?${query}` : ''}`, {
		method,
		...(method !== 'GET' && { body: JSON.stringify(all) }),
		redirect: 'manual',
		...init,
	});
	const { status, headers } = response;
	const isJson = headers.get('content-type')?.includes('json');
	return { status, headers, body: isJson ? await response.json() : await response.text() };
}
