import * as fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { FAULT_NAMES, type FaultName } from './faults';

export interface Scale {
	/** Characters in its largest rows. */
	largest: number;
	/** The timeouts that users set, in ms. */
	timeouts: Array<number | undefined>;
	/** The server's limits on requests in a second. */
	limits: number[];
	/** How many n8n processes there are, each with its own caches, locks and rate limiter. */
	processes: 1 | 2;
}

type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never;

const none = fc.constant(undefined);
const { constantFrom, record } = fc;

/** Mostly `common`, one time in `of` something of `rare`. */
const rarely = <C, R>(of: number, common: fc.Arbitrary<C>, rare: fc.Arbitrary<R>) =>
	fc.oneof<Array<fc.MaybeWeightedArbitrary<C | R>>>(
		{ weight: of - 1, arbitrary: common },
		{ weight: 1, arbitrary: rare },
	);
const isRarely = (of: number) => rarely(of, fc.constant(false), fc.constant(true));

const row = ({ largest }: Scale) =>
	record({
		/** Characters of text: in some schedules a few rows fill a request alone. */
		size: fc.oneof(
			{ weight: 60, arbitrary: fc.nat(20) },
			{ weight: 30, arbitrary: fc.nat(600) },
			{ weight: 1, arbitrary: fc.nat(largest) },
		),
		/** Whether it has a field that most rows do not have. */
		extra: isRarely(8),
		/** Rows of one execution with the same number are identical. */
		twin: rarely(8, none, fc.nat(1)),
	});

/** Several rows only where the mapping takes lists; none for an item without fields. */
const item = (scale: Scale, datasets: number) => {
	const rows = (minLength: number, maxLength: number) =>
		fc.array(row(scale), { minLength, maxLength });
	return record({ dataset: fc.nat(datasets - 1), rows: rarely(60, rows(1, 3), rows(0, 0)) });
};

/** One workflow execution with Append Rows in it, and what its user does about a failure. */
const execution = (scale: Scale, datasets: number) =>
	record({
		process: rarely(3, fc.constant(0), fc.constant(scale.processes - 1)),
		/** In ms. */
		startsAfter: fc.oneof(fc.constant(0), fc.nat(3000), fc.nat(15_000)),
		items: fc.array(item(scale, datasets), { minLength: 1, maxLength: 16, size: 'max' }),
		mapping: constantFrom('automatically', 'manually', 'list', 'template'),
		/** What a mapped column holds that differs between evaluations, or between executions. */
		clock: constantFrom(undefined, '$now.toMillis()', '$execution.id', 'Math.random()'),
		batchSize: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant(10_000)),
		onUnknownOutcome: constantFrom('report', 'report', 'report', 'retry'),
		extraFields: constantFrom('send', 'ignore', 'error'),
		onError: constantFrom('stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'),
		output: constantFrom('items', 'items', 'items', 'summary'),
		/** n8n's Retry On Fail: 1 is none. */
		maxTries: fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 5 })),
		waitBetweenTries: fc.integer({ min: 1, max: 5000 }),
		/** How often the user presses Retry on the newest execution, while it fails. */
		retries: constantFrom(0, 0, 1, 2),
		timeout: constantFrom(...scale.timeouts),
		/** Stopped so many ms after its so-and-so-manieth request began; 0 is the start. */
		cancel: rarely(6, none, record({ request: fc.nat(6), ms: fc.oneof(fc.nat(40), fc.nat(8000)) })),
	}).map(withMappableItems);

export type ExecutionPlan = Generated<ReturnType<typeof execution>>;

interface Mappable {
	mapping: string;
	clock?: string;
	items: Array<Generated<ReturnType<typeof item>>>;
}

/** Only lists have several rows, and a row with a mapped clock, or of a template, is never without fields. */
function withMappableItems<Plan extends Mappable>(plan: Plan): Plan {
	const { mapping, clock } = plan;
	if (mapping === 'list') return plan;
	const needsRow = mapping === 'template' || (mapping === 'manually' && clock !== undefined);
	const always = needsRow ? [{ size: 0, extra: false, twin: undefined }] : [];
	const items = plan.items.map(({ dataset, rows }) => {
		const [first] = [...rows, ...always];
		// A template names its fields once for all.
		const extra = first?.extra === true && mapping !== 'template';
		return { dataset, rows: first ? [{ ...first, extra }] : [] };
	});
	return { ...plan, items };
}

