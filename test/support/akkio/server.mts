/** Starts and stops the stand-in for Akkio's v1 API. What it keeps to is in FACTS.md. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createAdaptorServer } from '@hono/node-server';

import { createApp } from './app.mts';
import { Datasets } from './datasets.mts';
import type { Switches } from './datasets.mts';
import { Faults } from './faults.mts';
import { Rate } from './rate.mts';
import type { ReceivedRequest } from './requests.mts';

export interface StandInOptions extends Switches {
	/** The API keys it takes, as they are, without white space around them (W4). They share the datasets (W5). */
	keys: string[];
	/** 0, the default, takes any free port. */
	port?: number;
	/** 127.0.0.1 unless given. */
	host?: string;
	/** Requests of one key in any second (L1); no limit unless given. */
	requestsPerSecond?: number;
	/** Seconds in the Retry-After header of a 429 for more than that (U2); no such header unless given. */
	retryAfter?: number;
	/** Bytes of a request's body, above which it is a 413 (L2); no limit unless given. */
	bodyLimit?: number;
}

export interface StandIn {
	/** The base URL for the credential: `http://127.0.0.1:PORT/v1`. */
	baseUrl: string;
	/** The page that shows what is stored: `http://127.0.0.1:PORT/`. */
	pageUrl: string;
	datasets: Datasets;
	faults: Faults;
	/** `rate.refused` counts the requests above the limit. */
	rate: Rate;
	/** Every request to the API so far, in the order in which they came. */
	requests: ReceivedRequest[];
	/** Closes the port and every connection at once. */
	stop(): Promise<void>;
}

/** A connection that is idle must outlive a slow test: only a planned fault ever cuts one. */
const KEEP_ALIVE_MS = 60_000;

/** Starts a stand-in. Rejects with Node's own error, e.g. EADDRINUSE, if it cannot listen. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
	const { port = 0, host = '127.0.0.1' } = options;
	const parts = {
		datasets: new Datasets(options),
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
	server.listen(port, host);
	await once(server, 'listening');

	const pageUrl = `http://${host}:${(server.address() as AddressInfo).port}/`;
	return {
		baseUrl: `${pageUrl}v1`,
		pageUrl,
		...parts,
		async stop() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeAllConnections();
			await closed;
		},
	};
}
