import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { npmEnv } from '../npmEnv.mts';
import { ServerProcess } from './serverProcess.mts';
import { UserError } from './userError.mts';

/** The n8n versions that `npm run compat` tests: the newest 1 and 2 that installed from npm in 2026-11. */
export const SUPPORTED_VERSIONS = ['1.123.81', '2.41.1'];

/** The n8n that everything else is tested with. */
export const N8N_VERSION = process.env.N8N_VERSION || SUPPORTED_VERSIONS.at(-1)!;
export const IS_N8N_1 = N8N_VERSION.startsWith('1.');

/** n8n 1 fetches this one from its maker's own server; it is the same release that the registry has. */
const overrides = { xlsx: 'npm:@e965/xlsx@0.20.2' };

/** Below the user's own cache folder, so that every checkout shares it. */
export const CACHE = join(
	process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
	'n8n-nodes-akkio',
);

/**
 * The script to run an n8n with, below the user's cache folder; downloads that n8n on the first call.
 * Only a complete n8n ever gets the final name, so an interrupted download starts anew.
 */
export async function installedN8n(version = N8N_VERSION): Promise<string> {
	const home = join(CACHE, `n8n-${version}`);
	if (!existsSync(home)) await download(version, home);
	return join(home, 'node_modules', 'n8n', 'bin', 'n8n');
}

async function download(version: string, home: string): Promise<void> {
	console.log(
		`Fetching n8n ${version} from the npm registry: once, 2 to 3 GB on disk below ${CACHE}, some minutes.`,
	);
	const unfinished = `${home}.unfinished`;
	await rm(unfinished, { recursive: true, force: true });
	await mkdir(unfinished, { recursive: true });
	await writeFile(join(unfinished, 'package.json'), JSON.stringify({ private: true, overrides }));

	// One of n8n's dependencies fetches a library from elsewhere in its install script, and does not
	// need it here; the database is the one part whose script has to run.
	const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
	await npm(version, unfinished, ['install', `n8n@${version}`, ...flags]);
	await npm(version, unfinished, ['rebuild', 'sqlite3']);
	await rename(unfinished, home);
}

async function npm(version: string, cwd: string, command: string[]): Promise<void> {
	const log = join(CACHE, `npm-${version}.log`);
	const options = { log, cwd, env: { ...npmEnv(), ...headers() } };
	const shell = process.platform === 'win32';
	const child = new ServerProcess('npm', ['npm', ...command], { ...options, shell });
	if ((await child.ended) === 0) return;
	throw new UserError(
		`n8n ${version} could not be installed. Check that this computer can reach the npm registry, and start again. npm's own words are in ${log}.`,
	);
}

/**
 * Where Node's headers lie on this computer, so that building sqlite3 downloads none; those of an
 * older Node do, since sqlite3 uses Node-API.
 */
function headers(): NodeJS.ProcessEnv {
	const roots = [dirname(dirname(process.execPath)), '/usr/local', '/usr'];
	const root = roots.find((one) => existsSync(join(one, 'include', 'node', 'node_api.h')));
	return root ? { npm_config_nodedir: root } : {};
}
