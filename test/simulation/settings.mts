/** What run.mts was asked for, handed on through the environment: jest has no command line for it. */
export interface Settings {
	/** How many random schedules in all. */
	schedules: number;
	seed: number;
	/** Where the failing schedule of an earlier run lies, as that run printed it. */
	path?: string;
	/** The environment in which `path` was found. */
	on?: 'virtual' | 'sockets';
}

export const VARIABLE = 'SIMULATION';

export const settings = (): Settings => ({
	schedules: 1000,
	seed: 1,
	...(JSON.parse(process.env[VARIABLE] ?? '{}') as Partial<Settings>),
});

/** Prints a line past jest, which would put the place of the call below each. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`);
