/** The stand-in for Akkio's v1 API and v2's training: routes, start and stop. What it keeps to is in FACTS.md. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { answer, operationOf, withFirstRows, type Parameters } from './api.mts';
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
const API = /^\/(api\/)?v1\//;
/** A connection that is idle must outlive a slow test: only a planned fault ever cuts one. */
const KEEP_ALIVE_MS = 60_000;

/** Starts a stand-in. Rejects with Node's own error, e.g. EADDRINUSE, if it cannot listen. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
	const { keys, retryAfter, port = 0 } = options;
	const datasets = new Datasets(options);
	const models = new Models(datasets, options);
	const faults = new Faults();
	const rate = new Rate(options.requestsPerSecond);
	const requests: ReceivedRequest[] = [];

	const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
		// A client that hangs up while it sends fails here too; nobody is left to read the answer.
		serve(incoming, outgoing).catch(() => send(outgoing, replies.serverFault()));
	});
	server.listen(port, HOST);
	await once(server, 'listening');
	const pageUrl = `http://${HOST}:${(server.address() as AddressInfo).port}/`;
	const baseUrl = `${pageUrl}v1`;
	return { baseUrl, pageUrl, datasets, models, faults, rate, requests, stop };

	async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const { pathname: path, searchParams } = new URL(`http://${HOST}${incoming.url}`);
		if (path === '/') return send(outgoing, { status: 200, body: page(datasets.list(), baseUrl) });

		const [method, query] = [incoming.method!, Object.fromEntries(searchParams)];
		const received: ReceivedRequest = {
			...{ method, path, query, time: Date.now() },
			...{ body: undefined, status: undefined },
		};
		if (API.test(path)) requests.push(received);
		const sent = method === 'GET' ? '' : await text(incoming);
		const body = sent === '' ? {} : parseJson(sent);
		if (sent !== '') received.body = body;
		const reply = await answerTo(received, body, incoming.headers['x-api-key'], outgoing);
		if (!reply) return;
		received.status = reply.status;
		send(outgoing, reply);
	}

	/** Undefined if the connection was closed. */
	async function answerTo(
		{ method, path, query }: ReceivedRequest,
		body: unknown,
		headerKey: unknown,
		outgoing: ServerResponse,
	): Promise<replies.Reply | undefined> {
		const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
		// The query, and the body over it (W3); v2 has the key in a header only, and an id in the path (T1).
		const parameters: Parameters = { ...query, ...(isObject && body) };
		if (path.startsWith('/api/')) {
			Object.assign(parameters, { api_key: headerKey, task_id: path.split('/').at(-2) });
		}
		const operation = operationOf(method, path, parameters);
		if (!operation) return replies.unknownPath();
		if (!rate.passes(String(parameters.api_key))) return replies.tooMany(retryAfter);
		const process = (rows?: number) =>
			isObject
				? answer(models, keys, operation, withFirstRows(parameters, rows))
				: replies.invalid(NO_OBJECT);
		return await misbehave(faults.take(isObject ? operation : undefined), process, outgoing);
	}

	async function stop() {
		const closed = once(server, 'close');
		server.close();
		server.closeAllConnections();
		await closed;
	}
}

const NO_OBJECT = { loc: ['body'], msg: 'value is not a valid dict', type: 'type_error.dict' };

function send(outgoing: ServerResponse, { status, headers, body }: replies.Reply): void {
	const isText = typeof body === 'string';
	const type = isText ? 'text/html' : 'application/json';
	outgoing
		.writeHead(status, { 'content-type': type, ...headers })
		.end(isText ? body : JSON.stringify(body));
}
