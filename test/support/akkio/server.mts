/** The stand-in for Akkio's v1 API and v2's training: routes, start and stop. What it keeps to is in FACTS.md. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { StatusCode } from 'hono/utils/http-status';

import { answer, operationOf, withFirstRows, type Operation, type Parameters } from './api.mts';
import { Datasets, type Switches } from './datasets.mts';
import { Faults, misbehave } from './faults.mts';
import { Models, type ModelSwitches } from './models.mts';
import { page } from './page.mts';
import { Rate } from './rate.mts';
import * as replies from './replies.mts';
import type { ReceivedRequest } from './requests.mts';
import { parseJson } from './rows.mts';

export interface StandInOptions extends Switches, ModelSwitches {
	/** The API keys it takes, as they are, without white space around them (W4). They share all data (W5). */
	keys: string[];
	/** Of 127.0.0.1; 0, the default, takes any free port. */
	port?: number;
	/** Requests of one key in any second, to v1 and v2 together (L1); no limit unless given. */
	requestsPerSecond?: number;
	/** Seconds in the Retry-After header of a 429 for more than that (U2); no such header unless given. */
	retryAfter?: number;
	/** Bytes of a request's body, above which it is a 413 (L2); no limit unless given. */
	bodyLimit?: number;
}

export interface StandIn {
	/** The base URL for the credential: `http://127.0.0.1:PORT/v1`. Training is below `/api/v1`. */
	baseUrl: string;
	/** The page that shows what is stored: `http://127.0.0.1:PORT/`. */
	pageUrl: string;
	datasets: Datasets;
	models: Models;
	faults: Faults;
	/** `rate.refused` counts the requests above the limit. */
	rate: Rate;
	/** Every request to the API so far, in the order in which they came. */
	requests: ReceivedRequest[];
	/** Closes the port and every connection at once. */
	stop(): Promise<void>;
}

const HOST = '127.0.0.1';
/** A connection that is idle must outlive a slow test: only a planned fault ever cuts one. */
const KEEP_ALIVE_MS = 60_000;

/** Starts a stand-in. Rejects with Node's own error, e.g. EADDRINUSE, if it cannot listen. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
	const datasets = new Datasets(options);
	const parts = {
		datasets,
		models: new Models(datasets, options),
		faults: new Faults(),
		rate: new Rate(options.requestsPerSecond),
		requests: [],
	};
	const server = createAdaptorServer({
		fetch: createApp(options, parts).fetch,
		// The tests that start it need Node's own Request and Response.
		overrideGlobalObjects: false,
		serverOptions: { keepAliveTimeout: KEEP_ALIVE_MS },
	}) as Server;
	server.listen(options.port ?? 0, HOST);
	await once(server, 'listening');

	const pageUrl = `http://${HOST}:${(server.address() as AddressInfo).port}/`;
	async function stop() {
		const closed = once(server, 'close');
		server.close();
		server.closeAllConnections();
		await closed;
	}
	return { baseUrl: `${pageUrl}v1`, pageUrl, ...parts, stop };
}

/** Akkio's API below /v1, the training of v2 below /api/v1, and a page that shows what is stored. */
function createApp(
	{ keys, retryAfter, bodyLimit: maxSize = Infinity }: StandInOptions,
	{ datasets, models, faults, rate, requests }: Omit<StandIn, 'baseUrl' | 'pageUrl' | 'stop'>,
): Hono<Env> {
	const app = new Hono<Env>();
	for (const path of ['/v1/*', '/api/v1/*']) {
		const limit = bodyLimit({ maxSize, onError: (c) => send(c, replies.tooLarge()) });
		app.use(path, record(requests), limit);
	}
	const serve = async (c: Context<Env>, find: (parameters: Parameters) => Operation) => {
		const parameters = await readParameters(c);
		if (!rate.passes(String(parameters?.api_key))) return send(c, replies.tooMany(retryAfter));

		const operation = parameters && find(parameters);
		const process = (rows?: number) =>
			operation
				? answer(models, keys, operation, withFirstRows(parameters, rows))
				: replies.invalid(NO_OBJECT);
		const reply = await misbehave(faults.take(operation), process, c.env.outgoing);
		return reply ? send(c, reply) : RESPONSE_ALREADY_SENT;
	};
	for (const route of ['datasets', 'models'] as const) {
		const find = (c: Context<Env>) => (parameters: Parameters) =>
			operationOf(c.req.method, parameters, route);
		app.on(METHODS, `/v1/${route}`, async (c) => await serve(c, find(c)));
	}
	for (const [method, path, operation] of TRAINING) {
		app.on(method, `/api/v1/models/train/${path}`, async (c) => await serve(c, () => operation));
	}
	app.get('/', (c) => c.html(page(datasets.list(), new URL('/v1', c.req.url).href)));
	app.notFound((c) => send(c, replies.unknownPath()));
	// A client that hangs up while it sends lands here too; nobody is left to read the answer.
	app.onError((_error, c) => send(c, replies.serverFault()));
	return app;
}

const METHODS = ['GET', 'POST', 'DELETE'];

interface Env {
	Bindings: HttpBindings;
	Variables: { received: ReceivedRequest };
}

/** Adds each request to `requests` when it comes and its status when it is answered. */
const record =
	(requests: ReceivedRequest[]): MiddlewareHandler<Env> =>
	async (c, next) => {
		const { method, path } = c.req;
		const received: ReceivedRequest = {
			...{ method, path, query: c.req.query(), time: Date.now() },
			...{ body: undefined, status: undefined },
		};
		requests.push(received);
		c.set('received', received);
		await next();
		if (c.res !== RESPONSE_ALREADY_SENT) received.status = c.res.status;
	};

/** The routes of v2 (T1–T3). */
const TRAINING = [
	['POST', 'new', 'startTraining'],
	['GET', ':task_id/status', 'trainingStatus'],
	['GET', ':task_id/result', 'trainingResult'],
] as const;

const NO_OBJECT = { loc: ['body'], msg: 'value is not a valid dict', type: 'type_error.dict' };

/**
 * The query, and on POST and DELETE the body over it (W3); for v2 the path's, and the key of the header
 * only (T1). Undefined if the body is no JSON object (W2).
 */
async function readParameters(c: Context<Env>): Promise<Parameters | undefined> {
	const isV2 = c.req.path.startsWith('/api/');
	const others = isV2 ? { ...c.req.param(), api_key: c.req.header('x-api-key') } : {};
	const text = c.req.method === 'GET' ? '' : await c.req.text();
	const body = text === '' ? {} : parseJson(text);
	if (text !== '') c.get('received').body = body;
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
	return { ...c.req.query(), ...body, ...others };
}

function send(c: Context, { status, headers, body }: replies.Reply): Response {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const type = typeof body === 'string' ? 'text/html' : 'application/json';
	return c.body(text, status as StatusCode as 200, { 'content-type': type, ...headers });
}
