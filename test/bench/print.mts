/** The results as Markdown tables, so that what is printed can go into a page as it is. */
import { figuresOf, idealMs, PACED_ITEMS, scaledMs, type Figure } from './figures.mts';
import { WAYS } from './job.mts';
import type { Result } from './measure.mts';

export const isMet = ({ bound, measured }: Figure) => measured <= bound;

export const figureTable = (results: Result[]): string =>
	table(
		['figure', 'at most', 'measured', ''],
		figuresOf(results).map((figure) => [
			figure.title,
			String(figure.bound),
			String(+figure.measured.toFixed(2)),
			isMet(figure) ? '✓' : '✗',
		]),
	);

/** Everything that was measured, a line each. */
export function resultTables(results: Result[]): string {
	const isPaced = ({ perSecond }: Result) => perSecond === 5;
	const isTimed = ({ isFresh }: Result) => !isFresh;
	const paced = results.filter(isPaced);
	const free = results.filter((one) => !isPaced(one) && isTimed(one));
	const fresh = results.filter(({ isFresh }) => isFresh);
	const groups: Array<[string, string[], string[][]]> = [
		[
			'At five requests a second',
			['way', 'rows', 'answers after', 'requests', 'time', 'ideal'],
			paced.map((one) => [
				WAYS[one.way] + (one.besides ? ', with a single row besides' : ''),
				...[whole(one.count), `${one.answerAfterMs} ms`, whole(one.requests), seconds(one.ms)],
				['automatic', 'predict'].includes(one.way) ? seconds(idealMs(one)) : '',
			]),
		],
		[
			'Without a limit, answers at once',
			['way', 'rows', 'requests', 'time'],
			free.map((one) => [
				WAYS[one.way] + (one.data === 'wide' ? ', a field of its own in each row' : ''),
				...[whole(one.count), whole(one.requests), seconds(one.ms)],
			]),
		],
		[
			'Memory, each run in a new process',
			['way', 'rows', 'sent', 'peak above the rows in memory'],
			fresh.map((one) => [
				WAYS[one.way],
				...[whole(one.count), megabytes(one.bytes), megabytes(one.peakBytes)],
			]),
		],
	];
	return groups
		.filter(([, , lines]) => lines.length > 0)
		.map(([title, head, lines]) => `**${title}**\n\n${table(head, lines)}`)
		.concat(scaledLine(paced))
		.join('\n\n');
}

function scaledLine(paced: Result[]): string[] {
	const perItem = paced.find(({ way }) => way === 'perItem');
	if (!perItem) return [];
	const minutes = (items: number) => `${Math.round(scaledMs(perItem, items) / 60_000)} min`;
	return [
		`${WAYS.perItem}, with its own batching of five a second, was measured with ${PACED_ITEMS} items; at that pace 1,000 take ${minutes(1_000)}, 10,000 ${minutes(10_000)}, 100,000 ${minutes(100_000)}.`,
	];
}

function table(head: string[], lines: string[][]): string {
	const all = [head, ...lines];
	const widths = head.map((_, column) => Math.max(3, ...all.map((line) => line[column]!.length)));
	const written = all.map((line) => {
		const cells = line.map((cell, column) =>
			column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
		);
		return `| ${cells.join(' | ')} |`;
	});
	const rule = widths.map((width, column) =>
		column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
	);
	return [written[0], `| ${rule.join(' | ')} |`, ...written.slice(1)].join('\n');
}

const whole = (number: number) => Math.round(number).toLocaleString('en');
export const seconds = (ms: number) =>
	ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 1000).toFixed(3)} s`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
