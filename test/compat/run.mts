/** `npm run compat`: what works in which n8n, tried and written down in docs/compatibility.md. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../support/n8n/root.mts';
import { startAll } from '../support/n8n/running.mts';
import { orSentence } from '../support/n8n/sentence.mts';
import { verdictOf, type Verdict } from './check.mts';
import { AREAS } from './checks.mts';
import { pageOf, type Column } from './table.mts';
import { newest, type Newest } from './versions.mts';

/** Akkio's limit (fact L1): the stand-in answers 429 to a sixth request in any second. */
const REQUESTS_PER_SECOND = 5;
/** n8n's major versions that are in use. */
const MAJORS = [1, 2];
const PAGE = join('docs', 'compatibility.md');

await orSentence(async () => {
	const named = process.argv.slice(2).map((version) => ({ version, leftOut: [] }));
	const columns: Column[] = [];
	for (const one of named.length > 0 ? named : await inUse()) {
		columns.push({ ...one, verdicts: await tryAll(one.version) });
	}
	await writeFile(join(ROOT, PAGE), pageOf(AREAS, columns));
	console.log(`\n${PAGE} is written.`);
	process.exitCode = columns.every(({ verdicts }) => verdicts.every(({ works }) => works)) ? 0 : 1;
});

async function inUse(): Promise<Newest[]> {
	const found: Newest[] = [];
	for (const major of MAJORS) found.push(await newest(major));
	return found;
}

/** Every check in one n8n. */
async function tryAll(version: string): Promise<Verdict[]> {
	console.log(`\nn8n ${version}`);
	const running = await startAll({ version, requestsPerSecond: REQUESTS_PER_SECOND });
	const verdicts: Verdict[] = [];
	try {
		for (const { name, checks } of AREAS) {
			console.log(`  ${name}`);
			for (const check of checks) {
				const verdict = await verdictOf(check, running);
				verdicts.push(verdict);
				const { works, sentence = '' } = verdict;
				console.log(`    ${works ? '✓' : '✗'} ${check.name} ${sentence && `— ${sentence}`}`);
			}
		}
	} finally {
		await running.stop();
	}
	return verdicts;
}
