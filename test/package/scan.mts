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

// Clean is a pass without a message: with one, there were no files to look at.
const isClean = ({ passed, message }: Found) => passed && message === undefined;
report('the checkout is clean', await scan(process.cwd(), CHECKOUT), isClean);
const ofTarball = await withTarball(async (folder) => await scan(folder, TARBALL));
report('the tarball is clean', ofTarball, isClean);

// A scanner that cannot see would pass everything: it has to refuse a package that breaks its rules.
const bait = await mkdtemp(join(tmpdir(), 'bait-'));
await mkdir(join(bait, 'nodes'));
const manifest = { name: 'n8n-nodes-bait', overrides: {}, n8n: {} };
await writeFile(join(bait, 'package.json'), JSON.stringify(manifest));
for (const [ending, patterns] of Object.entries({ ts: CHECKOUT, js: TARBALL })) {
	await writeFile(join(bait, 'nodes', `Bait.node.${ending}`), 'console.log(process.env);\n');
	const isSeen = ({ passed, details = '' }: Found) =>
		!passed && details.includes('package.json') && details.includes(`.${ending}\n`);
	report(`a package with bad ${ending} is refused`, await scan(bait, patterns), isSeen);
}
await rm(bait, { recursive: true });

function report(what: string, found: Found, isGood: (found: Found) => boolean): void {
	console.log(`${isGood(found) ? '✓' : '✗'} ${what}`);
	if (isGood(found)) return;
	console.log(found.message, found.details);
	process.exitCode = 1;
}
