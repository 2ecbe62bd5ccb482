/** Runs the tasks in turn, round after round, and looks at what arrived before it believes a time. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { mostInASecond } from '../support/akkio/requests.mts';
import { digestOf, FIELDS, rowsOf } from './rows.mts';
import type { Runner } from './runners.mts';
import type { Measured, Task } from './ways.mts';

interface Run extends Measured {
	requests: number;
	/** Bytes of the appends' bodies. */
	bytes: number;
	/** The most requests in any sliding second. */
	inOneSecond: number;
}

/** The medians of a task's runs. */
export type Result = Task & Run;

/** How often everything runs, in turn: an odd number, for the median. */
export const ROUNDS = 3;
/** A limited run finds no trace of the one before in the limit's sliding second. */
const PAUSE_MS = 1_100;
/** Rows that go before the measured ones, so that all code is loaded. */
const FIRST_ROWS = 1_000;

const toPrediction = (row: object) => ({
	...{ ...row, bought: 'yes' },
	...{ 'Probability bought is yes': 0.9, 'Probability bought is no': 0.1 },
});

/**
 * Stands for Akkio where only speed counts: takes every request, answers after a fixed time, and keeps
 * the bodies; it looks into them when the run is over. This process does nothing else meanwhile.
 */
async function startSink() {
	let bodies: Buffer[] = [];
	let times: Array<{ time: number }> = [];
	let answerAfterMs = 0;
	const dataset = { status: 'success', name: 'Benchmark', rows: 1, fields: FIELDS };
	const server = createServer((request, response) => {
		times.push({ time: performance.now() });
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			if (request.method === 'POST') bodies.push(Buffer.concat(parts));
			const isPredict = request.url!.endsWith('/models');
			const predictions = isPredict && JSON.parse(bodies.at(-1)!.toString()).data.map(toPrediction);
			const success = { status: 'success', ...(isPredict && { predictions }) };
			const answer = request.method === 'POST' ? success : dataset;
			response.setHeader('content-type', 'application/json');
			setTimeout(() => response.end(JSON.stringify(answer)), answerAfterMs);
		});
	});
	server.listen({ port: 0, host: '127.0.0.1', backlog: 20_000 });
	await once(server, 'listening');
	return {
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		answerAfter: (ms: number) => void (answerAfterMs = ms),
		/** What arrived since it was asked last. */
		takeReceived() {
			const received = {
				rows: bodies.flatMap((body): object[] => {
					const { rows, data } = JSON.parse(body.toString());
					return rows ?? data;
				}),
				bytes: bodies.reduce((sum, { length }) => sum + length, 0),
				...{ requests: times.length, inOneSecond: mostInASecond(times) },
			};
			[bodies, times] = [[], []];
			return received;
		},
		stop: () => server.close(),
	};
}

/** @param startRunner starts what runs all tasks, and once more for each run of a task that is fresh */
export async function measure(
	tasks: Task[],
	startRunner: () => Promise<Runner>,
): Promise<Result[]> {
	const sink = await startSink();
	const runTask = async (runner: Runner, task: Task): Promise<Run> => {
		const { way, count, perSecond, answerAfterMs = 0, isBeside } = task;
		if (perSecond) await wait(PAUSE_MS);
		sink.answerAfter(answerAfterMs);
		const { baseUrl } = sink;
		const measured = await runner.run({ ...task, baseUrl, apiKey: `benchmark ${perSecond}` });
		const { rows, ...received } = sink.takeReceived();
		// A time counts only if all rows arrived as they are.
		const sent = way === 'nothing' ? [] : [...rowsOf(count, way), ...rowsOf(isBeside ? 1 : 0)];
		if (digestOf(rows) === digestOf(sent)) return { ...measured, ...received };
		throw new Error(`${way}: of ${sent.length} rows, ${rows.length} arrived, or other ones.`);
	};
	const shared = await startRunner();
	const runs = tasks.map((): Run[] => []);
	for (let round = 1; round <= ROUNDS; round++) {
		console.error(`Round ${round} of ${ROUNDS} …`);
		for (const [index, task] of tasks.entries()) {
			const runner = task.isFresh ? await startRunner() : shared;
			if (!task.perSecond) await runTask(runner, { ...task, count: FIRST_ROWS });
			runs[index]!.push(await runTask(runner, task));
			if (task.isFresh) await runner.stop();
		}
	}
	await shared.stop();
	sink.stop();
	return tasks.map((task, index) => ({ ...task, ...summarize(runs[index]!) }));
}

function summarize(runs: Run[]): Run {
	const medianOf = (figure: keyof Run) =>
		runs.map((run) => run[figure]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
	return {
		...{ ms: medianOf('ms'), peakBytes: medianOf('peakBytes') },
		...{ requests: medianOf('requests'), bytes: medianOf('bytes') },
		inOneSecond: Math.max(...runs.map((run) => run.inOneSecond)),
	};
}
