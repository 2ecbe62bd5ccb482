import type { RequestError, RowOutcome } from '../../nodes/Akkio/shared/errors';
import type { EventName, FaultName } from './faults';
import type { ExecutionPlan, ExpectedRow } from './schedule';

/** One request as the network saw it. Times are in ms. */
export interface SentRequest {
	/** Which execution of the schedule, and which of its tries, both from 0. */
	execution: number;
	tryIndex: number;
	process: number;
	isAppend: boolean;
	datasetId: string;
	ids: string[];
	/** When it went, and when the client had its answer or gave up. */
	start: number;
	end?: number;
	/** Whether its execution had been stopped when it began. */
	isAfterStop: boolean;
	/** Whether the dataset had columns when it began, or was gone. */
	hadColumns: boolean;
	/** Whether its rows have the field that most rows do not have, be it null. */
	hasExtra: boolean;
	fault?: FaultName;
	/** What is known of its rows: unknown, as long as the client has no answer. */
	outcome: RowOutcome;
	/** What the package makes of the answer, unless that was a success. */
	error?: RequestError;
	/** Whether the answer shows rows and no columns. */
	isParsing?: boolean;
}

/** What the user has in hand after an execution. */
export interface Report {
	/** One for each expected row; undefined where nothing is said about it. */
	outcomes: Array<RowOutcome | undefined>;
	/** What contradicts itself: an item too many, one out of place, a sum that is wrong. */
	contradictions: string[];
	/** Messages, hints and warnings. */
	words: string[];
}

/** One execution, with its retries, when everything is over. */
export interface Executed {
	plan: ExecutionPlan;
	rows: ExpectedRow[];
	report: Report;
	/** One for each time that n8n ran the node; how long it went on after it was stopped, in ms. */
	tries: Array<{ isCancelled: boolean; msAfterStop: number }>;
}

export interface Outcomes {
	executions: Executed[];
	/** In the order in which they began. */
	sent: SentRequest[];
	/** The server's own record: by dataset id, the rows in order. */
	stored: Map<string, Array<{ id: string; hasExtra: boolean }>>;
	/** The credential's. */
	requestsPerSecond: number;
	events: EventName[];
}
