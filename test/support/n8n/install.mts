import { spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { npmEnv } from '../npmEnv.mts';
import { Sentence } from './sentence.mts';

/** The n8n that everything is tried on: the newest that the npm registry could install in 2026-11. */
export const N8N_VERSION = '2.41.1';

/** What that n8n is made of at the top of its node_modules, for the progress report only. */
const PACKAGES = 1520;
const REPORT_EVERY_MS = 10_000;

/** n8n 1 fetches this one from its maker's own server; it is the same release that the registry has. */
const overrides = { xlsx: 'npm:@e965/xlsx@0.20.2' };

/** Below the user's own cache folder, so that every checkout shares it. */
export const CACHE = join(
	process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
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

	const started = Date.now();
	const report = setInterval(async () => {
		const seconds = Math.round((Date.now() - started) / 1000);
		console.log(`  ${seconds} s: ${await packagesIn(unfinished)} of about ${PACKAGES} packages`);
	}, REPORT_EVERY_MS);
	try {
		// One of n8n's dependencies fetches a library from elsewhere in its install script, and does
		// not need it here; the database is the one part whose script has to run.
		const quiet = ['--no-audit', '--no-fund'];
		await npm(version, unfinished, 'install', `n8n@${version}`, '--ignore-scripts', ...quiet);
		console.log('  preparing its database, sqlite3');
		await npm(version, unfinished, 'rebuild', 'sqlite3');
	} finally {
		clearInterval(report);
	}
	await rename(unfinished, home);
	console.log(`n8n ${version} is ready after ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Runs npm, or says in one sentence why it did not work. */
async function npm(version: string, folder: string, ...command: string[]): Promise<void> {
	const log = join(CACHE, `npm-${version}.log`);
	const child = spawn('npm', command, {
		cwd: folder,
		env: { ...npmEnv(), ...headers() },
		stdio: ['ignore', 'pipe', 'pipe'],
		shell: process.platform === 'win32',
	});
	const output = createWriteStream(log);
	child.stdout.pipe(output, { end: false });
	child.stderr.pipe(output, { end: false });
	const code = await new Promise((resolve) => child.on('close', resolve));
	await new Promise((resolve) => output.end(resolve));
	if (code === 0) return;

	const said = await readFile(log, 'utf8');
	throw new Sentence(
		/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|network/i.test(said)
			? `n8n ${version} could not be fetched, since the npm registry cannot be reached: connect this computer to the network and start again.`
			: `n8n ${version} could not be installed: npm's own words are in ${log}.`,
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

/** Counts the packages that have been unpacked; npm makes their folders beforehand. */
async function packagesIn(folder: string): Promise<number> {
	const modules = join(folder, 'node_modules');
	const names = await readdir(modules).catch(() => []);
	const scopes = names.filter((name) => name.startsWith('@'));
	const scoped = await Promise.all(
		scopes.map(async (scope) =>
			(await readdir(join(modules, scope))).map((name) => join(scope, name)),
		),
	);
	return [...names, ...scoped.flat()].filter((name) =>
		existsSync(join(modules, name, 'package.json')),
	).length;
}
