import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { installedN8n } from '../support/n8n/install.mts';
import { npmEnv } from '../support/npmEnv.mts';
import { Sentence } from '../support/n8n/sentence.mts';

/** How many of the newest are tried: now and then one asks for packages that the registry lacks. */
const CANDIDATES = 3;

export interface Newest {
	version: string;
	/** Newer versions, which could not be installed. */
	leftOut: string[];
}

/**
 * The newest n8n of a major version that can be installed; it is, afterwards.
 * @throws Sentence if the registry cannot be reached, or if none of the newest can be installed
 */
export async function newest(major: number): Promise<Newest> {
	const candidates = (await released()).filter((version) => version.startsWith(`${major}.`));
	const leftOut: string[] = [];
	for (const version of candidates.slice(0, CANDIDATES)) {
		try {
			await installedN8n(version);
			return { version, leftOut };
		} catch (error) {
			if (!(error instanceof Sentence)) throw error;
			console.log(error.message);
			leftOut.push(version);
		}
	}
	throw new Sentence(`None of n8n ${leftOut.join(', ')} could be installed.`);
}

/** Every n8n in the npm registry, newest first, without those that are only being tried out. */
async function released(): Promise<string[]> {
	const options = { env: npmEnv(), shell: process.platform === 'win32' };
	const { stdout } = await promisify(execFile)(
		'npm',
		['view', 'n8n', 'versions', '--json'],
		options,
	)
		// npm's own words are a page.
		.catch(() => {
			throw new Sentence(
				'The npm registry cannot be asked for the versions of n8n: connect this computer to the network, or name them, as in npm run compat -- 1.123.81 2.41.1.',
			);
		});
	return (JSON.parse(stdout) as string[])
		.filter((version) => /^\d+\.\d+\.\d+$/.test(version))
		.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}
