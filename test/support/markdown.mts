/** A Markdown table as prettier leaves it: the first column to the left, figures and marks to the right. */
export function tableOf(lines: string[][]): string {
	const widths = lines[0]!.map((_, n) => Math.max(3, ...lines.map((line) => line[n]!.length)));
	const pad = (text: string, n: number) =>
		n === 0 ? text.padEnd(widths[n]!) : text.padStart(widths[n]!);
	const rule = widths.map((width, n) => '-'.repeat(width).replace(/-$/, n === 0 ? '-' : ':'));
	const [head, ...body] = lines.map((line) => line.map(pad));
	return [head!, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
