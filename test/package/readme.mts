import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The rows of the tables below a heading of docs/values.md, without their heads: the text of each cell. */
export function tablesBelow(heading: string): string[][] {
	const text = readFileSync(join(process.cwd(), 'docs/values.md'), 'utf8');
	const [, section = ''] = text.split(`# ${heading}\n`);
	const lines = section.split('\n## ')[0]!.split('\n');
	const isRow = (line?: string) => line?.startsWith('| ') && !line.startsWith('| --');
	return lines
		.filter((line, index) => isRow(line) && !lines[index + 1]?.startsWith('| --'))
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
}
