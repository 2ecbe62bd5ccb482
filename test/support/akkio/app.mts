/** The stand-in's routes: Akkio's API below /v1, and a page that shows what is stored. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { StatusCode } from 'hono/utils/http-status';

import { answer, operationOf, withFirstRows } from './api.mts';
import type { Parameters } from './api.mts';
import type { Datasets } from './datasets.mts';
import type { Faults } from './faults.mts';
import { misbehave } from './misbehave.mts';
import { page } from './page.mts';
import type { Rate } from './rate.mts';
import * as replies from './replies.mts';
import type { Reply } from './replies.mts';
import { recordInto } from './requests.mts';
import type { Env, ReceivedRequest } from './requests.mts';

/** What the routes work with. */
export interface Parts {
	keys: string[];
	datasets: Datasets;
	faults: Faults;
	rate: Rate;
	requests: ReceivedRequest[];
	retryAfter: number | undefined;
	bodyLimit: number | undefined;
}

export function createApp(parts: Parts): Hono<Env> {
	const { keys, datasets, faults, rate } = parts;
	const app = new Hono<Env>();

	app.use('/v1/*', recordInto(parts.requests));
	if (parts.bodyLimit !== undefined) {
		const onError = (c: Context) => send(c, replies.tooLarge());
		app.use('/v1/*', bodyLimit({ maxSize: parts.bodyLimit, onError }));
	}

	app.on(['GET', 'POST', 'DELETE'], '/v1/datasets', async (c) => {
		const parameters = await parametersOf(c);
		if (!rate.passes(String(parameters?.api_key)))
			return send(c, replies.tooMany(parts.retryAfter));

		const operation = parameters && operationOf(c.req.method, parameters);
		const processRequest = (rows?: number) =>
			parameters && operation
				? answer(datasets, keys, operation, withFirstRows(parameters, rows))
				: NO_JSON;
		const { outgoing } = c.env;
		const reply = await misbehave(faults.take(operation), processRequest, outgoing);
		return reply ? send(c, reply) : RESPONSE_ALREADY_SENT;
	});
	app.all('/v1/datasets', (c) => send(c, replies.noMethod()));

	app.get('/', (c) => c.html(page(datasets.list(), new URL('/v1', c.req.url).href)));
	app.get('/datasets.json', (c) => c.json(datasets.list()));

	app.notFound((c) => send(c, replies.noRoute()));
	// A client that hangs up while it sends lands here too; nobody is left to read the answer.
	app.onError((_error, c) => send(c, replies.serverFault()));
	return app;
}

const NO_JSON = replies.invalid({
	loc: ['body'],
	msg: 'value is not a valid JSON object',
	type: 'value_error.jsondecode',
});

/** The query, and on POST and DELETE the body over it (W3); undefined if that is no JSON object (W2). */
async function parametersOf(c: Context<Env>): Promise<Parameters | undefined> {
	if (c.req.method === 'GET') return c.req.query();
	const text = await c.req.text();
	if (text === '') return c.req.query();
	try {
		const body: unknown = JSON.parse(text);
		c.get('received').body = body;
		if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
		return { ...c.req.query(), ...body };
	} catch {
		return undefined;
	}
}

function send(c: Context, { status, headers, body }: Reply): Response {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const type = typeof body === 'string' ? 'text/html' : 'application/json';
	return c.body(text, status as StatusCode as 200, { 'content-type': type, ...headers });
}
