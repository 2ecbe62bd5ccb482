/**
 * `npm run test:chaos -- --schedules 10000 --seed 7` runs so many random schedules from this seed, 1000
 * from a random one unless given; `--path …`, as a failing run prints it, one of them.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import { ROOT } from '../support/root.mts';

const type = 'string' as const;
const options = { schedules: { type }, seed: { type }, path: { type } };
const { schedules = 1000, seed = Math.random() * 2 ** 31, path } = parseArgs({ options }).values;
const choice = { schedules: Math.floor(Number(schedules)), seed: Math.floor(Number(seed)), path };
if (!Number.isFinite(choice.schedules + choice.seed)) throw new Error('Give whole numbers');

const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', 'test/simulation'];
const { status } = spawnSync(process.execPath, [...jest, '--config', 'test/jest.config.js'], {
	...{ cwd: ROOT, stdio: 'inherit' },
	env: { ...process.env, SIMULATION: JSON.stringify(choice) },
});
process.exitCode = status ?? 1;
