import type { Running } from '../support/n8n/running.mts';

/** One thing that a user does with the package in some n8n. */
export interface Check {
	/** What the user does, or may rely on: a row of the table. */
	name: string;
	/**
	 * Does it, in an n8n that is running.
	 * @returns what a user of this n8n has to know about it, where it works less well than elsewhere
	 * @throws what is wrong, in a sentence, where it does not work
	 */
	run(running: Running): Promise<string | void>;
}

/** Checks that belong together: a heading in the table. */
export interface Area {
	name: string;
	checks: Check[];
}

/** How a check ended. */
export interface Verdict {
	works: boolean;
	/** What is wrong, or what to know; undefined where there is nothing to say. */
	sentence?: string;
}

const WITHIN_MS = 120_000;

/** Runs one check; whatever it throws becomes its verdict, so that the others still have their turn. */
export async function verdictOf({ run }: Check, running: Running): Promise<Verdict> {
	let timer: NodeJS.Timeout;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error('It did not end within two minutes.')), WITHIN_MS);
	});
	try {
		return { works: true, sentence: (await Promise.race([run(running), late])) || undefined };
	} catch (error) {
		// In full for whoever mends it; the table has room for a line.
		console.error(error);
		return { works: false, sentence: (error as Error).message.split('\n')[0] };
	} finally {
		clearTimeout(timer!);
		running.akkio.faults.clear();
	}
}
