/** `npm run bench:page -- <file>`: puts what `bench:n8n --json` wrote into docs/benchmarks.md, with its chart. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../support/root.mts';
import { runMain, UserError } from '../support/n8n/userError.mts';
import { chartOf } from './chart.mts';
import { tablesOf, targetTable } from './print.mts';
import type { Results } from './results.mts';
import type { Target } from './targets.mts';

const PAGE = join(ROOT, 'docs', 'benchmarks.md');
const IMAGES = join(ROOT, 'docs', 'images');
/** What lies between them is written anew. */
const [BEGIN, END] = ['<!-- figures: begin -->', '<!-- figures: end -->'];

interface Written extends Results {
	machine: {
		measured: string;
		node: string;
		processor?: string;
		cores: number;
		memoryBytes: number;
	};
	rounds: number;
	targets: Target[];
}

await runMain(async () => {
	const [file] = process.argv.slice(2);
	if (!file) throw new UserError('Which file? npm run bench:n8n -- --json <file> writes it.');
	const written = JSON.parse(readFileSync(file, 'utf8')) as Written;
	const page = readFileSync(PAGE, 'utf8');
	const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]];
	const figures = [machineLine(written), targetTable(written.targets), tablesOf(written)];
	writeFileSync(PAGE, `${before}${BEGIN}\n\n${figures.join('\n\n')}\n\n${END}${after}`);
	mkdirSync(IMAGES, { recursive: true });
	writeFileSync(join(IMAGES, 'benchmarks.svg'), `${await chartOf(written)}\n`);
});

function machineLine({ machine, rounds }: Written): string {
	const { measured, node, processor, cores, memoryBytes } = machine;
	const memory = `${Math.round(memoryBytes / 2 ** 30)} GB`;
	return `Measured on ${measured}, Node ${node.slice(1)}, ${cores} cores of ${processor ?? 'an unnamed processor'}, ${memory} of memory; medians of ${rounds}.`;
}
