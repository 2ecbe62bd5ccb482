/** The figures and what they come from, as Markdown tables: printed, and in docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';

import { ROOT } from '../support/root.mts';
import type { Result } from './measure.mts';
import { PACED_ITEMS, WAYS, type Task } from './tasks.mts';

const PAGE = join(ROOT, 'docs', 'benchmarks.md');
/** What lies between them is written anew. */
const [BEGIN, END] = ['<!-- figures: begin -->', '<!-- figures: end -->'];

/** Milliseconds between two starts at five a second, with the package's margin. */
const TURN_MS = 220;

/** The shortest time for so many requests that nothing else delays. */
const idealMs = ({ requests, answerAfterMs = 0 }: Result) =>
	requests * Math.max(TURN_MS, answerAfterMs);

const ratio = (one = NaN, other = NaN) => one / other;

const keyOf = ({ way, count, answerAfterMs, data, besides, isFresh }: Task) =>
	[way, count, answerAfterMs, data, besides, isFresh].join();

/** What the package means to be: ratios within one run hold on any machine. */
export function figuresOf(results: Result[]) {
	const find = (way: Task['way'], count: number, more: Partial<Task> = {}) =>
		results.find((one) => keyOf(one) === keyOf({ way, count, ...more }));
	const overIdeal = (way: Task['way'], count: number, answerAfterMs: number) => {
		const result = find(way, count, { answerAfterMs });
		return ratio(result?.ms, result && idealMs(result));
	};
	const compare = (one?: Result, other?: Result) => ratio(one?.ms, other?.ms);
	const wide = (count: number) => find('automatic', count, { data: 'wide' });
	const besides = find('automatic', 100_000, { answerAfterMs: 0, besides: true });
	const sent = find('automatic', 100_000, { isFresh: true });
	const nothing = find('nothing', 100_000, { isFresh: true });
	const inOneSecond = results
		.filter(({ way, perSecond }) => way === 'automatic' && perSecond === 5)
		.map((one) => one.inOneSecond);
	// prettier-ignore
	const figures: Array<[title: string, bound: number, measured: number]> = [
		['100,000 rows at five a second, answers after 0 ms ÷ ideal', 1.1, overIdeal('automatic', 100_000, 0)],
		['100,000 rows at five a second, answers after 300 ms ÷ ideal', 1.1, overIdeal('automatic', 100_000, 300)],
		['10,000 rows predicted at five a second ÷ ideal', 1.1, overIdeal('predict', 10_000, 0)],
		["turns that a webhook's row waits beside a run of 100,000 rows", 2, ratio(besides?.besidesMs, TURN_MS)],
		['50,000 rows without a limit ÷ a bare script with the same batches', 3, compare(find('automatic', 50_000), find('script', 50_000))],
		['10,000 rows, ten columns mapped by hand ÷ mapped automatically', 1.5, compare(find('byHand', 10_000), find('automatic', 10_000))],
		['10,000 ÷ 2,500 rows that each have a field of their own', 5, compare(wide(10_000), wide(2_500))],
		['memory above the same workflow without sending ÷ bytes sent, 100,000 rows', 3, sent && nothing ? (sent.peakBytes - nothing.peakBytes) / sent.bytes : NaN],
		['requests in any sliding second at five a second', 5, Math.max(...inOneSecond)],
	];
	return figures
		.filter(([, , measured]) => Number.isFinite(measured))
		.map(([title, bound, measured]) => ({ title, bound, measured, isMet: measured <= bound }));
}

const whole = (number: number) => Math.round(number).toLocaleString('en');
const seconds = (ms: number) => `${(ms / 1000).toFixed(ms >= 10_000 ? 1 : 3)} s`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

type Column<T> = [heading: string, cell: (one: T) => string];

const WAY: Column<Result> = [
	'way',
	({ way, besides, data }) =>
		WAYS[way] +
		(besides ? ', with a single row besides' : '') +
		(data === 'wide' ? ', a field of its own in each row' : ''),
];
const ROWS: Column<Result> = ['rows', ({ count }) => whole(count)];
const REQUESTS: Column<Result> = ['requests', ({ requests }) => whole(requests)];
const TIME: Column<Result> = ['time', ({ ms }) => seconds(ms)];
const DELAY: Column<Result> = ['answers after', ({ answerAfterMs }) => `${answerAfterMs} ms`];
const IDEAL: Column<Result> = [
	'ideal',
	(one) => (/automatic|predict/.test(one.way) ? seconds(idealMs(one)) : ''),
];
const SENT: Column<Result> = ['sent', ({ bytes }) => megabytes(bytes)];
const PEAK: Column<Result> = [
	'peak above the rows in memory',
	({ peakBytes }) => megabytes(peakBytes),
];

