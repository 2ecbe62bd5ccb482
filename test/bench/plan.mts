/** What is measured, and with how many rows. */
import type { CaseName } from './cases.mts';
import type { Job } from './job.mts';
import type { Data } from './rows.mts';

export type Task = Omit<Job, 'baseUrl' | 'apiKey'>;

export interface Plan {
	/** Compared in time: in turn, in processes that have run them before. */
	time: Task[];
	/** Compared in memory: each run in a process of its own. */
	memory: Task[];
	/** More than n8n's own nodes are good for: each tried once, in a process of its own. */
	beyond: Task[];
}

const ALL = [1_000, 10_000, 50_000, 100_000];

/** At five a second HTTP Request's own batching takes 33 minutes for 10,000 rows; its pace is even. */
export const PACED_ROWS = 500;

/** Each evaluation by parameter costs milliseconds: 10,000 rows would take more than a minute. */
export const PARAMETER_ROWS = 1_000;

const of = (name: CaseName, counts: number[], data: Data = 'generated'): Task[] =>
	counts.map((count) => ({ name, data, limit: 'off', count }));

const limited = (name: CaseName, count: number): Task => ({
	...{ name, data: 'generated', limit: 'five', count },
});

const OURS: Task[] = [
	...of('floor', ALL),
	...of('keptFloor', [10_000, 50_000]),
	...of('passing', ALL),
	...of('sending', ALL),
	// The single row comes last, when the dataset's columns are known, as to a webhook that is called often.
	...of('automatic', [...ALL, 1]),
	...of('columns', [1_000, 10_000, 100_000]),
	...of('json', [1_000, 10_000, 100_000]),
	...of('otherColumns', [1_000, 10_000]),
	...of('byParameter', [PARAMETER_ROWS]),
	...of('floor', [10_000, 100_000], 'flights'),
	...of('automatic', [10_000, 100_000], 'flights'),
	limited('automatic', 10_000),
];

const MEMORY = (...names: CaseName[]) => names.flatMap((name) => of(name, [100_000]));

export const ENGINE: Plan = {
	time: OURS,
	memory: MEMORY('nothing', 'sending', 'automatic', 'columns', 'floor'),
	beyond: [],
};

export const N8N: Plan = {
	time: [
		...OURS,
		...of('perItem', [1_000, 10_000]),
		...of('aggregate', [1_000, 10_000, 50_000]),
		...of('loop', ALL),
		...of('aggregate', [100_000], 'flights'),
		...of('loop', [100_000], 'flights'),
		limited('automatic', 100_000),
		limited('fiveASecond', PACED_ROWS),
	],
	memory: MEMORY('nothing', 'sending', 'automatic', 'columns', 'loop'),
	beyond: [...of('aggregate', [100_000]), ...of('perItem', [50_000])],
};
