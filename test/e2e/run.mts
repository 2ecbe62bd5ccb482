/** `npm run test:e2e`, or `npm run test:e2e -- append examples` for these files only. */
import { runSuite, TEST_FILES } from '../support/n8n/suite.mts';
import { runMain, UserError } from '../support/n8n/userError.mts';

await runMain(async () => {
	const names = process.argv.slice(2);
	const unknown = names.find((name) => !TEST_FILES.includes(name));
	if (unknown) throw new UserError(`${unknown} is none of ${TEST_FILES.join(', ')}.`);
	const results = await runSuite(names.length > 0 ? names : TEST_FILES);
	process.exitCode = results.every(({ status }) => status !== 'failed') ? 0 : 1;
});
