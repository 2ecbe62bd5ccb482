import * as fc from 'fast-check';

import { FAULT_NAMES } from './faults';
import type { ExecutionPlan, ItemPlan, RowPlan, Schedule, Step } from './schedule';

/** What an environment can afford. */
export interface Scale {
	/** Characters in its largest rows. */
	largest: number;
	/** The timeouts that users set, in ms. */
	timeouts: Array<number | undefined>;
	/** The server's limits on requests in a second. */
	limits: number[];
	/** How many n8n processes there are. */
	processes: 1 | 2;
}

const none = fc.constant(undefined);

/** Mostly `common`, one time in `of` something of `rare`. */
function rarely<C, R>(of: number, common: fc.Arbitrary<C>, rare: fc.Arbitrary<R>) {
	return fc.oneof<Array<fc.MaybeWeightedArbitrary<C | R>>>(
		{ weight: of - 1, arbitrary: common },
		{ weight: 1, arbitrary: rare },
	);
}

/** Small rows, rows of some hundred characters, and in some schedules a few that fill a request alone. */
const row = (largest: number): fc.Arbitrary<RowPlan> =>
	fc.record({
		size: fc.oneof(
			{ weight: 60, arbitrary: fc.nat(20) },
			{ weight: 30, arbitrary: fc.nat(600) },
			{ weight: 1, arbitrary: fc.nat(largest) },
		),
		extra: rarely(8, fc.constant(false), fc.constant(true)),
		twin: rarely(8, none, fc.nat(1)),
	});

const item = ({ largest }: Scale, datasets: number): fc.Arbitrary<ItemPlan> =>
	fc.record({
		dataset: fc.nat(datasets - 1),
		rows: rarely(60, fc.array(row(largest), { minLength: 1, maxLength: 3 }), fc.constant([])),
	});

const execution = (scale: Scale, datasets: number): fc.Arbitrary<ExecutionPlan> =>
	fc
		.record({
			process: rarely(3, fc.constant(0 as const), fc.constant((scale.processes - 1) as 0 | 1)),
			startsAfter: fc.oneof(fc.constant(0), fc.nat(3000), fc.nat(15_000)),
			items: fc.array(item(scale, datasets), { minLength: 1, maxLength: 16, size: 'max' }),
			mapping: fc.constantFrom<Array<ExecutionPlan['mapping']>>(
				...(['automatically', 'manually', 'list', 'template'] as const),
			),
			clock: rarely(
				4,
				fc.constantFrom<Array<ExecutionPlan['clock']>>(
					...(['$now.toMillis()', '$execution.id', 'Math.random()', '$today.toMillis()'] as const),
				),
				none,
			),
			batchSize: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant(10_000)),
			onUnknownOutcome: rarely(4, fc.constant('report' as const), fc.constant('retry' as const)),
			extraFields: fc.constantFrom('send' as const, 'ignore' as const, 'error' as const),
			onError: fc.constantFrom<Array<ExecutionPlan['onError']>>(
				...([
					'stopWorkflow',
					'stopWorkflow',
					'continueRegularOutput',
					'continueErrorOutput',
				] as const),
			),
			output: rarely(4, fc.constant('items' as const), fc.constant('summary' as const)),
			maxTries: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 5 })),
			waitBetweenTries: fc.integer({ min: 1, max: 5000 }),
			retries: fc.constantFrom(0, 0, 1, 2),
			timeout: fc.constantFrom(...scale.timeouts),
			cancel: rarely(
				6,
				none,
				fc.record({ request: fc.nat(6), ms: fc.oneof(fc.nat(40), fc.nat(8000)) }),
			),
		})
		.map(withMappableItems);

/** Lists have several rows; a row with a value of the clock is never without fields. */
function withMappableItems(plan: ExecutionPlan): ExecutionPlan {
	const { mapping, clock, items } = plan;
	if (mapping === 'list') return plan;
	const needsRow = mapping === 'template' || (mapping === 'manually' && clock !== undefined);
	const always: RowPlan[] = needsRow ? [{ size: 0, extra: false }] : [];
	return {
		...plan,
		items: items.map(({ dataset, rows }) => ({
			dataset,
			rows: [...rows, ...always]
				.slice(0, 1)
				// A template names its fields once for all.
				.map((one) => ({ ...one, extra: one.extra && mapping !== 'template' })),
		})),
	};
}

/** So many rows that Akkio finds invalid cost all that finding them may cost. */
const ALL_INVALID: Step = { fault: '422', times: 40, amount: 1 };

const anyStep: fc.Arbitrary<Step> = fc.record({
	fault: rarely(2, none, fc.constantFrom(...FAULT_NAMES)),
	times: fc.oneof(
		{ weight: 6, arbitrary: fc.constant(1) },
		{ weight: 4, arbitrary: fc.integer({ min: 2, max: 6 }) },
		{ weight: 1, arbitrary: fc.constant(40) },
	),
	amount: fc.integer({ min: 1, max: 1000 }),
});

const switches = ({ limits }: Scale): fc.Arbitrary<Schedule['switches']> =>
	fc
		.record({
			extraFields: fc.constantFrom('drop' as const, 'keep' as const, 'refuse' as const),
			keptOfRefused: fc.nat(3),
			unknownId: fc.constantFrom('404' as const, '400' as const, '200' as const, 'error' as const),
			parsingDelay: fc.oneof(
				{ weight: 3, arbitrary: fc.constant(0) },
				{ weight: 4, arbitrary: fc.nat(8000) },
				{ weight: 1, arbitrary: fc.nat(40_000) },
			),
			requestsPerSecond: rarely(3, none, fc.constantFrom(...limits)),
			retryAfter: fc.constantFrom(undefined, 0, 1, 3),
			bodyLimit: rarely(4, none, fc.integer({ min: 200, max: 3000 })),
		})
		.map((all) =>
			// The only refusal for extra fields is a 422, after which, by the policy, nothing is kept.
			all.extraFields === 'refuse' ? { ...all, keptOfRefused: 0 } : all,
		);

/** A random schedule. The seed comes first and the executions last, as it is best to shrink them. */
export const schedules = (scale: Scale): fc.Arbitrary<Schedule> =>
	fc.integer({ min: 1, max: 3 }).chain((datasets) =>
		fc.record({
			seed: fc.nat(),
			isBusy: rarely(30, fc.constant(false), fc.constant(true)),
			switches: switches(scale),
			countsUnparsed: fc.boolean(),
			requestsPerSecond: fc.constantFrom(5, 5, 5, 2, 10, 0.5),
			datasets: fc.constant(datasets),
			steps: fc.array(rarely(40, anyStep, fc.constant(ALL_INVALID)), {
				maxLength: 10,
				size: 'max',
			}),
			reads: rarely(4, fc.constant([]), fc.array(rarely(2, none, fc.constantFrom(...FAULT_NAMES)))),
			executions: fc.array(execution(scale, datasets), { minLength: 1, maxLength: 3 }),
			revokedBefore: rarely(20, none, fc.integer({ min: 1, max: 6 })),
			deletedBefore: rarely(20, none, fc.integer({ min: 1, max: 6 })),
		}),
	);
