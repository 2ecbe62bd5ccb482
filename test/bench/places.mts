/** Where a case can run: processes that take jobs. */
import { Child } from './child.mts';
import type { Job } from './job.mts';
import type { Measured } from './stopwatch.mts';

export interface Place {
	run(job: Job): Promise<Measured>;
	stop(): Promise<void>;
}

/** What runs the workflows: the engine alone, or a real n8n. Each start is a new process. */
export interface House {
	start(): Promise<Place>;
	/** A bare script with the same axios. */
	startFloor(): Promise<Place>;
	/** What is measured, in a word or two with the version. */
	name: string;
	remove(): Promise<void>;
}

export function engineAlone(version: string): House {
	return {
		start: async () => await started('engine.mts'),
		startFloor: async () => await startFloor(import.meta.filename),
		name: `the engine of n8n ${version}`,
		remove: async () => {},
	};
}

/** @param home a file beside which n8n-core is installed, whose axios the script takes */
export const startFloor = async (home: string): Promise<Place> => await started('floor.mts', home);

async function started(script: string, ...parameters: string[]): Promise<Place> {
	const child = new Child(script, ...parameters);
	await child.ready;
	return { run: async (job) => await child.ask(job), stop: async () => child.stop() };
}
