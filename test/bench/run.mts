/** `npm run bench`: see HELP. */
import { parseArgs } from 'node:util';

import { N8N_VERSION, installedN8n } from '../support/n8n/install.mts';
import { runMain, UserError } from '../support/n8n/userError.mts';
import { Child } from './child.mts';
import { measure } from './measure.mts';
import { figuresOf, print, writePage } from './page.mts';
import { startRealN8n } from './realN8n.mts';
import { ENGINE_TASKS, N8N_TASKS } from './tasks.mts';

const HELP = `npm run bench [-- options]

Measures how long rows take from memory to the last response, on n8n's engine alone (about six minutes).
Leave the computer alone meanwhile.

  --rounds <number>  how often everything runs, in turn; 3 unless given. Medians are printed
  --check            exit code 1 if a figure is missed
  --page             also runs the alternatives in a real n8n (some minutes more), and writes
                     docs/benchmarks.md
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

	const engine = await measure(ENGINE_TASKS, rounds, async () => {
		const child = new Child('engine.mts');
		await child.ready;
		return { run: async (job) => await child.ask(job), stop: () => child.stop() };
	});
	print(engine);
	const measured = [...engine];
	if (values.page) {
		await installedN8n();
		const results = await measure(N8N_TASKS, rounds, startRealN8n);
		print(results);
		measured.push(...results.filter(({ isFresh }) => isFresh));
		writePage(engine, results, N8N_VERSION, rounds);
	}
	if (values.check && figuresOf(measured).some(({ isMet }) => !isMet)) process.exitCode = 1;
});
