/** Runs the ways in turn, round after round, and looks at what arrived before it believes a time. */
import { setTimeout as wait } from 'node:timers/promises';

import { Child } from './child.mts';
import type { Data, Job, Measured, Way } from './job.mts';
import { digestOf, rowsOf } from './rows.mts';
import type { Received } from './sink.mts';

/** What is measured: one way with so many rows, against a server that answers after so long. */
export interface Task {
	way: Way;
	count: number;
	data?: Data;
	/** Akkio's five requests a second, or no limit. */
	perSecond?: number;
	answerAfterMs?: number;
	besides?: boolean;
	/** Each run in a process of its own, so that its memory is its own. */
	isFresh?: boolean;
}

/** The medians of a task's runs. */
export interface Result extends Task, Measured, Pick<Received, 'requests' | 'bytes'> {
	/** The most of all runs. */
	inOneSecond: number;
}

/** Where jobs run: a process that takes one at a time. */
export interface Runner {
	run(job: Job): Promise<Measured>;
	stop(): void | Promise<void>;
}

/** A limited run finds no trace of the one before in the limit's sliding second. */
const PAUSE_MS = 1_100;
/** Rows that go before the measured ones in a new process, so that all its code is loaded. */
const FIRST_ROWS = 100;

export async function startChild(script: string, ...parameters: string[]): Promise<Runner> {
	const child = new Child(script, ...parameters);
	await child.ready;
	return { run: async (job) => await child.ask(job), stop: () => child.stop() };
}

/** @param startRunner starts what runs a way; each way's runner is started once and kept */
export async function measure(
	tasks: Task[],
	rounds: number,
	startRunner: (way: Way) => Promise<Runner>,
): Promise<Result[]> {
	const sink = new Child('sink.mts');
	const baseUrl = (await sink.ready) as string;
	const runners = new Map<string, Runner>();
	const runs = tasks.map((): Array<Measured & Received> => []);
	try {
		for (let round = 0; round <= rounds; round++) {
			console.error(round === 0 ? 'Warming up ...' : `Round ${round} of ${rounds} ...`);
			for (const [index, task] of tasks.entries()) {
				// What takes long without using the processor has nothing to warm up.
				const isWarmUp = round === 0;
				if (isWarmUp && (task.perSecond !== undefined || task.isFresh)) continue;
				const kind = task.way === 'script' ? 'script' : 'workflow';
				const runner = task.isFresh
					? await startRunner(task.way)
					: (runners.get(kind) ?? (await startRunner(task.way)));
				if (!task.isFresh) runners.set(kind, runner);
				if (task.isFresh) await runTask(runner, sink, baseUrl, { ...task, count: FIRST_ROWS });
				const run = await runTask(runner, sink, baseUrl, task);
				if (!isWarmUp) runs[index]!.push(run);
				if (task.isFresh) await runner.stop();
			}
		}
	} finally {
		for (const runner of runners.values()) await runner.stop();
		sink.stop();
	}
	return tasks.map((task, index) => summarize(task, runs[index]!));
}

async function runTask(
	runner: Runner,
	sink: Child,
	baseUrl: string,
	task: Task,
): Promise<Measured & Received> {
	const { way, count, data = 'generated', perSecond = Infinity, answerAfterMs = 0 } = task;
	if (perSecond < Infinity) await wait(PAUSE_MS);
	await sink.ask({ answerAfterMs });
	const apiKey = `benchmark ${perSecond}`;
	const job: Job = { way, data, count, baseUrl, apiKey, perSecond, besides: task.besides };
	const measured = await runner.run(job);
	const received = await sink.ask<Received>();
	assertArrived(task, received);
	return { ...measured, ...received };
}

/** Nothing is printed about a run whose rows did not all arrive as they are. */
function assertArrived(
	{ way, data = 'generated', count, besides }: Task,
	{ rows, digest }: Received,
) {
	if (way === 'nothing' || data === 'wide') return;
	const sent = [...rowsOf(data, count), ...(besides ? rowsOf(data, 1) : [])];
	if (digest === digestOf(sent)) return;
	const what = rows === sent.length ? 'rows arrived changed' : `${rows} rows arrived`;
	throw new Error(`${way}: of ${sent.length} rows sent, ${what}`);
}

function summarize(task: Task, runs: Array<Measured & Received>): Result {
	const typical = (figure: 'ms' | 'peakBytes' | 'requests' | 'bytes' | 'besidesMs') =>
		median(runs.map((run) => run[figure] ?? 0));
	return {
		...task,
		...{ ms: typical('ms'), peakBytes: typical('peakBytes'), besidesMs: typical('besidesMs') },
		...{ requests: typical('requests'), bytes: typical('bytes') },
		inOneSecond: Math.max(...runs.map(({ inOneSecond }) => inOneSecond)),
	};
}

/** The middle one; of an even number the mean of the two in the middle. */
function median(numbers: number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
