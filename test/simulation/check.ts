import * as fc from 'fast-check';

import { loadProcess } from './context';
import { Figures } from './figures';
import { findBreaches } from './invariants';
import type { Choice } from './node.mts';
import { ALLOWED } from './oracle';
import type { Outcomes } from './record';
import { schedules, type Scale, type Schedule } from './schedule';
import { runOverSockets } from './sockets';
import { runInVirtualTime } from './virtual';

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

/** Two n8n processes, and a network in which everything is seen. */
export async function checkInVirtualTime(choice: Choice) {
	const processes = [loadProcess(), loadProcess()];
	return await check(VIRTUAL, (one) => runInVirtualTime(one, processes), findBreaches, choice);
}

/** n8n's own engine, expressions and request helper, and the stand-in's server. */
export const checkOverSockets = async (choice: Choice) =>
	await check(SOCKETS, runOverSockets, () => [], choice);

/** Says what was wrong in the smallest schedule that shows it, and how to see it again. */
async function check(
	scale: Scale,
	run: (schedule: Schedule) => Promise<Outcomes>,
	findMore: (outcomes: Outcomes) => string[],
	{ schedules: numRuns, seed, path }: Choice,
): Promise<{ figures: Figures; failure?: string }> {
	const figures = new Figures();
	const property = fc.asyncProperty(schedules(scale), async (schedule) => {
		const outcomes = await run(schedule);
		const wrong = Object.entries(figures.add(outcomes))
			.filter(([kind]) => kind !== ALLOWED)
			.flatMap(([kind, all]) => all.map((words) => `${kind}: ${words}`))
			.concat(findMore(outcomes));
		if (wrong.length > 0) throw new Error(wrong.slice(0, 12).join('\n'));
	});
	const choice = { numRuns, seed, ...(path !== undefined && { path }) };
	const checked = await fc.check(property, choice);
	if (!checked.failed) return { figures };
	const { stack } = checked.errorInstance as Error;
	const schedule = JSON.stringify(checked.counterexample![0], null, '\t');
	const again = `--seed ${seed} --path ${checked.counterexamplePath}`;
	return { figures, failure: `${stack}\n${schedule}\n${again}` };
}
