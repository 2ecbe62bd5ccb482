import * as fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { FAULT_NAMES, type FaultName } from './faults';

type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never;

const { constant, constantFrom, integer, nat, oneof, record } = fc;

/** Mostly `common`, one time in `of` something of `rare`. */
const rarely = <C, R>(of: number, common: fc.Arbitrary<C>, rare: fc.Arbitrary<R>) =>
	oneof<Array<fc.MaybeWeightedArbitrary<C | R>>>(
		{ weight: of - 1, arbitrary: common },
		{ weight: 1, arbitrary: rare },
	);
const none = constant(undefined);
const isRarely = (of: number) => rarely(of, constant(false), constant(true));
const row = record({
	/** Characters of text: in some schedules a few rows fill a request alone. */
	size: rarely(90, rarely(3, nat(20), nat(600)), nat(600_000)),
	/** Whether it has a field that most rows do not have. */
	extra: isRarely(8),
	/** Rows of one execution with the same number are identical. */
	twin: rarely(8, none, nat(1)),
});

/** Rows beyond the first count only where the mapping takes lists; rarely there are none. */
const item = (datasets: number) => {
	const rows = (minLength: number, maxLength: number) => fc.array(row, { minLength, maxLength });
	return record({ dataset: nat(datasets - 1), rows: rarely(60, rows(1, 3), rows(0, 0)) });
};

/** One workflow execution with Append Rows in it, and what its user does about a failure. */
const execution = (datasets: number) =>
	record({
		/** There are two n8n processes, each with its own caches, locks and rate limiter. */
		process: rarely(3, constant(0), constant(1)),
		/** In ms. */
		startsAfter: oneof(constant(0), nat(3000), nat(15_000)),
		items: fc.array(item(datasets), { minLength: 1, maxLength: 16, size: 'max' }),
		mapping: constantFrom('automatically', 'manually', 'list'),
		/** What a mapped column holds that differs between evaluations, or between executions. */
		clock: constantFrom(undefined, '$now.toMillis()', '$execution.id'),
		batchSize: oneof(integer({ min: 1, max: 8 }), constant(10_000)),
		onUnknownOutcome: constantFrom('report', 'report', 'report', 'retry'),
		extraFields: constantFrom('send', 'ignore', 'error'),
		onError: constantFrom('stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'),
		/** n8n's Retry On Fail: 1 is none. */
		maxTries: oneof(constant(1), integer({ min: 2, max: 5 })),
		waitBetweenTries: integer({ min: 1, max: 5000 }),
		/** How often the user presses Retry on the newest execution, while it fails. */
		retries: constantFrom(0, 0, 1, 2),
		/** In ms. */
		timeout: constantFrom(undefined, undefined, 30_000, 2000),
		/** Stopped so many ms after its so-and-so-manieth request began; 0 is the start. */
		cancel: rarely(6, none, record({ request: nat(6), ms: oneof(nat(40), nat(8000)) })),
	});

export type ExecutionPlan = Generated<ReturnType<typeof execution>>;

/** Consecutive appends, across executions, that meet the same fault; so many of one spend a run's halving budget. */
const step = rarely(
	40,
	record({
		fault: rarely(2, none, constantFrom<FaultName[]>(...FAULT_NAMES)),
		times: rarely(3, constant(1), integer({ min: 2, max: 6 })),
		/** Seconds, rows or time of the fault are made from it. */
		amount: integer({ min: 1, max: 1000 }),
	}),
	constantFrom({ fault: '422', times: 40, amount: 1 } as const),
);

const switches = record({
	extraFields: constantFrom('drop', 'keep', 'refuse'),
	unknownId: constantFrom('404', '400', '200', 'error'),
	/** ms: the engineer of Akkio waits five seconds, and nobody knows the longest. */
	parsingDelay: rarely(8, rarely(2, constant(0), nat(8000)), nat(40_000)),
	countsUnparsed: fc.boolean(),
	requestsPerSecond: rarely(3, none, constantFrom(5, 2, 1)),
	retryAfter: constantFrom(undefined, 0, 1, 3),
	bodyLimit: rarely(4, none, integer({ min: 200, max: 3000 })),
});

