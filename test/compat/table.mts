import type { Area, Verdict } from './check.mts';

/** What was seen in one n8n. */
export interface Column {
	version: string;
	/** A verdict for each check, in the order of the areas. */
	verdicts: Verdict[];
	/** Newer versions, which could not be installed. */
	leftOut: string[];
}

/** docs/compatibility.md. */
export function pageOf(areas: readonly Area[], columns: readonly Column[]): string {
	const notes: string[] = [];
	const cell = ({ version, verdicts }: Column, check: number) => {
		const { works, sentence } = verdicts[check]!;
		const mark = works ? '✓' : '✗';
		if (!sentence) return mark;
		notes.push(`n8n ${version}: ${sentence}`);
		return `${mark} (${notes.length})`;
	};

	let check = 0;
	const body = areas.flatMap(({ name, checks }) => [
		[`**${name}**`, ...columns.map(() => '')],
		...checks.map(({ name }) => {
			const cells = columns.map((column) => cell(column, check));
			check++;
			return [name, ...cells];
		}),
	]);
	const left = columns.flatMap(({ version, leftOut }) =>
		leftOut.map(
			(one) => `n8n ${one} could not be installed from npm: ${version} stands in for it.`,
		),
	);
	return [
		'# Compatibility',
		GENERATED,
		table(['', ...columns.map(({ version }) => `n8n ${version}`)], body),
		'✓ works · ✗ does not work · (1) see the note',
		notes.map((note, index) => `${index + 1}. ${note}`).join('\n'),
		...left,
	]
		.filter(Boolean)
		.join('\n\n')
		.concat('\n');
}

const GENERATED = `This page is generated: \`npm run compat\` installs each n8n, puts the packed package into it, does what the table says against the stand-in for Akkio, and writes down what it saw, under Node ${process.versions.node}. Changes made here by hand are lost with the next run; what is tried is in \`test/compat\`.`;

/** A Markdown table with columns of equal width, as prettier leaves it. */
function table(head: string[], body: string[][]): string {
	const widths = head.map((_, n) => Math.max(3, ...[head, ...body].map((row) => row[n]!.length)));
	const line = (cells: string[]) =>
		`| ${cells.map((text, n) => text.padEnd(widths[n]!)).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
