/** What is measured, and what the package means to be: ratios within one run hold on any machine. */
import type { Result, Task } from './measure.mts';
import type { Way } from './job.mts';

/** Milliseconds between two starts at five a second, with the package's margin. */
const TURN_MS = 220;
const COUNTS = [1, 1_000, 10_000, 100_000];
const ANSWERS_MS = [0, 300, 1_000];
const PACED = { perSecond: 5 };

/** At five a second, HTTP Request's own batching takes 33 minutes for 10,000 rows; its pace is even. */
export const PACED_ITEMS = 100;

/** For n8n's engine alone. */
export const ENGINE_TASKS: Task[] = [
	...ANSWERS_MS.flatMap((answerAfterMs) =>
		COUNTS.map((count): Task => ({ way: 'automatic', count, ...PACED, answerAfterMs })),
	),
	{ way: 'automatic', count: 100_000, ...PACED, answerAfterMs: 0, besides: true },
	{ way: 'predict', count: 10_000, ...PACED, answerAfterMs: 0 },
	...[10_000, 50_000].flatMap((count): Task[] => [
		{ way: 'script', count },
		{ way: 'automatic', count },
	]),
	{ way: 'byHand', count: 10_000 },
	{ way: 'automatic', count: 2_500, data: 'wide' },
	{ way: 'automatic', count: 10_000, data: 'wide' },
];

/** For a real n8n: the alternatives that a user has without this package. */
export const N8N_TASKS: Task[] = [
	...(['automatic', 'aggregate', 'perItem'] as const).flatMap((way): Task[] => [
		{ way, count: 1_000 },
		{ way, count: 10_000 },
	]),
	{ way: 'automatic', count: 10_000, ...PACED, answerAfterMs: 0 },
	{ way: 'aggregate', count: 10_000, ...PACED, answerAfterMs: 0 },
	{ way: 'perItem', count: PACED_ITEMS, ...PACED, answerAfterMs: 0 },
	{ way: 'nothing', count: 100_000, isFresh: true },
	{ way: 'automatic', count: 100_000, isFresh: true },
];

/** The shortest time for so many requests that nothing else delays. */
export const idealMs = ({ requests, answerAfterMs = 0 }: Result) =>
	requests * Math.max(TURN_MS, answerAfterMs);

/** What HTTP Request with batching would take for more items: it waits a second between two batches of five. */
export const scaledMs = ({ ms, count }: Result, items: number) =>
	(ms * (items / 5 - 1)) / (count / 5 - 1);

export interface Figure {
	title: string;
	/** The most it may be. */
	bound: number;
	measured: number;
}

/** Every figure for which the results are there. */
export function figuresOf(results: Result[]): Figure[] {
	const find = (way: Way, count: number, more: Partial<Task> = {}) =>
		results.find(
			(one) =>
				one.way === way &&
				one.count === count &&
				one.answerAfterMs === more.answerAfterMs &&
				one.data === more.data &&
				one.besides === more.besides &&
				one.isFresh === more.isFresh,
		);
	const ratio = (one: Result | undefined, other: Result | undefined) =>
		one && other ? one.ms / other.ms : NaN;
	const overIdeal = (way: Way, count: number, answerAfterMs: number) => {
		const result = find(way, count, { answerAfterMs });
		return result ? result.ms / idealMs(result) : NaN;
	};
	const besides = find('automatic', 100_000, { answerAfterMs: 0, besides: true });
	const [sent, nothing] = (['automatic', 'nothing'] as const).map((way) =>
		find(way, 100_000, { isFresh: true }),
	);
	const wide = (count: number) => find('automatic', count, { data: 'wide' });
	const limited = results.filter(({ perSecond }) => perSecond === 5);
	const figures: Array<[string, number, number]> = [
		[
			'100,000 rows at five a second, answers after 0 ms ÷ ideal',
			1.1,
			overIdeal('automatic', 100_000, 0),
		],
		[
			'100,000 rows at five a second, answers after 300 ms ÷ ideal',
			1.1,
			overIdeal('automatic', 100_000, 300),
		],
		['10,000 rows predicted at five a second ÷ ideal', 1.1, overIdeal('predict', 10_000, 0)],
		[
			"turns that a webhook's row waits beside a run of 100,000 rows",
			2,
			besides ? besides.besidesMs! / TURN_MS : NaN,
		],
		[
			'50,000 rows without a limit ÷ a bare script with the same batches',
			3,
			ratio(find('automatic', 50_000), find('script', 50_000)),
		],
		[
			'10,000 rows, ten columns mapped by hand ÷ mapped automatically',
			1.5,
			ratio(find('byHand', 10_000), find('automatic', 10_000)),
		],
		[
			'10,000 ÷ 2,500 rows that each have a field of their own',
			5,
			ratio(wide(10_000), wide(2_500)),
		],
		[
			'memory above the same workflow without sending ÷ bytes sent, 100,000 rows',
			3,
			sent && nothing ? (sent.peakBytes - nothing.peakBytes) / sent.bytes : NaN,
		],
		[
			'requests in any sliding second at five a second',
			5,
			Math.max(...limited.filter(({ way }) => way === 'automatic').map((one) => one.inOneSecond)),
		],
	];
	return figures
		.filter(([, , measured]) => Number.isFinite(measured))
		.map(([title, bound, measured]) => ({ title, bound, measured }));
}