/** Everything that was measured, a line each. */
function tablesOf(results: Result[]): string[] {
	const paced = results.filter(({ perSecond }) => perSecond === 5);
	const fresh = results.filter(({ isFresh }) => isFresh);
	const free = results.filter((one) => !paced.includes(one) && !fresh.includes(one));
	const groups: Array<[string, Result[], Array<Column<Result>>]> = [
		['At five requests a second', paced, [WAY, ROWS, DELAY, REQUESTS, TIME, IDEAL]],
		['Without a limit, answers at once', free, [WAY, ROWS, REQUESTS, TIME]],
		['Memory, each run in a new process', fresh, [WAY, ROWS, SENT, PEAK]],
	];
	const perItem = paced.find(({ way }) => way === 'perItem');
	// It waits a second between two batches of five.
	const minutes = (items: number) =>
		`${Math.round(((perItem!.ms / 60_000) * (items / 5 - 1)) / (perItem!.count / 5 - 1))} min`;
	return [
		...groups
			.filter(([, list]) => list.length > 0)
			.map(([title, list, columns]) => `**${title}**\n\n${table(columns, list)}`),
		...(perItem
			? [
					`${WAYS.perItem}, with its own batching of five a second, was measured with ${PACED_ITEMS} items; at that pace 1,000 take ${minutes(1_000)}, 10,000 ${minutes(10_000)}, 100,000 ${minutes(100_000)}.`,
				]
			: []),
	];
}

const figureTable = (results: Result[]): string =>
	table(
		[
			['figure', ({ title }) => title],
			['at most', ({ bound }) => String(bound)],
			['measured', ({ measured }) => String(+measured.toFixed(2))],
			['', ({ isMet }) => (isMet ? '✓' : '✗')],
		],
		figuresOf(results),
	);

function table<T>(columns: Array<Column<T>>, list: T[]): string {
	const written = columns.map(([heading, cell], n) => {
		const cells = [heading, ...list.map(cell)];
		const width = Math.max(3, ...cells.map(({ length }) => length));
		const rule = n === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`;
		const [top, ...rest] = cells.map((text) =>
			n === 0 ? text.padEnd(width) : text.padStart(width),
		);
		return [top, rule, ...rest];
	});
	return written[0]!
		.map((_, line) => `| ${written.map((cells) => cells[line]).join(' | ')} |`)
		.join('\n');
}

/** How long 10,000 rows take in each way, as a chart that GitHub draws. */
function chart(results: Result[]): string {
	const shown = results.filter(({ count, perSecond }) => count === 10_000 && !perSecond);
	return [
		'```mermaid',
		'xychart-beta',
		'    title "10,000 rows without a limit"',
		`    x-axis [${shown.map(({ way }) => `"${WAYS[way]}"`).join(', ')}]`,
		'    y-axis "seconds"',
		`    bar [${shown.map(({ ms }) => (ms / 1000).toFixed(1)).join(', ')}]`,
		'```',
	].join('\n');
}

/** Prints what was measured. */
export const print = (results: Result[]) =>
	console.log(`\n${[figureTable(results), ...tablesOf(results)].join('\n\n')}`);

/**
 * Puts what was measured into docs/benchmarks.md.
 * @param engine measured on n8n's engine alone
 * @param n8n measured in a real n8n of this version
 */
export function writePage(engine: Result[], n8n: Result[], version: string, rounds: number): void {
	const processor = cpus()[0]?.model ?? 'an unnamed processor';
	const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
	const parts = [
		`Measured with n8n ${version}, Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} cores of ${processor}, ${memory} of memory; medians of ${rounds} runs.`,
		figureTable([...engine, ...n8n.filter(({ isFresh }) => isFresh)]),
		"### n8n's engine alone",
		...tablesOf(engine),
		'### A real n8n, and the alternatives',
		...tablesOf(n8n),
		chart(n8n),
	];
	const page = readFileSync(PAGE, 'utf8');
	const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]];
	writeFileSync(PAGE, `${before}${BEGIN}\n\n${parts.join('\n\n')}\n\n${END}${after}`);
}
