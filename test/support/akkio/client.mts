/** A plain client for the tests: one request to `datasets`, sent the way Akkio's own clients do (W3). */
import type { StandIn } from './server.mts';

/** The HTTP status, the headers, and the body: parsed if it was JSON, else its text. */
export interface Answer {
	status: number;
	headers: Headers;
	body: unknown;
}

/** The key that the tests start their stand-ins with. */
export const KEY = 'demo';

/** Sends the parameters in the query on GET, else in the body; `api_key` is KEY unless given. */
export async function ask(
	{ baseUrl }: Pick<StandIn, 'baseUrl'>,
	method: 'GET' | 'POST' | 'DELETE',
	parameters: Record<string, unknown> = {},
	init: RequestInit = {},
): Promise<Answer> {
	const all = { api_key: KEY, ...parameters };
	const query = new URLSearchParams(all as Record<string, string>);
	const response = await fetch(`${baseUrl}/datasets${method === 'GET' ? `?${query}` : ''}`, {
		method,
		...(method !== 'GET' && {
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(all),
		}),
		redirect: 'manual',
		...init,
	});
	const text = await response.text();
	const json = response.headers.get('content-type')?.includes('json');
	return {
		status: response.status,
		headers: response.headers,
		body: json ? (JSON.parse(text) as unknown) : text,
	};
}
