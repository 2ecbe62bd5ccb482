import { readFileSync } from 'node:fs';

const cellsOf = (line: string) =>
	line
		.split(/(?:^| )\|(?: |$)/)
		.slice(1, -1)
		.map((cell) => cell.trim());

/** The lines of the tables in docs/values.md: left and right cell, and the left one of the table's head. */
export function readLines(): Array<[left: string, right: string, head: string]> {
	const text = readFileSync('docs/values.md', 'utf8');
	const tables = text.split('\n\n').filter((block) => block.startsWith('| '));
	return tables.flatMap((table) => {
		const [head, , ...lines] = table.split('\n').map(cellsOf);
		return lines.map(([left, right]): [string, string, string] => [left!, right!, head![0]!]);
	});
}
