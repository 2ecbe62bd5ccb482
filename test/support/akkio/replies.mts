/**
 * Every answer Akkio is known to give, and those that a server in its place may give, written once.
 * The stand-in sends them; tests that need no server hand them to nock. Numbers are facts in FACTS.md.
 */
import type { Field } from './datasets.mts';

/** One HTTP answer. A `body` that is an object goes out as JSON, text goes out as it is. */
export interface Reply {
	status: number;
	headers?: Record<string, string>;
	body: string | Record<string, unknown>;
}

/** One line of a validation error, as FastAPI words it (E5). */
export interface Detail {
	loc: Array<string | number>;
	msg: string;
	type: string;
}

/** The list of all datasets (W6). */
export const list = (datasets: Array<{ id: string; name: string }>): Reply => ({
	status: 200,
	body: { status: 'success', datasets: datasets.map(({ id, name }) => ({ id, name })) },
});

/** One dataset, without its id; `rows` is the number of rows (W7). */
export const dataset = (one: { name: string; rows: number; fields: Field[] }): Reply => ({
	status: 200,
	body: { status: 'success', name: one.name, rows: one.rows, fields: one.fields },
});

/** A dataset was created (W9). */
export const created = (one: { id: string; name: string }): Reply => ({
	status: 200,
	body: { status: 'success', dataset_id: one.id, dataset_name: one.name },
});

/** Rows were appended (W10), or a dataset was deleted (W12). */
export const success = (): Reply => ({ status: 200, body: { status: 'success' } });

/** A failure behind a 200: only `status` tells (E1). */
export const failed = (status = 'error'): Reply => ({ status: 200, body: { status } });

/** The key is missing or wrong (E2). */
export const wrongKey = (): Reply => ({
	status: 404,
	body: { status: 'missing or invalid API key' },
});

/** No dataset has this id: a 404 as for a wrong key, with another text, which is a guess (E3). */
export const unknownDataset = (): Reply => ({
	status: 404,
	body: { status: 'dataset not found' },
});

/** The key is refused (E4; the body is a guess). */
export const unauthorized = (): Reply => ({ status: 401, body: { detail: 'Unauthorized' } });

/** The organization has no access (E4; the body is a guess). */
export const noAccess = (): Reply => ({ status: 403, body: { detail: 'Forbidden' } });

/** The body has the wrong shape (E5). */
export const invalid = (...detail: Detail[]): Reply => ({ status: 422, body: { detail } });

/** No such route, and no such method on a route: FastAPI's own words (E5's source). */
export const noRoute = (): Reply => ({ status: 404, body: { detail: 'Not Found' } });
export const noMethod = (): Reply => ({
	status: 405,
	headers: { allow: 'GET, POST, DELETE' },
	body: { detail: 'Method Not Allowed' },
});

/** Too many requests (U2). `retryAfter`: seconds, or an HTTP date; without it there is no such header. */
export const tooMany = (retryAfter?: number | string): Reply => ({
	status: 429,
	...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }),
	body: { status: 'too many requests' },
});

/** The server failed; whether it wrote anything is open (E7). */
export const serverFault = (): Reply => ({
	status: 500,
	headers: { 'content-type': 'text/plain; charset=utf-8' },
	body: 'Internal Server Error',
});

const GATEWAY_PHRASES: Record<number, string> = {
	413: 'Request Entity Too Large',
	502: 'Bad Gateway',
	503: 'Service Temporarily Unavailable',
	504: 'Gateway Time-out',
};

/** The HTML page of a gateway in front of Akkio (E6). `code`: any HTTP status, even 200. */
export function gatewayPage(code: number, retryAfter?: number | string): Reply {
	const title = `${code} ${GATEWAY_PHRASES[code] ?? ''}`.trim();
	return {
		status: code,
		headers: {
			'content-type': 'text/html',
			...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
		},
		body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
	};
}

/** The body is too large: no limit of Akkio's is known (L2), so it is a gateway that says so (E6). */
export const tooLarge = (): Reply => gatewayPage(413);

/** A redirect, which nothing known of Akkio ever sends. */
export const redirect = (status: 301 | 302 | 303 | 307 | 308, location: string): Reply => ({
	status,
	headers: { location },
	body: '',
});
