/** `npm run compat`: runs the e2e tests in each supported n8n, and writes docs/compatibility.md. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../support/root.mts';
import { SUPPORTED_VERSIONS } from '../support/n8n/install.mts';
import { runSuite, TEST_FILES, type TestResult } from '../support/n8n/suite.mts';
import { runMain } from '../support/n8n/userError.mts';

const PAGE = join('docs', 'compatibility.md');
/** In the order of the table. The other test files need no n8n. */
const FILES = TEST_FILES.filter((file) => file !== 'live' && file !== 'start');
/** How a test begins what it says about an n8n that does less than another. */
const NOTE = 'This n8n ';

const MARKS = { passed: '✓', failed: '✗', skipped: '–' };

function pageOf(columns: Map<string, TestResult[]>): string {
	const notes: string[] = [];
	const cell = (version: string, { file, name }: TestResult) => {
		const result = columns.get(version)!.find((one) => one.file === file && one.name === name);
		const note = result?.notes.find((text) => text.startsWith(NOTE));
		const mark = MARKS[result?.status ?? 'failed'];
		if (!note) return mark;
		const text = `n8n ${version}: ${note}`;
		if (!notes.includes(text)) notes.push(text);
		return `${mark} (${notes.indexOf(text) + 1})`;
	};
	const versions = [...columns.keys()];
	const rows: string[][] = [];
	let heading = '';
	for (const test of columns.get(versions.at(-1)!)!) {
		if (test.file !== heading) rows.push([`**${titleOf(test.file)}**`, ...versions.map(() => '')]);
		heading = test.file;
		rows.push([capitalize(test.name), ...versions.map((version) => cell(version, test))]);
	}
	const paragraphs = [
		'# Compatibility',
		`This page is generated: \`npm run compat\` installs each n8n, puts the packed package into it, runs the tests in \`test/e2e\` against the stand-in for Akkio under Node ${process.versions.node}, and writes down how each of them ended. Changes made here by hand are lost with the next run.`,
		tableOf(['', ...versions.map((version) => `n8n ${version}`)], rows),
		'✓ works · ✗ does not work · – does not exist · (1) see the note',
		notes.map((text, index) => `${index + 1}. ${text}`).join('\n'),
	];
	return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

const capitalize = (text: string) => text[0]!.toUpperCase() + text.slice(1);

/** `settingUp` becomes `Setting up`. */
const titleOf = (file: string) =>
	capitalize(file.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

/** A Markdown table with columns of equal width, as prettier leaves it. */
function tableOf(head: string[], body: string[][]): string {
	const widths = head.map((_, n) => Math.max(3, ...[head, ...body].map((row) => row[n]!.length)));
	const line = (cells: string[]) =>
		`| ${cells.map((text, n) => text.padEnd(widths[n]!)).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

await runMain(async () => {
	const named = process.argv.slice(2);
	const versions = named.length > 0 ? named : SUPPORTED_VERSIONS;
	const columns = new Map<string, TestResult[]>();
	for (const version of versions) {
		console.log(`\nn8n ${version}`);
		columns.set(version, await runSuite(FILES, version));
	}
	await writeFile(join(ROOT, PAGE), pageOf(columns));
	console.log(`\n${PAGE} is written.`);
	process.exitCode = [...columns.values()].flat().every(({ status }) => status !== 'failed')
		? 0
		: 1;
});
