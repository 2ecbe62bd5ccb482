import * as fc from 'fast-check';

import type { Figures } from './figures';
import type { World } from './record';
import type { Schedule } from './schedule';
import { untruthsOf } from './truth';

/** How to choose the schedules, and, to replay one, where it lies. */
export interface Choice {
	schedules: number;
	seed: number;
	path?: string;
}

/** Says what in a world breaks one rule. */
export type Rule = (world: World) => string[];

/** The rule that stands above all: every report agrees with the server's record. */
const isTrue: Rule = (world) => {
	const { falseReports, lost, duplicates } = untruthsOf(world);
	return [
		...falseReports.map((words) => `False: ${words}`),
		...lost.map((words) => `Lost without a word: ${words}`),
		...duplicates.map((words) => `Duplicate: ${words}`),
	];
};

/**
 * Lives random schedules through. Undefined if nothing was wrong in any, else what was, in the
 * smallest schedule that shows it, with the seed and the path to replay it.
 */
export async function check(
	schedules: fc.Arbitrary<Schedule>,
	live: (schedule: Schedule) => Promise<string[]>,
	{ schedules: numRuns, seed, path }: Choice,
	/** Of real time, after which it stops, to look for a smaller failing schedule too. */
	mostMs?: number,
): Promise<string | undefined> {
	const property = fc.asyncProperty(schedules, async (schedule) => {
		const wrong = await live(schedule);
		if (wrong.length > 0) throw new Error(wrong.slice(0, 12).join('\n'));
	});
	const run = await fc.check(property, {
		...{ numRuns, seed },
		...(mostMs !== undefined && { interruptAfterTimeLimit: mostMs }),
		...(path !== undefined && { path }),
	});
	const { failed, interrupted, counterexample, counterexamplePath, errorInstance } = run;
	if (!failed) return interrupted ? `Not done after ${mostMs} ms` : undefined;
	return [
		String((errorInstance as Error | undefined)?.stack ?? errorInstance),
		JSON.stringify(counterexample?.[0], null, '\t'),
		`--seed ${seed} --path ${counterexamplePath}`,
	].join('\n');
}

/** Lives one schedule through with `world`, judges it, and counts it. */
export function judged(
	world: (schedule: Schedule) => Promise<World>,
	figures: Figures,
	rules: Rule[],
): (schedule: Schedule) => Promise<string[]> {
	return async (schedule) => {
		const lived = await world(schedule);
		figures.add(lived);
		return [isTrue, ...rules].flatMap((rule) => rule(lived));
	};
}
