import * as fc from 'fast-check';

import { FAULT_NAMES } from './faults';
import type { ExecutionPlan, RowPlan, Schedule, Step } from './schedule';

/** How a world differs from the others in what it can afford. */
export interface Scale {
	/** Characters in its largest rows. */
	largest: number;
	/** The timeouts that users set, in ms. */
	timeouts: Array<number | undefined>;
	/** The server's limits on requests in a second. */
	limits: number[];
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
const size = (largest: number) =>
	fc.oneof(
		{ weight: 60, arbitrary: fc.nat(20) },
		{ weight: 30, arbitrary: fc.nat(600) },
		{ weight: 1, arbitrary: fc.nat(largest) },
	);

const rowPlan = ({ largest }: Scale, datasets: number): fc.Arbitrary<RowPlan> =>
	fc.record({
		dataset: fc.nat(datasets - 1),
		size: size(largest),
		extra: rarely(20, fc.constant(false), fc.constant(true)),
		twin: rarely(8, none, fc.nat(1)),
		isEmpty: rarely(100, fc.constant(false), fc.constant(true)),
	});

const executionPlan = (scale: Scale, datasets: number): fc.Arbitrary<ExecutionPlan> =>
	fc.record({
		startsAfter: fc.oneof(fc.constant(0), fc.nat(3000)),
		rows: fc.array(rowPlan(scale, datasets), { minLength: 1, maxLength: 24, size: 'max' }),
		rowsPerRequest: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant(1000)),
		whenUnknown: rarely(4, fc.constant('report' as const), fc.constant('sendAgain' as const)),
		extraFields: fc.constantFrom('send' as const, 'leaveOut' as const, 'refuse' as const),
		goesOn: fc.boolean(),
		output: rarely(4, fc.constant('items' as const), fc.constant('summary' as const)),
		maxTries: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 5 })),
		waitBetweenTries: fc.integer({ min: 1, max: 5000 }),
		timeout: fc.constantFrom(...scale.timeouts),
		cancel: rarely(
			6,
			none,
			fc.record({ request: fc.nat(6), ms: fc.oneof(fc.nat(40), fc.nat(8000)) }),
		),
	});

const step: fc.Arbitrary<Step> = fc.record({
	fault: rarely(2, none, fc.constantFrom(...FAULT_NAMES)),
	times: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 6 })),
	amount: fc.integer({ min: 1, max: 1000 }),
});

const switches = ({ limits }: Scale): fc.Arbitrary<Schedule['switches']> =>
	fc
		.record({
			extraFields: fc.constantFrom('drop' as const, 'keep' as const, 'refuse' as const),
			keptOfRefused: fc.nat(3),
			requestsPerSecond: rarely(3, none, fc.constantFrom(...limits)),
			retryAfter: fc.constantFrom(undefined, 0, 1, 3),
			bodyLimit: rarely(4, none, fc.integer({ min: 150, max: 3000 })),
		})
		.map((all) =>
			// The only refusal for extra fields is a 422, after which, by the policy, nothing is kept.
			all.extraFields === 'refuse' ? { ...all, keptOfRefused: 0 } : all,
		);

/** A random world. The seed comes first and the executions last, as it is best to shrink them. */
export const schedules = (scale: Scale): fc.Arbitrary<Schedule> =>
	fc.integer({ min: 1, max: 3 }).chain((datasets) =>
		fc.record({
			seed: fc.nat(),
			isBusy: rarely(30, fc.constant(false), fc.constant(true)),
			switches: switches(scale),
			requestsPerSecond: fc.constantFrom(5, 5, 5, 2, 10, 0.5),
			datasets: fc.constant(datasets),
			steps: fc.array(step, { maxLength: 10, size: 'max' }),
			reads: rarely(4, fc.constant([]), fc.array(rarely(2, none, fc.constantFrom(...FAULT_NAMES)))),
			executions: fc.array(executionPlan(scale, datasets), { minLength: 1, maxLength: 3 }),
			revokedBefore: rarely(20, none, fc.integer({ min: 1, max: 6 })),
			deletedBefore: rarely(20, none, fc.integer({ min: 1, max: 6 })),
		}),
	);
