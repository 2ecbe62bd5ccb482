/** What a test wants to go wrong with requests that are still to come. */
import type { Operation as DatasetOperation } from './api.mts';
import type { ModelOperation, TrainingOperation } from './modelsApi.mts';
import type { Reply } from './replies.mts';

/**
 * One way to go wrong. Times are in milliseconds; "processes" includes refusing, e.g. a wrong key.
 *
 * - `answer`: answers so and processes nothing.
 * - `writeThenAnswer`: processes, then answers so.
 * - `writePartThenAnswer`: appends the first `rows` rows only, then answers so (U3).
 * - `change`: processes, then answers what `change` makes of the answer, e.g. replies.fewerPredictions.
 * - `cut`: closes the connection and processes nothing.
 * - `writeThenCut`: processes, then closes the connection without an answer (E7).
 * - `cutInBody`: processes, then closes the connection in the middle of the answer's body.
 * - `slow`: waits, then processes and answers; the write happens even if the client gave up (U5).
 * - `writeThenSlow`: processes, then waits before it answers.
 * - `late`: closes the connection at once; the write lands afterwards (U5).
 * - `hang`: processes nothing and never answers; stop() closes the connection.
 */
export type Fault =
	| { kind: 'answer' | 'writeThenAnswer'; reply: Reply }
	| { kind: 'writePartThenAnswer'; rows: number; reply: Reply }
	| { kind: 'change'; change: (reply: Reply) => Reply }
	| { kind: 'slow' | 'writeThenSlow' | 'late'; ms: number }
	| { kind: 'cut' | 'writeThenCut' | 'cutInBody' | 'hang' };

/** What a request asks for; `list`, `get`, `create`, `append` and `delete` are about datasets. */
export type Operation = DatasetOperation | ModelOperation | TrainingOperation;

/** A fault and the requests it is for: the next `times` (1 unless given) of the operation `on`. */
export interface Planned {
	on: Operation | 'any';
	times?: number;
	fault: Fault;
}

/** The faults that are waiting, first come, first served. */
export class Faults {
	#waiting: Array<Required<Planned>> = [];

	/** Plans a fault behind those already planned. */
	next({ on, times = 1, fault }: Planned): void {
		if (times > 0) this.#waiting.push({ on, times, fault });
	}

	/** How many requests will still go wrong. */
	get left(): number {
		return this.#waiting.reduce((sum, { times }) => sum + times, 0);
	}

	/** Forgets all that is waiting. */
	clear(): void {
		this.#waiting = [];
	}

	/** The fault for a request that has just come, taken from the queue. No operation: only `any` fits. */
	take(operation?: Operation): Fault | undefined {
		const planned = this.#waiting.find(({ on }) => on === 'any' || on === operation);
		if (planned === undefined) return undefined;
		planned.times -= 1;
		this.#waiting = this.#waiting.filter(({ times }) => times > 0);
		return planned.fault;
	}
}
