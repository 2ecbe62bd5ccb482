/** `npm run bench`: see HELP. */
import { parseArgs } from 'node:util';

import { N8N_VERSION, installedN8n } from '../support/n8n/install.mts';
import { runMain, UserError } from '../support/n8n/userError.mts';
import { ENGINE_TASKS, figuresOf, N8N_TASKS } from './figures.mts';
import { measure, startChild } from './measure.mts';
import { writePage } from './page.mts';
import { figureTable, isMet, resultTables } from './print.mts';
import { startRealN8n } from './realN8n.mts';

const HELP = `npm run bench [-- options]

Measures how long rows take from memory to the last response, on n8n's engine alone (about six minutes).
Leave the computer alone meanwhile.

  --rounds <number>  how often everything runs, in turn; 3 unless given. Medians are printed
  --check            exit code 1 if a figure is missed
  --page             also runs the alternatives in a real n8n (some minutes more), and writes
                     docs/benchmarks.md with its chart
  --help             this text`;

await runMain(async () => {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: '3' },
			check: { type: 'boolean', default: false },
			page: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return console.log(HELP);
	const rounds = Number(values.rounds);
	if (!(rounds >= 1)) throw new UserError('--rounds takes a number from 1.');

	const engine = await measure(ENGINE_TASKS, rounds, async (way) =>
		way === 'script'
			? await startChild('floor.mts', import.meta.filename)
			: await startChild('engine.mts'),
	);
	console.log(`\n${figureTable(engine)}\n\n${resultTables(engine)}`);
	const measured = [...engine];
	if (values.page) {
		await installedN8n();
		const results = await measure(N8N_TASKS, rounds, startRealN8n);
		console.log(`\n${figureTable(results)}\n\n${resultTables(results)}`);
		measured.push(...results.filter(({ isFresh }) => isFresh));
		await writePage(engine, { version: N8N_VERSION, results }, rounds);
	}
	if (values.check && figuresOf(measured).some((figure) => !isMet(figure))) process.exitCode = 1;
});
