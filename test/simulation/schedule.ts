import type { INodeParameters } from 'n8n-workflow';

import type { FaultName } from './faults';

/** One row before it has a name: rows of one execution with the same `twin` are identical. */
export interface RowPlan {
	/** Characters of text in it. */
	size: number;
	/** Whether it has a field that most rows do not have. */
	extra: boolean;
	twin?: number;
}

/** One incoming item: several rows only where the mapping takes lists, none for an item without fields. */
export interface ItemPlan {
	/** Which of the schedule's datasets it is for. */
	dataset: number;
	rows: RowPlan[];
}

/** Values that differ from one evaluation, or from one execution, to the next. */
export type Clock = '$now.toMillis()' | '$execution.id' | 'Math.random()' | '$today.toMillis()';

export type Mapping = 'automatically' | 'manually' | 'list' | 'template';

/** One workflow execution with Append Rows in it, and what its user does about a failure. */
export interface ExecutionPlan {
	/** Which n8n process executes it: each has its own caches, locks and rate limiter. */
	process: 0 | 1;
	/** When it begins, in ms. */
	startsAfter: number;
	items: ItemPlan[];
	mapping: Mapping;
	/** What a mapped column holds; undefined: nothing of the kind. */
	clock?: Clock;
	batchSize: number;
	onUnknownOutcome: 'report' | 'retry';
	extraFields: 'error' | 'ignore' | 'send';
	onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	output: 'items' | 'summary';
	/** n8n's Retry On Fail: 1 is none. */
	maxTries: number;
	/** ms between tries. */
	waitBetweenTries: number;
	/** How often the user presses Retry on the newest execution, while it fails. */
	retries: number;
	/** ms; undefined: the package's own. */
	timeout?: number;
	/** Stopped so many ms after its so-and-so-manieth request began; 0 is the start. */
	cancel?: { request: number; ms: number };
}

/** Consecutive appends, across executions, that meet the same fault. */
export interface Step {
	/** Undefined: none. */
	fault?: FaultName;
	/** How many appends. */
	times: number;
	/** From 1 to 1000. */
	amount: number;
}

/** Everything that happens in one small environment. */
export interface Schedule {
	/** Of all that is random on the way: latencies, waits between tries, late timers. */
	seed: number;
	/** Whether n8n is so busy that every timer is late. */
	isBusy: boolean;
	/** The stand-in's switches. */
	switches: {
		extraFields: 'drop' | 'keep' | 'refuse';
		keptOfRefused: number;
		unknownId: '404' | '400' | '200' | 'error';
		/** ms. */
		parsingDelay: number;
		requestsPerSecond?: number;
		/** Seconds. */
		retryAfter?: number;
		/** Bytes. */
		bodyLimit?: number;
	};
	/** Whether Akkio counts rows that it has not parsed yet, so that a dataset has rows and no columns. */
	countsUnparsed: boolean;
	/** The credential's. */
	requestsPerSecond: number;
	datasets: number;
	steps: Step[];
	/** What happens to reads, one after the other. */
	reads: Array<FaultName | undefined>;
	executions: ExecutionPlan[];
	/** The number of the request before which the key is revoked. */
	revokedBefore?: number;
	/** The number of the request before which the first dataset is deleted. */
	deletedBefore?: number;
}

/** A row that an execution has to account for. */
export interface ExpectedRow {
	/** Its place in the input, from 0. */
	item: number;
	/** Undefined for an item without fields. */
	id?: string;
	datasetId: string;
	extra: boolean;
	/** Whether it may have a field that is not a column, in a run that refuses those. */
	mayBeInvalid: boolean;
}

/** Whether a row is one of several identical ones, so that nobody can tell which of them it is. */
export const isTwin = (id: string): boolean => id.includes('twin');

/** The items of an execution, each with the id of its dataset, and the rows that they stand for. */
export function itemsOf(plan: ExecutionPlan, execution: number, ids: readonly string[]) {
	const expected: ExpectedRow[] = [];
	const items = plan.items.map(({ dataset, rows: plans }, item) => {
		const datasetId = ids[dataset]!;
		const rows = plans.map(({ size, extra, twin }, place) => {
			const own = twin === undefined ? `${item}.${place}` : `twin${twin}`;
			const row = { id: `r${execution}.${own}`, text: 'x'.repeat(size), at: 0 };
			const mayBeInvalid = extra && plan.extraFields === 'error';
			expected.push({ item, id: row.id, datasetId, extra, mayBeInvalid });
			return extra ? { ...row, extra: true } : row;
		});
		if (rows.length === 0) expected.push({ item, datasetId, extra: false, mayBeInvalid: false });
		return {
			json: plan.mapping === 'list' ? { to: datasetId, rows } : { to: datasetId, ...rows[0] },
		};
	});
	return { items, expected };
}

/** The node's parameters. */
export function parametersOf(plan: ExecutionPlan): INodeParameters {
	const { batchSize, onUnknownOutcome, extraFields, output, timeout } = plan;
	const options = { batchSize, onUnknownOutcome, extraFields, output, ignoreFields: 'to' };
	return {
		...{ resource: 'dataset', operation: 'appendRows', options },
		dataset: { __rl: true, mode: 'id', value: '={{ $json.to }}' },
		...mappingOf(plan),
		...(timeout !== undefined && { requestOptions: { timeout } }),
	};
}

function mappingOf({
	mapping,
	clock = '$json.at',
}: Omit<ExecutionPlan, 'clock'> & { clock?: string }) {
	const rows = {
		list:
			clock === '$json.at'
				? '={{ $json.rows }}'
				: `={{ $json.rows.map((row) => ({ ...row, at: ${clock} })) }}`,
		template: `={ "id": "{{ $json.id }}", "text": "{{ $json.text }}", "at": {{ ${clock} }} }`,
	};
	if (mapping === 'list' || mapping === 'template') {
		return { dataMode: 'json', jsonRows: rows[mapping] };
	}
	if (mapping === 'automatically') return { dataMode: 'autoMapInputData' };
	const columns = { id: '$json.id', text: '$json.text', extra: '$json.extra', at: clock };
	const value = Object.fromEntries(
		Object.entries(columns).map(([name, code]) => [name, `={{ ${code} }}`]),
	);
	return { dataMode: 'defineBelow', columns: { mappingMode: 'defineBelow', value } };
}
