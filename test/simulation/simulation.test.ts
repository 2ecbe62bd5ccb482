import * as fc from 'fast-check';

import { loadProcess } from './context';
import { EVENTS, FAULT_NAMES } from './faults';
import { findBreaches } from './invariants';
import { choice, print } from './node.mts';
import { ALLOWED, findDisagreements } from './oracle';
import { schedules } from './schedule';
import { simulate } from './simulate';

/** Always the same, and short; `npm run test:chaos` runs more. */
const { schedules: numRuns, seed, path } = choice ?? { schedules: 200, seed: 20 };

test(
	'whatever goes wrong, every row has one true report, and the append policy is kept',
	async () => {
		const processes = [loadProcess(), loadProcess()];
		const counts = new Map<string, number>();
		const hits = new Map<string, number>([...FAULT_NAMES, ...EVENTS].map((name) => [name, 0]));
		const requests: number[] = [];
		const property = fc.asyncProperty(schedules, async (schedule) => {
			const outcomes = await simulate(schedule, processes);
			const found = findDisagreements(outcomes);
			requests.push(outcomes.sent.length);
			for (const [kind, { length }] of Object.entries(found)) add(counts, kind, length);
			for (const { report, tries } of outcomes.executions) {
				add(counts, 'executions');
				add(counts, 'tries', tries.length);
				for (const outcome of report.outcomes) add(counts, `rows ${outcome}`);
				const isWarned = report.words.some((words) => words.includes('does not show these'));
				if (isWarned) add(hits, 'warning of missing columns');
			}
			for (const name of outcomes.events) add(hits, name);
			const wrong = Object.entries(found)
				.filter(([kind]) => kind !== ALLOWED)
				.flatMap(([kind, all]) => all.map((words) => `${kind}: ${words}`))
				.concat(findBreaches(outcomes));
			if (wrong.length > 0) throw new Error(wrong.slice(0, 12).join('\n'));
		});
		const checked = await fc.check(property, { numRuns, seed, path });

		const total = requests.reduce((sum, count) => sum + count, 0);
		const median = requests.sort((a, b) => a - b)[Math.floor(requests.length / 2)]!;
		if (choice) {
			print(
				`seed ${seed}, schedules ${requests.length}, requests ${total}, median per schedule ${median}`,
				[...counts].map(([name, count]) => `${name} ${count}`).join(', '),
				...[...hits]
					.sort(([, a], [, b]) => a - b)
					.map(([name, count]) => `${String(count).padStart(7)}  ${name}`),
			);
		}
		if (checked.failed) {
			const schedule = JSON.stringify(checked.counterexample![0], null, '\t');
			const again = `--seed ${seed} --path ${checked.counterexamplePath}`;
			throw new Error(`${String(checked.errorInstance)}\n${schedule}\n${again}`);
		}
		if (path !== undefined) return;
		expect(median).toBeGreaterThanOrEqual(3);
		// A fault that is met less often than in one schedule of four hundred is shown too little of.
		expect(Math.min(...hits.values())).toBeGreaterThanOrEqual(Math.ceil(numRuns / 400));
	},
	60_000 + 1000 * numRuns,
);

const add = (counts: Map<string, number>, name: string, count = 1) =>
	counts.set(name, (counts.get(name) ?? 0) + count);
