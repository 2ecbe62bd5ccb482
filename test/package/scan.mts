/**
 * `npm run scan`: n8n's own scanner for community packages over what would be published: the checkout,
 * and the tarball as `npm pack` makes it. Its command takes only the name of a published package.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// @ts-expect-error The scanner brings no types.
import * as scanner from '@n8n/scan-community-package/scanner/scanner.mjs';

import { withTarball } from './tarball.mts';

interface Found {
	passed: boolean;
	message?: string;
	details?: string;
}
const scan: (folder: string, filePatterns: string[]) => Promise<Found> = scanner.analyzePackage;

const CHECKOUT = scanner.SOURCE_FILE_PATTERNS as string[];
/** What the scanner looks at in a tarball; it has no name for it. */
const TARBALL = ['**/*.js', 'package.json'];

await report('the checkout', scan(process.cwd(), CHECKOUT));
await report(
	'the tarball',
	withTarball((folder) => scan(folder, TARBALL)),
);
for (const patterns of [CHECKOUT, TARBALL]) await provesItself(patterns);

/** Clean is a pass without a message: with one, there were no files to look at. */
async function report(what: string, scanning: Promise<Found>): Promise<void> {
	const { passed, message, details = '' } = await scanning;
	const isClean = passed && message === undefined;
	console.log(isClean ? `✓ ${what} is clean` : `✗ ${what}: ${message}\n${details}`);
	if (!isClean) process.exitCode = 1;
}

/** A scanner that cannot see would pass everything: it has to refuse a package that breaks its rules. */
async function provesItself(patterns: string[]): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'bait-'));
	try {
		const manifest = { name: 'n8n-nodes-bait', overrides: {}, n8n: {} };
		await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
		await mkdir(join(folder, 'nodes'));
		for (const ending of ['ts', 'js']) {
			const path = join(folder, 'nodes', `Bait.node.${ending}`);
			await writeFile(path, 'console.log(process.env);\n');
		}
		const { passed, details = '' } = await scan(folder, patterns);
		const ending = patterns === CHECKOUT ? 'ts' : 'js';
		const isSeen = !passed && details.includes('package.json') && details.includes(`.${ending}\n`);
		if (isSeen) return;
		console.log(`✗ the scanner passes a package that breaks its rules\n${details}`);
		process.exitCode = 1;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
