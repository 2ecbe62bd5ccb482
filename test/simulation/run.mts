/** `npm run test:chaos -- --schedules 10000 --seed 7`: see HELP. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { VARIABLE } from './settings.mts';
import type { Settings } from './settings.mts';

const HELP = `npm run test:chaos -- [options]

Simulates appends while everything goes wrong, and compares what was reported with what is stored.

  --schedules <number>     how many random schedules, 1000 unless given; up to 40 more go over real sockets
  --seed <number>          the seed they are made from, random unless given
  --path <path>            one schedule of that seed, as a failing run printed it
  --on virtual|sockets     the environment in which it failed, virtual unless given; only with --path
  --help                   this text`;

try {
	const options = readOptions();
	if (options === undefined) console.log(HELP);
	else process.exitCode = run(options);
} catch (error) {
	console.error(`${(error as Error).message.split('. ')[0]}: see --help.`);
	process.exitCode = 1;
}

function run(options: Settings): number {
	const root = join(import.meta.dirname, '../..');
	const jest = join(root, 'node_modules/jest/bin/jest.js');
	const config = join(import.meta.dirname, 'jest.config.js');
	const { status } = spawnSync(
		process.execPath,
		['--experimental-vm-modules', jest, '--config', config],
		{ cwd: root, stdio: 'inherit', env: { ...process.env, [VARIABLE]: JSON.stringify(options) } },
	);
	return status ?? 1;
}

function readOptions(): Settings | undefined {
	const { values } = parseArgs({
		options: {
			schedules: { type: 'string', default: '1000' },
			seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
			path: { type: 'string' },
			on: { type: 'string', default: 'virtual' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return undefined;
	const { path, on } = values;
	if (on !== 'virtual' && on !== 'sockets') throw new Error('--on is virtual or sockets');
	return {
		schedules: wholeNumber('--schedules', values.schedules),
		seed: wholeNumber('--seed', values.seed),
		...(path !== undefined && { path, on }),
	};
}

function wholeNumber(flag: string, text: string): number {
	if (/^-?\d+$/.test(text)) return Number(text);
	throw new Error(`${flag} is a whole number, not "${text}"`);
}
