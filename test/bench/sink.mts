/**
 * Stands for Akkio where only speed counts: a process of its own that takes every request, answers at
 * once, and keeps the bodies. It looks into them when the run is over and nobody waits.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { Rate } from '../support/akkio/rate.mts';
import { digestOf, fieldsOf, type Data, type Row } from './rows.mts';

/** What a run looks like from Akkio's side. */
export interface Received {
	requests: number;
	/** Rows that arrived, and a digest of their content. */
	rows: number;
	digest: string;
	/** Bytes of the appends' bodies. */
	bytes: number;
	/** The most connections that were open at the same time: requests on their way, where none is kept. */
	sockets: number;
	/** The most requests in any sliding second. */
	inOneSecond: number;
	/** Requests above the limit, answered with 429. */
	refused: number;
}

const FIELDS = { generated: fieldsOf('generated'), flights: fieldsOf('flights') };

const rate = new Rate(Number(process.argv[2] ?? Infinity));
const open = new Set<Socket>();
let bodies: Buffer[] = [];
let times: number[] = [];
let sockets = 0;
let refused = 0;

const server = createServer((request, response) => {
	times.push(performance.now());
	const parts: Buffer[] = [];
	opened(request.socket);
	// With the last word said, a connection is closing, or waits to be used again.
	response.on('finish', () => open.delete(request.socket));
	request.on('data', (part: Buffer) => parts.push(part));
	request.on('end', () => {
		const passes = rate.passes('any');
		if (!passes) refused++;
		else if (request.method === 'POST') bodies.push(Buffer.concat(parts));
		response.writeHead(passes ? 200 : 429, { 'content-type': 'application/json' });
		response.end(passes ? answerTo(request) : '{"status":"too many requests"}');
	});
});
server.on('connection', (socket) => {
	opened(socket);
	socket.on('close', () => open.delete(socket));
});

function opened(socket: Socket): void {
	open.add(socket);
	sockets = Math.max(sockets, open.size);
}

function answerTo({ method, url }: IncomingMessage): string {
	if (method === 'POST') return '{"status":"success"}';
	const id = new URL(url!, 'http://localhost').searchParams.get('id') as Data;
	return JSON.stringify({ status: 'success', name: id, rows: 1, fields: FIELDS[id] });
}

/** What came since the last call. */
function report(): Received {
	const rows = bodies.flatMap((body) => (JSON.parse(body.toString()) as { rows: Row[] }).rows);
	const bytes = bodies.reduce((sum, { length }) => sum + length, 0);
	const received = {
		...{ requests: times.length, rows: rows.length, digest: digestOf(rows), bytes },
		...{ sockets, inOneSecond: mostInOneSecond(times), refused },
	};
	bodies = [];
	times = [];
	sockets = open.size;
	refused = 0;
	return received;
}

function mostInOneSecond(sorted: number[]): number {
	let first = 0;
	return sorted.reduce((most, time, index) => {
		while (time - sorted[first]! >= 1000) first++;
		return Math.max(most, index - first + 1);
	}, 0);
}

server.listen({ port: 0, host: '127.0.0.1', backlog: 20_000 }, () =>
	process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`),
);
process.on('message', () => process.send!(report()));
process.on('disconnect', () => process.exit());
