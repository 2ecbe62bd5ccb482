/** `npm run bench`: see HELP. */
import { parseArgs } from 'node:util';

import { exitWithParent } from '../support/n8n/cleanUp.mts';
import { runMain, UserError } from '../support/n8n/userError.mts';
import { measure } from './measure.mts';
import { figuresOf, print, printFigures, writePage } from './page.mts';
import { startEngine, startRealN8n } from './runners.mts';
import { ENGINE_TASKS, N8N_TASKS } from './ways.mts';

const HELP = `npm run bench [-- options]

Measures how long rows take from memory to the last response, on n8n's engine alone (about six minutes).
Leave the computer alone meanwhile.

  --rounds <number>  how often everything runs, in turn; 3 unless given. Medians are printed
  --check            exit code 1 if a figure is missed
  --page             also compares with the alternatives in a real n8n (about 15 minutes more), and
                     writes docs/benchmarks.md
  --help             this text`;

await runMain(async () => {
	exitWithParent();
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

	const engine = await measure(ENGINE_TASKS, rounds, startEngine);
	print(engine);
	printFigures(engine);
	if (values.page) {
		const n8n = await measure(N8N_TASKS, rounds, startRealN8n);
		print(n8n);
		writePage(engine, n8n, rounds);
	}
	if (values.check && figuresOf(engine).some(({ isMet }) => !isMet)) process.exitCode = 1;
});
