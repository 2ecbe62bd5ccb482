/**
 * `npm run bench` measures how long rows take from memory to the last response, on n8n's engine alone
 * (about six minutes). With `-- --check` the exit code is 1 if a figure is missed. With `-- --page` it
 * also compares with the alternatives in a real n8n (about 15 minutes), and writes docs/benchmarks.md.
 */
import { parseArgs } from 'node:util';

import { exitWithParent } from '../support/n8n/cleanUp.mts';
import { runMain } from '../support/n8n/userError.mts';
import { measure, type Result } from './measure.mts';
import { figuresOf, figureTable, writePage } from './page.mts';
import { startEngine, startRealN8n } from './runners.mts';
import { ENGINE_TASKS, N8N_TASKS } from './ways.mts';

await runMain(async () => {
	exitWithParent();
	const { values } = parseArgs({
		options: { check: { type: 'boolean' }, page: { type: 'boolean' } },
	});
	const engine = await measure(ENGINE_TASKS, startEngine);
	print(engine);
	const n8n = values.page ? await measure(N8N_TASKS, startRealN8n) : undefined;
	if (n8n) {
		print(n8n);
		writePage(engine, n8n);
	}
	console.log(figureTable(engine, n8n));
	if (values.check && figuresOf(engine, n8n).some(({ isMet }) => !isMet)) process.exitCode = 1;
});

function print(results: Result[]): void {
	const rounded = results.map(({ ms, peakBytes, ...result }) => {
		return { ...result, ms: Math.round(ms), peakBytes: Math.round(peakBytes) };
	});
	console.table(rounded);
}
