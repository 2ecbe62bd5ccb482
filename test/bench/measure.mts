/** Runs the tasks in turn, round after round, and looks at what arrived before it believes a time. */
import { setTimeout as wait } from 'node:timers/promises';

import { Child } from './child.mts';
import { digestOf, rowsOf } from './rows.mts';
import type { Received } from './sink.mts';
import type { Job, Measured, Task } from './tasks.mts';

type Run = Measured & Received;

/** The medians of a task's runs; of the most in one second, the most. */
export type Result = Task & Run;

/** Where jobs run: a process that takes one at a time. */
export interface Runner {
	run(job: Job): Promise<Measured>;
	stop(): void | Promise<void>;
}

/** A limited run finds no trace of the one before in the limit's sliding second. */
const PAUSE_MS = 1_100;
/** Rows that go before the measured ones in a new process, so that all its code is loaded. */
const FIRST_ROWS = 100;

/** @param startRunner starts what runs all tasks, and once more for each run of a task that is fresh */
export async function measure(
	tasks: Task[],
	rounds: number,
	startRunner: () => Promise<Runner>,
): Promise<Result[]> {
	const sink = new Child('sink.mts');
	const baseUrl = (await sink.ready) as string;
	const shared = await startRunner();
	const runs = tasks.map((): Run[] => []);
	try {
		for (let round = 0; round <= rounds; round++) {
			console.error(round === 0 ? 'Warming up ...' : `Round ${round} of ${rounds} ...`);
			for (const [index, task] of tasks.entries()) {
				// What takes long without using the processor has nothing to warm up.
				if (round === 0 && (task.perSecond !== undefined || task.isFresh)) continue;
				const runner = task.isFresh ? await startRunner() : shared;
				if (task.isFresh) await runTask(runner, sink, baseUrl, { ...task, count: FIRST_ROWS });
				const run = await runTask(runner, sink, baseUrl, task);
				if (round > 0) runs[index]!.push(run);
				if (task.isFresh) await runner.stop();
			}
		}
	} finally {
		await shared.stop();
		sink.stop();
	}
	return tasks.map((task, index) => summarize(task, runs[index]!));
}

async function runTask(runner: Runner, sink: Child, baseUrl: string, task: Task): Promise<Run> {
	const { perSecond, answerAfterMs = 0, data = 'generated' } = task;
	if (perSecond !== undefined) await wait(PAUSE_MS);
	await sink.ask({ answerAfterMs });
	const measured = await runner.run({ ...task, data, baseUrl, apiKey: `benchmark ${perSecond}` });
	const received = await sink.ask<Received>();
	assertArrived({ ...task, data }, received);
	return { ...measured, ...received };
}

/** Nothing is printed about a run whose rows did not all arrive as they are. */
function assertArrived(
	{ way, data, count, besides }: Task & Pick<Job, 'data'>,
	{ rows, digest }: Received,
) {
	if (way === 'nothing' || data === 'wide') return;
	const sent = [...rowsOf(data, count), ...(besides ? rowsOf(data, 1) : [])];
	if (digest === digestOf(sent)) return;
	const what = rows === sent.length ? 'rows arrived changed' : `${rows} rows arrived`;
	throw new Error(`${way}: of ${sent.length} rows sent, ${what}`);
}

function summarize(task: Task, runs: Run[]): Result {
	const medians = (['ms', 'peakBytes', 'besidesMs', 'requests', 'bytes'] as const).map(
		(figure) => [figure, median(runs.map((run) => run[figure] ?? 0))] as const,
	);
	const inOneSecond = Math.max(...runs.map((run) => run.inOneSecond));
	return { ...task, ...runs[0]!, ...Object.fromEntries(medians), inOneSecond };
}

/** The middle one; of an even number the mean of the two in the middle. */
function median(numbers: number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
