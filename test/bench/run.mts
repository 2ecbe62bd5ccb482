/** `npm run bench` and `npm run bench:n8n`: see HELP. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, platform, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

import { runMain, UserError } from '../support/n8n/userError.mts';
import { isScript, TITLES, type CaseName } from './cases.mts';
import { Child } from './child.mts';
import type { Limit } from './job.mts';
import { engineAlone, type House } from './places.mts';
import { ENGINE, N8N, type Plan } from './plan.mts';
import { tablesOf, targetTable } from './print.mts';
import { realN8n } from './realN8n.mts';
import { keyFor, measure, Rounds, type Sinks } from './rounds.mts';
import { targetsFor } from './targets.mts';
import type { Lane } from './workflow.mts';

const HELP = `npm run bench [-- options]        n8n's engine alone: some minutes
npm run bench:n8n [-- options]    a real n8n, and what else a user could do in it: half an hour

Measures how long rows take from memory to the last acknowledgement, and compares. Leave the
computer alone meanwhile.

  --json <file>      writes every figure there
  --rounds <number>  how often everything runs, in turn; 5 unless given. Medians are printed
  --only <names>     some of the ways, with commas between: ${Object.keys(TITLES).join(', ')}
  --check            exit code 1 if a target is missed
  --help             this text`;

await runMain(async () => {
	const options = readOptions();
	if (options.help) return console.log(HELP);
	const plan = options.n8n ? N8N : ENGINE;
	const some = {
		time: plan.time.filter(options.isMeant),
		memory: plan.memory.filter(options.isMeant),
		beyond: plan.beyond.filter(options.isMeant),
	};
	const sinks = { off: await startSink(), five: await startSink(5) };
	const house = options.n8n ? await realN8n(lanesOf(some, sinks)) : engineAlone(coreVersion());
	try {
		const rounds = new Rounds(house, sinks, (line) => console.error(line));
		const results = await measure(some, options.rounds, rounds);
		const targets = targetsFor(results);
		console.log(`\n${tablesOf(results)}\n\n${targetTable(targets)}`);
		if (options.json) {
			const content = { machine: machine(house), rounds: options.rounds, ...results, targets };
			writeFileSync(options.json, JSON.stringify(content, null, '\t') + '\n');
		}
		if (options.check && targets.some(({ isMet }) => !isMet)) process.exitCode = 1;
	} finally {
		await house.remove();
		for (const { child } of Object.values(sinks)) child.stop();
	}
});

async function startSink(requestsPerSecond?: number): Promise<Sinks[Limit]> {
	const child = new Child('sink.mts', ...(requestsPerSecond ? [String(requestsPerSecond)] : []));
	return { child, baseUrl: (await child.ready) as string };
}

/** Each kind of run once, with whatever number of rows. */
function lanesOf({ time, memory, beyond }: Plan, sinks: Sinks): Lane[] {
	const lanes = new Map<string, Lane>();
	for (const { name, data, limit } of [...time, ...memory, ...beyond]) {
		if (isScript(name)) continue;
		const { baseUrl } = sinks[limit];
		lanes.set(`${name} ${data} ${limit}`, { name, data, limit, baseUrl, apiKey: keyFor(limit) });
	}
	return [...lanes.values()];
}

function coreVersion(): string {
	const manifest = createRequire(import.meta.url).resolve('n8n-core/package.json');
	return JSON.parse(readFileSync(manifest, 'utf8')).version as string;
}

function machine({ name }: House) {
	return {
		...{ measured: name, node: process.version, platform: platform(), arch: arch() },
		...{ processor: cpus()[0]?.model, cores: cpus().length, memoryBytes: totalmem() },
	};
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			n8n: { type: 'boolean', default: false },
			json: { type: 'string' },
			rounds: { type: 'string', default: '5' },
			only: { type: 'string', default: Object.keys(TITLES).join() },
			check: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const rounds = Number(values.rounds);
	if (!(Number.isInteger(rounds) && rounds > 0)) {
		throw new UserError(`--rounds is a whole number, not "${values.rounds}".`);
	}
	const names = values.only.split(',');
	const unknown = names.find((name) => !(name in TITLES));
	if (unknown !== undefined) throw new UserError(`There is no way "${unknown}": see --help.`);
	const isMeant = ({ name }: { name: CaseName }) => names.includes(name);
	return { ...values, rounds, isMeant };
}
