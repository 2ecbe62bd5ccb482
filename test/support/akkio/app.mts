/** The stand-in's routes: Akkio's API below /v1, and a page that shows what is stored. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { StatusCode } from 'hono/utils/http-status';

import { answer, operationOf, withFirstRows } from './api.mts';
import type { Parameters } from './api.mts';
import { misbehave } from './misbehave.mts';
import { page } from './page.mts';
import * as replies from './replies.mts';
import type { Reply } from './replies.mts';
import { recordInto } from './requests.mts';
import type { Env } from './requests.mts';
import { parseJson } from './rows.mts';
import type { StandIn, StandInOptions } from './server.mts';

export function createApp(
	{ keys, retryAfter, bodyLimit: maxSize }: StandInOptions,
	{ datasets, faults, rate, requests }: Pick<StandIn, 'datasets' | 'faults' | 'rate' | 'requests'>,
): Hono<Env> {
	const app = new Hono<Env>();

	app.use('/v1/*', recordInto(requests));
	if (maxSize !== undefined) {
		app.use('/v1/*', bodyLimit({ maxSize, onError: (c) => send(c, replies.tooLarge()) }));
	}

	app.on(['GET', 'POST', 'DELETE'], '/v1/datasets', async (c) => {
		const parameters = await readParameters(c);
		if (!rate.passes(String(parameters?.api_key))) return send(c, replies.tooMany(retryAfter));

		const operation = parameters && operationOf(c.req.method, parameters);
		const processRequest = (rows?: number) =>
			parameters && operation
				? answer(datasets, keys, operation, withFirstRows(parameters, rows))
				: NO_JSON;
		const reply = await misbehave(faults.take(operation), processRequest, c.env.outgoing);
		return reply ? send(c, reply) : RESPONSE_ALREADY_SENT;
	});
	app.all('/v1/datasets', (c) => send(c, replies.noMethod()));
	app.get('/', (c) => c.html(page(datasets.list(), new URL('/v1', c.req.url).href)));
	app.notFound((c) => send(c, replies.unknownPath()));
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
async function readParameters(c: Context<Env>): Promise<Parameters | undefined> {
	const text = c.req.method === 'GET' ? '' : await c.req.text();
	if (text === '') return c.req.query();
	const body = parseJson(text);
	c.get('received').body = body;
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
	return { ...c.req.query(), ...body };
}

function send(c: Context, { status, headers, body }: Reply): Response {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const type = typeof body === 'string' ? 'text/html' : 'application/json';
	return c.body(text, status as StatusCode as 200, { 'content-type': type, ...headers });
}