/** Consecutive appends, across executions, that meet the same fault; so many of one spend a run's halving budget. */
const step = rarely(
	40,
	record({
		fault: rarely(2, none, constantFrom<FaultName[]>(...FAULT_NAMES)),
		times: rarely(3, fc.constant(1), fc.integer({ min: 2, max: 6 })),
		/** Seconds, rows or time of the fault are made from it. */
		amount: fc.integer({ min: 1, max: 1000 }),
	}),
	constantFrom({ fault: '422', times: 40, amount: 1 } as const),
);

const switches = ({ limits }: Scale) =>
	record({
		extraFields: constantFrom('drop', 'keep', 'refuse'),
		unknownId: constantFrom('404', '400', '200', 'error'),
		/** ms: the engineer of Akkio waits five seconds, and nobody knows the longest. */
		parsingDelay: fc.oneof(
			{ weight: 3, arbitrary: fc.constant(0) },
			{ weight: 4, arbitrary: fc.nat(8000) },
			{ weight: 1, arbitrary: fc.nat(40_000) },
		),
		requestsPerSecond: rarely(3, none, constantFrom(...limits)),
		retryAfter: constantFrom(undefined, 0, 1, 3),
		bodyLimit: rarely(4, none, fc.integer({ min: 200, max: 3000 })),
	});

/** Everything that happens. The seed comes first and the executions last, as it is best to shrink them. */
export const schedules = (scale: Scale) =>
	fc.integer({ min: 1, max: 3 }).chain((datasets) =>
		record({
			/** Of all that is random on the way: latencies, waits between tries, late timers. */
			seed: fc.nat(),
			/** Whether n8n is so busy that every timer is late. */
			isBusy: isRarely(30),
			switches: switches(scale),
			/** Whether Akkio counts rows that it has not parsed yet, so that a dataset has rows and no columns. */
			countsUnparsed: fc.boolean(),
			/** The credential's. */
			requestsPerSecond: constantFrom(5, 5, 5, 2, 10, 0.5),
			datasets: fc.constant(datasets),
			steps: fc.array(step, { maxLength: 10, size: 'max' }),
			/** What happens to reads, one after the other. */
			reads: fc.array(rarely(8, none, constantFrom<FaultName[]>(...FAULT_NAMES))),
			executions: fc.array(execution(scale, datasets), { minLength: 1, maxLength: 3 }),
			/** The numbers of requests before which the key is revoked, and the first dataset deleted. */
			revokedBefore: rarely(20, none, fc.integer({ min: 1, max: 6 })),
			deletedBefore: rarely(20, none, fc.integer({ min: 1, max: 6 })),
		}),
	);

export type Schedule = Generated<ReturnType<typeof schedules>>;

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
	const items = plan.items.map(({ dataset, rows: plans }, item) => {
		const to = ids[dataset]!;
		const about = { item, datasetId: to, extra: false, mayBeInvalid: false, isTwin: false };
		const rows = plans.map(({ size, extra, twin }, place) => {
			const isTwin = twin !== undefined;
			const id = `r${execution}.${isTwin ? `twin${twin}` : `${item}.${place}`}`;
			const mayBeInvalid = extra && plan.extraFields === 'error';
			expected.push({ ...about, id, extra, mayBeInvalid, isTwin });
			return { id, text: 'x'.repeat(size), at: 0, ...(extra && { extra }) };
		});
		if (rows.length === 0) expected.push(about);
		return { json: plan.mapping === 'list' ? { to, rows } : { to, ...rows[0] } };
	});
	return { items, expected };
}

export function parametersOf(plan: ExecutionPlan): INodeParameters {
	const { batchSize, onUnknownOutcome, extraFields, output, timeout, mapping, clock } = plan;
	const at = clock ?? '$json.at';
	const list = clock ? `$json.rows.map((row) => ({ ...row, at: ${at} }))` : '$json.rows';
	const template = `={ "id": "{{ $json.id }}", "text": "{{ $json.text }}", "at": {{ ${at} }} }`;
	const columns = Object.entries({ id: '$json.id', text: '$json.text', extra: '$json.extra', at });
	const value = Object.fromEntries(columns.map(([name, code]) => [name, `={{ ${code} }}`]));
	const mapped = {
		automatically: { dataMode: 'autoMapInputData' },
		manually: { dataMode: 'defineBelow', columns: { mappingMode: 'defineBelow', value } },
		list: { dataMode: 'json', jsonRows: `={{ ${list} }}` },
		template: { dataMode: 'json', jsonRows: template },
	};
	return {
		...{ resource: 'dataset', operation: 'appendRows', ...mapped[mapping] },
		dataset: { __rl: true, mode: 'id', value: '={{ $json.to }}' },
		options: { batchSize, onUnknownOutcome, extraFields, output, ignoreFields: 'to' },
		...(timeout !== undefined && { requestOptions: { timeout } }),
	};
}
