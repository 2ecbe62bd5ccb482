/** docs/benchmarks.md: what the package means to be, and how it compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';

import { tableOf } from '../support/markdown.mts';
import { N8N_VERSION } from '../support/n8n/install.mts';
import { ROOT } from '../support/root.mts';
import { ROUNDS, type Result } from './measure.mts';
import { COUNTS, DELAYS_MS, PACED_ITEMS, WAYS, type Task } from './ways.mts';

const PAGE = join(ROOT, 'docs', 'benchmarks.md');
/** What lies between them is written anew. */
const [BEGIN, END] = ['<!-- figures: begin -->', '<!-- figures: end -->'];

/** Milliseconds between two starts at five a second, with the package's margin. */
const TURN_MS = 220;

/** The shortest time for so many requests that nothing else delays. */
const idealMs = ({ requests, answerAfterMs = 0 }: Result) =>
	requests * Math.max(TURN_MS, answerAfterMs);

/** The result of exactly this task; a limit goes without saying. */
function find(results: Result[], task: Task): Result {
	const { answerAfterMs, isBeside, isFresh } = task;
	const wanted = Object.entries({ ...task, answerAfterMs, isBeside, isFresh });
	return results.find((one) => wanted.every(([name, value]) => one[name as keyof Task] === value))!;
}

/** What the package means to be, as ratios that hold on any machine; without a real n8n all but memory. */
export function figuresOf(engine: Result[], n8n: Result[] = []) {
	const result = (way: Task['way'], count: number, more: Partial<Task> = {}) =>
		find(engine, { way, count, ...more });
	const overIdeal = (answerAfterMs: number) => {
		const large = result('automatic', 100_000, { answerAfterMs });
		return large.ms / idealMs(large);
	};
	const beside = result('automatic', 100_000, { answerAfterMs: 0, isBeside: true });
	const [nothing, sent] = n8n.filter(({ isFresh }) => isFresh);
	const predicted = result('predict', 10_000, { perSecond: 5, answerAfterMs: 0 });
	const inOneSecond = engine.filter(({ perSecond }) => perSecond).map((one) => one.inOneSecond);
	// prettier-ignore
	const figures: Array<[title: string, bound: number, measured: number]> = [
		['100,000 rows at five a second, answers after 0 ms ÷ ideal', 1.1, overIdeal(0)],
		['100,000 rows at five a second, answers after 300 ms ÷ ideal', 1.1, overIdeal(300)],
		["turns that a webhook's row waits beside a run of 100,000 rows", 2, beside.ms / TURN_MS],
		['50,000 rows without a limit ÷ a bare script with the same batches', 3, result('automatic', 50_000).ms / result('script', 50_000).ms],
		['10,000 rows, ten columns mapped by hand ÷ mapped automatically', 1.5, result('byHand', 10_000).ms / result('automatic', 10_000).ms],
		['10,000 rows that each have a field of their own ÷ 2,500 of them', 5, result('wide', 10_000).ms / result('wide', 2_500).ms],
		['10,000 rows predicted at five a second ÷ ideal', 1.1, predicted.ms / idealMs(predicted)],
		['requests in any sliding second at five a second', 5, Math.max(...inOneSecond)],
	];
	if (nothing && sent) {
		const title = 'memory above the same workflow without sending ÷ bytes sent, 100,000 rows';
		figures.push([title, 3, (sent.peakBytes - nothing.peakBytes) / sent.bytes]);
	}
	return figures.map(([title, bound, measured]) => ({
		...{ title, bound, measured, isMet: measured <= bound },
	}));
}

const whole = (number: number) => Math.round(number).toLocaleString('en');
const secondsOf = (ms: number) => `${(ms / 1000).toFixed(ms >= 10_000 ? 1 : 2)} s`;

export const figureTable = (engine: Result[], n8n?: Result[]) =>
	tableOf([
		['figure', 'at most', 'measured', ''],
		...figuresOf(engine, n8n).map(({ title, bound, measured, isMet }) => [
			...[title, String(bound), measured.toFixed(2), isMet ? '✓' : '✗'],
		]),
	]);

/** At five requests a second: each way's time beside the ideal one. */
function comparison(n8n: Result[]): string {
	const lines = DELAYS_MS.flatMap((answerAfterMs) =>
		COUNTS.map((count) => {
			const ours = find(n8n, { way: 'automatic', count, answerAfterMs });
			const one = find(n8n, { way: 'aggregate', count, answerAfterMs });
			const paced = find(n8n, { way: 'perItem', count: PACED_ITEMS, answerAfterMs });
			// It waits a second between two batches of five.
			const perItem =
				count === 1
					? secondsOf(find(n8n, { way: 'perItem', count, answerAfterMs }).ms)
					: `≈ ${whole((paced.ms / 60_000) * ((count / 5 - 1) / (PACED_ITEMS / 5 - 1)))} min`;
			return [
				...[whole(count), `${answerAfterMs} ms`, whole(ours.requests), secondsOf(idealMs(ours))],
				...[secondsOf(ours.ms), secondsOf(one.ms), perItem],
			];
		}),
	);
	const ways = [WAYS.automatic, WAYS.aggregate, WAYS.perItem];
	return tableOf([['rows', 'answers after', "Akkio's requests", 'ideal', ...ways], ...lines]);
}

/** How long 10,000 rows take in each way without a limit, as a chart that GitHub draws. */
function chart(n8n: Result[]): string {
	const shown = n8n.filter(({ perSecond, isFresh }) => !perSecond && !isFresh);
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

/** Puts what was measured on the engine and in a real n8n into docs/benchmarks.md. */
export function writePage(engine: Result[], n8n: Result[]): void {
	const processor = cpus()[0]?.model ?? 'an unnamed processor';
	const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
	const parts = [
		`Measured with n8n ${N8N_VERSION}, Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} cores of ${processor}, ${memory} of memory; medians of ${ROUNDS} runs.`,
		figureTable(engine, n8n),
		'In a real n8n, at five requests a second:',
		comparison(n8n),
		`HTTP Request has its own batching of five a second; its times for more than one row are reckoned from ${PACED_ITEMS} items.`,
		chart(n8n),
	];
	const page = readFileSync(PAGE, 'utf8');
	const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]];
	writeFileSync(PAGE, `${before}${BEGIN}\n\n${parts.join('\n\n')}\n\n${END}${after}`);
}
