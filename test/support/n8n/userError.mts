/** Something that the person at the command line can put right: its message is all they need. */
export class UserError extends Error {}

/** Runs a command's main function. A UserError ends it with that message and exit code 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
	try {
		await main();
	} catch (error) {
		console.error(error instanceof UserError ? `\n${error.message}` : error);
		process.exit(1);
	}
}
