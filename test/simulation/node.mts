/** For what n8n's rules do not let a test use: modules of Node, and the process. */
export { compileFunction } from 'node:vm';

/** What run.mts was asked for: how many schedules from which seed, and to replay one, where it lies. */
export interface Choice {
	schedules: number;
	seed: number;
	path?: string;
}

/** Undefined in the short run. */
export const choice = JSON.parse(process.env.SIMULATION ?? 'null') as Choice | null;

/** Prints past jest, which would put the place of the call below each line. */
export const print = (...lines: string[]) => process.stdout.write(`\n${lines.join('\n')}\n`);
