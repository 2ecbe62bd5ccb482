import * as fc from 'fast-check';

import { schedules, type Scale } from './arbitrary';
import { loadProcess, type Process } from './context';
import { Figures } from './figures';
import { findBreaches } from './invariants';
import type { Outcomes } from './record';
import type { Schedule } from './schedule';
import { runOverSockets } from './sockets';
import { runInVirtualTime } from './virtual';

/** How to choose the schedules, and, to replay one, where it lies. */
export interface Choice {
	schedules: number;
	seed: number;
	path?: string;
}

/** What was wrong, in the smallest schedule that shows it; undefined if nothing was. */
interface Checked {
	figures: Figures;
	failure?: string;
}

/** How much faster than real the package's clock has to go over sockets. */
export const SPEED = 30;

/** Virtual time costs nothing, so that waits and timeouts have their real lengths; rows may be huge. */
const VIRTUAL: Scale = {
	...{ largest: 600_000, timeouts: [undefined, undefined, 30_000, 2000] },
	...{ limits: [5, 2, 1], processes: 2 },
};

/** Over sockets timeouts take real time, so they are short, and few; the server's second is a real one. */
const SOCKETS: Scale = {
	...{ largest: 20_000, timeouts: [undefined, undefined, 150] },
	...{ limits: [20, 100], processes: 1 },
};

let processes: Process[] | undefined;

/** Two n8n processes, and a network in which everything is seen. */
export async function checkInVirtualTime(choice: Choice): Promise<Checked> {
	const loaded = (processes ??= [loadProcess(), loadProcess()]);
	const run = async (schedule: Schedule) => await runInVirtualTime(schedule, loaded);
	return await check(VIRTUAL, run, findBreaches, choice);
}

/** n8n's own engine, expressions and request helper, and the stand-in's server. */
export const checkOverSockets = async (choice: Choice) =>
	await check(SOCKETS, runOverSockets, () => [], choice);

async function check(
	scale: Scale,
	run: (schedule: Schedule) => Promise<Outcomes>,
	findMore: (outcomes: Outcomes) => string[],
	{ schedules: numRuns, seed, path }: Choice,
): Promise<Checked> {
	const figures = new Figures();
	const property = fc.asyncProperty(schedules(scale), async (schedule) => {
		const outcomes = await run(schedule);
		const { falseReports, lost, duplicates } = figures.add(outcomes);
		const wrong = [
			...falseReports.map((words) => `False: ${words}`),
			...lost.map((words) => `Lost without a word: ${words}`),
			...duplicates.map((words) => `Duplicate: ${words}`),
			...findMore(outcomes),
		];
		if (wrong.length > 0) throw new Error(wrong.slice(0, 12).join('\n'));
	});
	const { failed, counterexample, counterexamplePath, errorInstance } = await fc.check(property, {
		...{ numRuns, seed },
		...(path !== undefined && { path }),
	});
	if (!failed) return { figures };
	const failure = [
		(errorInstance as Error).stack,
		JSON.stringify(counterexample![0], null, '\t'),
		`--seed ${seed} --path ${counterexamplePath}`,
	];
	return { figures, failure: failure.join('\n') };
}
