import { sendsNothing, TITLES } from './cases.mts';
import { most, typical, type Attempt, type Result, type Results } from './results.mts';
import type { Target } from './targets.mts';

/** The results as Markdown tables, so that what is printed can be put into a page as it is. */
export function tablesOf({ time, memory, beyond }: Results): string {
	const groups: Array<[title: string, results: Result[]]> = [
		['No limit, generated rows of ten columns', time.filter(isOf('generated', 'off'))],
		['No limit, flights (three columns)', time.filter(isOf('flights', 'off'))],
		['Akkio allows five requests a second', time.filter(({ limit }) => limit === 'five')],
	];
	const tables = groups.filter(([, results]) => results.length > 0);
	const parts = tables.map(
		([title, results]) => `**${title}**\n\n${table(HEAD, results.map(timeLine))}`,
	);
	const peaks = table(MEMORY_HEAD, memory.map(memoryLine));
	if (memory.length > 0) parts.push(`**Memory, each run in a new process**\n\n${peaks}`);
	return [...parts, ...beyond.map(attemptLine)].join('\n\n');
}

const isOf = (data: string, limit: string) => (one: Result) =>
	one.data === data && one.limit === limit;

const HEAD = ['way', 'rows', 'requests', 'node time', 'from–to', 'CPU', 'open at once'];
const MEMORY_HEAD = ['way', 'rows', 'sent', 'peak above the rows in memory', 'from–to'];

function timeLine(result: Result): string[] {
	if (result.stopped !== undefined) {
		return [TITLES[result.name], whole(result.count), '', 'stopped', '', '', ''];
	}
	const times = result.runs.map(({ ms }) => ms);
	const arrived = Math.min(...result.runs.map(({ rows }) => rows));
	const lost = sendsNothing(result.name) ? 0 : result.count - arrived;
	return [
		TITLES[result.name] + (lost > 0 ? ` (up to ${lost} rows refused and lost)` : ''),
		whole(result.count),
		whole(typical(result, 'requests')),
		seconds(typical(result, 'ms')),
		`${seconds(Math.min(...times))}–${seconds(Math.max(...times))}`,
		seconds(typical(result, 'cpuMs')),
		whole(most(result, 'sockets')),
	];
}

function attemptLine({ name, count, arrived, stopped }: Attempt): string {
	const end = stopped === undefined ? 'went through' : 'ended without output';
	return `${TITLES[name]}, ${whole(count)} rows: ${end}; ${whole(arrived)} rows arrived`;
}

function memoryLine(result: Result): string[] {
	const peaks = result.runs.map(({ peakBytes }) => peakBytes);
	return [
		TITLES[result.name],
		whole(result.count),
		megabytes(typical(result, 'bytes')),
		megabytes(typical(result, 'peakBytes')),
		`${megabytes(Math.min(...peaks))}–${megabytes(Math.max(...peaks))}`,
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

/** What is aimed at, and what was measured; a table like the others. */
export const targetTable = (targets: Target[]): string =>
	table(
		['figure', 'target', 'measured', ''],
		targets.map(({ title, most, least, measured, isMet }) => [
			title,
			most !== undefined ? `≤ ${most}` : `≥ ${least}`,
			ratio(measured),
			isMet ? '✓' : '✗',
		]),
	);

const whole = (number: number) => Math.round(number).toLocaleString('en');
const ratio = (number: number) => (number >= 100 ? whole(number) : String(+number.toFixed(2)));
const seconds = (ms: number) =>
	ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 1000).toFixed(3)} s`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