/** Everything that happens. The seed comes first and the executions last, as it is best to shrink them. */
export const schedules = integer({ min: 1, max: 3 }).chain((datasets) =>
	record({
		/** Of all that is random on the way: latencies, waits between tries, late timers. */
		seed: integer({ min: 1 }),
		/** Whether n8n is so busy that every timer is late. */
		isBusy: isRarely(30),
		switches,
		/** The credential's. */
		requestsPerSecond: constantFrom(5, 5, 5, 2, 10, 0.5),
		datasets: constant(datasets),
		steps: fc.array(step, { maxLength: 10, size: 'max' }),
		/** What happens to reads, one after the other. */
		reads: fc.array(rarely(8, none, constantFrom<FaultName[]>(...FAULT_NAMES))),
		executions: fc.array(execution(datasets), { minLength: 1, maxLength: 3 }),
		/** The numbers of requests before which the key is revoked, and the first dataset deleted. */
		revokedBefore: rarely(20, none, integer({ min: 1, max: 6 })),
		deletedBefore: rarely(20, none, integer({ min: 1, max: 6 })),
	}),
);

export type Schedule = Generated<typeof schedules>;

/** A row that an execution has to account for. */
export interface ExpectedRow {
	item: number;
	/** Undefined for an item without fields. */
	id?: string;
	datasetId: string;
	extra: boolean;
	/** Whether it may have a field that is not a column, in a run that refuses those. */
	mayBeInvalid: boolean;
	/** Whether it is one of several identical ones, so that nobody can tell which of them it is. */
	isTwin: boolean;
}

/** The items of an execution, each with the id of its dataset, and the rows that they stand for. */
export function itemsOf(plan: ExecutionPlan, execution: number, ids: readonly string[]) {
	const expected: ExpectedRow[] = [];
	const items = plan.items.map(({ dataset, rows }, item) => {
		const to = ids[dataset]!;
		const about = { item, datasetId: to, extra: false, mayBeInvalid: false, isTwin: false };
		const given = mappableRows(plan, rows).map(({ size, extra, twin }, place) => {
			const isTwin = twin !== undefined;
			const id = `r${execution}.${isTwin ? `twin${twin}` : `${item}.${place}`}`;
			const mayBeInvalid = extra && plan.extraFields === 'error';
			expected.push({ ...about, id, extra, mayBeInvalid, isTwin });
			return { id, text: 'x'.repeat(size), at: 0, ...(extra && { extra }) };
		});
		if (given.length === 0) expected.push(about);
		return { json: plan.mapping === 'list' ? { to, rows: given } : { to, ...given[0] } };
	});
	return { items, expected };
}

type PlannedRows = Array<{ size: number; extra: boolean; twin?: number }>;

/** Only a list has several rows; a mapped clock makes a row of an item without fields. */
function mappableRows({ mapping, clock }: ExecutionPlan, rows: PlannedRows): PlannedRows {
	if (mapping === 'list') return rows;
	if (mapping === 'manually' && clock && rows.length === 0) return [{ size: 0, extra: false }];
	return rows.slice(0, 1);
}

export function parametersOf(plan: ExecutionPlan): INodeParameters {
	const { batchSize, onUnknownOutcome, extraFields, timeout, mapping, clock } = plan;
	const at = clock ?? '$json.at';
	const list = clock ? `$json.rows.map((row) => ({ ...row, at: ${at} }))` : '$json.rows';
	const columns = Object.entries({ id: '$json.id', text: '$json.text', extra: '$json.extra', at });
	const value = Object.fromEntries(columns.map(([name, code]) => [name, `={{ ${code} }}`]));
	const mapped = {
		automatically: { dataMode: 'autoMapInputData' },
		manually: { dataMode: 'defineBelow', columns: { mappingMode: 'defineBelow', value } },
		list: { dataMode: 'json', jsonRows: `={{ ${list} }}` },
	};
	return {
		...{ resource: 'dataset', operation: 'appendRows', ...mapped[mapping] },
		dataset: { __rl: true, mode: 'id', value: '={{ $json.to }}' },
		options: { batchSize, onUnknownOutcome, extraFields, ignoreFields: 'to' },
		...(timeout !== undefined && { requestOptions: { timeout } }),
	};
}
