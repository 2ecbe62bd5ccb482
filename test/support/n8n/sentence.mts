/** What a person is told when a command cannot go on: one sentence, no stack. */
export class Sentence extends Error {}

/** Runs a command's main function; a Sentence ends it with that sentence and exit code 1. */
export async function orSentence(main: () => Promise<void>): Promise<void> {
	try {
		await main();
	} catch (error) {
		console.error(error instanceof Sentence ? `\n${error.message}` : error);
		process.exit(1);
	}
}
