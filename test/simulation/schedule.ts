import type { FaultName } from './faults';

/** A row to be: rows of the same `twin` are identical. */
export interface RowPlan {
	/** Which of the schedule's datasets it is for. */
	dataset: number;
	/** Characters of text in it. */
	size: number;
	/** Whether it has a field that most rows do not have. */
	extra: boolean;
	/** Rows of one execution with the same number are the same row; undefined: a row of its own. */
	twin?: number;
	/** An item without a field, of which no row can be made. */
	isEmpty: boolean;
}

/** One execution of a workflow with Append Rows in it. */
export interface ExecutionPlan {
	/** When it begins, in ms. */
	startsAfter: number;
	rows: RowPlan[];
	rowsPerRequest: number;
	whenUnknown: 'report' | 'sendAgain';
	/** What becomes of the fields that most rows do not have, in a dataset without a column for them. */
	extraFields: 'refuse' | 'leaveOut' | 'send';
	/** Whether it goes on after a failed row. */
	goesOn: boolean;
	output: 'items' | 'summary';
	/** n8n's Retry On Fail: 1 is none. */
	maxTries: number;
	/** ms between tries. */
	waitBetweenTries: number;
	/** ms; undefined: the package's own. */
	timeout?: number;
	/** Stopped by the user so many ms after its so-and-so-manieth request began; 0 is the start. */
	cancel?: { request: number; ms: number };
}

/** One append after the other meets these, across executions; what comes after them is well. */
export interface Step {
	/** Undefined: all is well. */
	fault?: FaultName;
	/** How many appends in a row. */
	times: number;
	/** From 1 to 1000. */
	amount: number;
}

/** What happens to a read of the row count. */
export type ReadFault = FaultName | undefined;

/** Everything that happens in one small world. */
export interface Schedule {
	/** Of all that is random on the way: latencies, waits between tries, timers that are late. */
	seed: number;
	/** Whether n8n is so busy that every timer is late. */
	isBusy: boolean;
	/** The stand-in's switches. */
	switches: {
		extraFields: 'drop' | 'keep' | 'refuse';
		keptOfRefused: number;
		requestsPerSecond?: number;
		/** Seconds. */
		retryAfter?: number;
		/** Bytes. */
		bodyLimit?: number;
	};
	/** The credential's. */
	requestsPerSecond: number;
	datasets: number;
	steps: Step[];
	reads: ReadFault[];
	executions: ExecutionPlan[];
	/** The number of the request that comes after the key was revoked. */
	revokedBefore?: number;
	/** The number of the request that comes after the first dataset was deleted. */
	deletedBefore?: number;
}

/** A row with the same fields as all others: a dataset's first append fixes them. */
export function rowOf(plan: RowPlan, execution: number, item: number): Record<string, unknown> {
	if (plan.isEmpty) return {};
	const id = plan.twin === undefined ? `${execution}.${item}` : `${execution}.twin${plan.twin}`;
	const text = 'x'.repeat(plan.size);
	return plan.extra ? { id, text, extra: true } : { id, text };
}

/** Whether a row's id is one of several identical rows, so that nobody can tell which of them it is. */
export const isTwin = (id: string): boolean => id.includes('twin');

/** Whether a row may have a field without a column, in a run that refuses those. */
export const mayBeUnfit = ({ rows, extraFields }: ExecutionPlan, item: number): boolean =>
	extraFields === 'refuse' && rows[item]!.extra;
