/**
 * `npm run test:e2e`, or `npm run test:e2e -- agents examples` for these files only. `npm run compat`
 * runs them in each supported n8n, and writes docs/compatibility.md.
 */
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run, type EventData } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';

import { tableOf } from '../support/markdown.mts';
import { exitWithParent } from '../support/n8n/cleanUp.mts';
import { SHARED_N8N } from '../support/n8n/fixture.mts';
import { N8N_VERSION, SUPPORTED_VERSIONS } from '../support/n8n/install.mts';
import { N8n } from '../support/n8n/n8n.mts';
import { runMain, UserError } from '../support/n8n/userError.mts';
import { ROOT } from '../support/root.mts';

const ENDING = '.test.mts';
const ALL = readdirSync(import.meta.dirname)
	.filter((file) => file.endsWith(ENDING))
	.map((file) => basename(file, ENDING));

/** How a test at the top of its file ended. */
interface Result {
	file: string;
	name: string;
	mark: '✓' | '✗' | '–';
	/** Why it was skipped. */
	reason?: string;
}

/** Runs test files one after the other, with one n8n that they share, and prints how each test ended. */
async function runSuite(names: string[], version: string): Promise<Result[]> {
	const { url, folder, log, stop } = await N8n.start({ version });
	process.env.N8N_VERSION = version;
	process.env[SHARED_N8N] = JSON.stringify({ url, folder, log });
	const results: Result[] = [];
	const add = (mark: Result['mark'], { nesting, ...event }: EventData.TestPass) => {
		const { name, skip } = event;
		const result = { file: basename(event.file ?? '', ENDING), name };
		if (nesting > 0) return;
		results.push(skip ? { ...result, mark: '–', reason: String(skip) } : { ...result, mark });
	};
	const files = names.map((name) => join(import.meta.dirname, `${name}${ENDING}`));
	// A file's stand-in ends with its process.
	const execArgv = ['--test-force-exit'];
	const tests = run({ files, concurrency: false, execArgv });
	tests.on('test:pass', (event) => add('✓', event));
	tests.on('test:fail', (event) => add('✗', event as never));
	const output = tests.compose(spec);
	output.pipe(process.stdout);
	await once(output, 'end').finally(stop);
	return results;
}

const capitalize = (text: string) => text[0]!.toUpperCase() + text.slice(1);
function pageOf(columns: Map<string, Result[]>): string {
	const versions = [...columns.keys()];
	const lines = columns.get(versions.at(-1)!)!.flatMap(({ file, name }, n, tests) => {
		const marks = versions.map((version) => {
			const isSame = (one: Result) => one.file === file && one.name === name;
			return columns.get(version)!.find(isSame)?.mark ?? '✗';
		});
		const heading = [`**${capitalize(file)}**`, ...versions.map(() => '')];
		const line = [capitalize(name), ...marks];
		return file === tests[n - 1]?.file ? [line] : [heading, line];
	});
	const reasons = versions.flatMap((version) =>
		columns.get(version)!.flatMap(({ name, reason }) => {
			return reason ? [`- n8n ${version}, "${capitalize(name)}": ${reason}`] : [];
		}),
	);
	const paragraphs = [
		'# Compatibility',
		`This page is generated: \`npm run compat\` installs each n8n, puts the packed package into it, runs the tests in \`test/e2e\` against the stand-in for Akkio under Node ${process.versions.node}, and writes down how each of them ended. Changes made here by hand are lost with the next run.`,
		tableOf([['', ...versions.map((version) => `n8n ${version}`)], ...lines]),
		'✓ works · ✗ does not work · – not in this n8n',
		reasons.join('\n'),
	];
	return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

await runMain(async () => {
	exitWithParent();
	const { values, positionals } = parseArgs({
		options: { compat: { type: 'boolean', default: false } },
		allowPositionals: true,
	});
	const unknown = positionals.find((name) => !ALL.includes(name));
	if (unknown) throw new UserError(`${unknown} is none of ${ALL.join(', ')}.`);
	const names = positionals.length > 0 ? positionals : ALL;
	const columns = new Map<string, Result[]>();
	for (const version of values.compat ? SUPPORTED_VERSIONS : [N8N_VERSION]) {
		console.log(`\nn8n ${version}`);
		columns.set(version, await runSuite(names, version));
	}
	if (values.compat) writeFileSync(join(ROOT, 'docs', 'compatibility.md'), pageOf(columns));
	if ([...columns.values()].flat().some(({ mark }) => mark === '✗')) process.exitCode = 1;
});
