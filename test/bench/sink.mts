/**
 * Stands for Akkio where only speed counts: a process of its own that takes every request, answers after
 * a fixed time, and keeps the bodies. It looks into them when the run is over and nobody waits.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { mostInASecond } from '../support/akkio/requests.mts';
import { digestOf, fieldsOf, type Row } from './rows.mts';

/** What a run looks like from Akkio's side. */
export interface Received {
	requests: number;
	/** Rows that arrived, and a digest of their content. */
	rows: number;
	digest: string;
	/** Bytes of the appends' bodies. */
	bytes: number;
	/** The most requests in any sliding second. */
	inOneSecond: number;
}

let answerAfterMs = 0;
let bodies: Buffer[] = [];
let times: Array<{ time: number }> = [];

const server = createServer((request, response) => {
	times.push({ time: performance.now() });
	const parts: Buffer[] = [];
	request.on('data', (part: Buffer) => parts.push(part));
	request.on('end', () => {
		const body = Buffer.concat(parts);
		if (request.method === 'POST') bodies.push(body);
		setTimeout(() => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(answerTo(request, body));
		}, answerAfterMs);
	});
});

function answerTo({ method, url }: IncomingMessage, body: Buffer): string {
	if (method === 'POST' && url!.endsWith('/models')) return predict(body);
	if (method === 'POST') return '{"status":"success"}';
	const id = new URL(url!, 'http://localhost').searchParams.get('id') as 'generated';
	return JSON.stringify({ status: 'success', name: id, rows: 1, fields: fieldsOf(id) });
}

function predict(body: Buffer): string {
	const said = { x: 'yes', 'Probability x is yes': 0.75, 'Probability x is no': 0.25 };
	const { data } = JSON.parse(body.toString()) as { data: Row[] };
	const predictions = data.map((row) => ({ ...row, ...said }));
	return JSON.stringify({ status: 'success', predictions });
}

function report(): Received {
	const rows = bodies.flatMap((body) => {
		const sent = JSON.parse(body.toString()) as { rows?: Row[]; data?: Row[] };
		return sent.rows ?? sent.data!;
	});
	const bytes = bodies.reduce((sum, { length }) => sum + length, 0);
	const received = {
		...{ requests: times.length, rows: rows.length, digest: digestOf(rows), bytes },
		inOneSecond: mostInASecond(times),
	};
	[bodies, times] = [[], []];
	return received;
}

server.listen({ port: 0, host: '127.0.0.1', backlog: 20_000 }, () =>
	process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`),
);
process.on('message', (message: { answerAfterMs?: number }) => {
	if (message.answerAfterMs !== undefined) answerAfterMs = message.answerAfterMs;
	process.send!(report());
});
process.on('disconnect', () => process.exit());
