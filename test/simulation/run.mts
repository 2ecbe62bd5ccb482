/**
 * `npm run test:chaos -- --schedules 10000 --seed 7` runs so many random schedules from this seed, 1000
 * from a random one unless given; `--path …`, as a failing run prints it, one of them.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const type = 'string' as const;
const options = { schedules: { type }, seed: { type }, path: { type } };
const { schedules = 1000, seed = Math.random() * 2 ** 31, path } = parseArgs({ options }).values;
const choice = { schedules: Math.floor(Number(schedules)), seed: Math.floor(Number(seed)), path };
if (!Number.isFinite(choice.schedules + choice.seed)) throw new Error('Give whole numbers');

const root = join(import.meta.dirname, '../..');
const jest = ['--experimental-vm-modules', join(root, 'node_modules/jest/bin/jest.js')];
const config = ['--config', join(root, 'test/jest.config.js')];
const { status } = spawnSync(process.execPath, [...jest, 'test/simulation', ...config], {
	...{ cwd: root, stdio: 'inherit' },
	env: { ...process.env, SIMULATION: JSON.stringify(choice) },
});
process.exitCode = status ?? 1;
