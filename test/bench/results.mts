/** What was measured, and how it is summed up. */
import type { Task } from './plan.mts';
import type { Received } from './sink.mts';
import type { Measured } from './stopwatch.mts';

/** All runs of one task: what the process showed, and what came at the other side. */
export interface Result extends Task {
	runs: Array<Measured & Omit<Received, 'digest'>>;
	/** What n8n answered when the workflow stopped, which only what this node is compared with may do. */
	stopped?: string;
}

export interface Results {
	time: Result[];
	memory: Result[];
	beyond: Attempt[];
}

/** What became of rows that were too many: of these so many arrived. */
export interface Attempt extends Task {
	arrived: number;
	/** What n8n answered, if the workflow stopped. */
	stopped?: string;
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(numbers: number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

type Figure = keyof Result['runs'][number];
export const typical = ({ runs }: Result, figure: Figure) => median(runs.map((run) => run[figure]));
export const most = ({ runs }: Result, figure: Figure) =>
	Math.max(...runs.map((run) => run[figure]));

/** What HTTP Request with batching would take for more rows, in ms: it waits between two batches of five. */
export const scaledToPace = (result: Result, rows: number) =>
	(typical(result, 'ms') * (rows / 5 - 1)) / (result.count / 5 - 1);
