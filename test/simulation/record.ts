import type { EventName, FaultName } from './faults';
import type { Seen } from './wire';

/** One request as the network saw it. Times are in ms. */
export interface Sent {
	/** Which execution of the schedule, and which of its tries, both from 0. */
	execution: number;
	tryIndex: number;
	method: 'GET' | 'POST';
	datasetId: string;
	/** The ids of the rows it carried. */
	ids: string[];
	/** Whether its execution had been stopped when it began. */
	afterCancel: boolean;
	start: number;
	/** When the client had its answer, or gave up; undefined: not yet. */
	end?: number;
	/** What went wrong with it by plan. */
	fault?: FaultName;
	/** What the client got; undefined: nothing yet. */
	seen?: Seen;
}

/** What the user has in hand after an execution. */
export interface Told {
	/** One a row, in the order of the items; undefined where nothing was said about it. */
	outcomes: Array<Outcome | undefined>;
	/** What does not fit: an item too many, one out of place, a sum that is wrong. */
	complaints: string[];
}

/** The four outcomes that the design promises. */
export type Outcome = 'appended' | 'notAppended' | 'refused' | 'unknown';

/** One row of an execution, and where it was to go. */
export interface Expected {
	/** Undefined for an item without fields. */
	id?: string;
	datasetId: string;
	/** Whether it has a field without a column, in a run that refuses those: then it is never sent. */
	mayBeUnfit: boolean;
}

/** One execution, when all is over. */
export interface Executed {
	rows: Expected[];
	told: Told;
	whenUnknown: 'report' | 'sendAgain';
	goesOn: boolean;
	/** How often n8n ran the node. */
	tries: number;
	/** When it was stopped, in ms. */
	cancelledAt?: number;
	/** Whether it may have given up on an answer that came: it had a short timeout, or was stopped. */
	mayMiss?: boolean;
	/** When the try ended in which it was stopped, in ms. */
	endedAfterCancel?: number;
}

/** A small world when all is over: what judges look at. */
export interface World {
	executions: Executed[];
	/** In the order in which they began. */
	sent: Sent[];
	/** How often each row is in each dataset: dataset id, then row id. */
	stored: Map<string, Map<string, number>>;
	/** The ids of the rows of each dataset, in the order in which they are there. */
	order: Map<string, string[]>;
	/** The ids of rows that are there with the field that most rows do not have. */
	whole: Set<string>;
	/** The credential's Requests per Second. */
	requestsPerSecond: number;
	/** 429s for too high a pace from a server that allows as much as the credential. */
	tooFast: number;
	happened: Array<EventName | FaultName>;
}
