/** The process, which n8n's rules do not let a test use. */

/** What run.mts was asked for; null in the short run. */
export const choice = JSON.parse(process.env.SIMULATION ?? 'null') as {
	schedules: number;
	seed: number;
	/** Of one schedule to replay, as a failed run prints it. */
	path?: string;
} | null;

/** Prints past jest, which would put the place of the call below each line. */
export const print = (...lines: string[]) => process.stdout.write(`\n${lines.join('\n')}\n`);
