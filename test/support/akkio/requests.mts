/** The record of every request to the API, for tests that count requests or look at what they carried. */
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';

export interface ReceivedRequest {
	method: string;
	/** Without the query, e.g. `/v1/datasets`. */
	path: string;
	query: Record<string, string>;
	/** The body if it was JSON, else undefined. */
	body: unknown;
	/** When it arrived, in milliseconds since 1970. */
	time: number;
	/** The HTTP status of the answer; undefined while there is none, and for good if it was cut. */
	status: number | undefined;
}

export interface Env {
	Bindings: HttpBindings;
	Variables: { received: ReceivedRequest };
}

/** Adds each request to `requests` when it comes and its status when it is answered. */
export function recordInto(requests: ReceivedRequest[]): MiddlewareHandler<Env> {
	return async (c, next) => {
		const received: ReceivedRequest = {
			method: c.req.method,
			path: c.req.path,
			query: c.req.query(),
			body: undefined,
			time: Date.now(),
			status: undefined,
		};
		requests.push(received);
		c.set('received', received);
		await next();
		if (c.res !== RESPONSE_ALREADY_SENT) received.status = c.res.status;
	};
}

/** The most of these requests that came within any second: the second slides, as it does in Rate. */
export const mostInASecond = (requests: Array<Pick<ReceivedRequest, 'time'>>) =>
	requests.reduce((most, { time }) => {
		const within = requests.filter((one) => one.time >= time && one.time < time + 1000);
		return Math.max(most, within.length);
	}, 0);
