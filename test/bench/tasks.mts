/** What is measured: ways to send rows, each in a process that does nothing else meanwhile. */

/** What is compared. Only the first five run without n8n's own nodes. */
export const WAYS = {
	script: 'A bare script, the same batches',
	nothing: 'The same workflow without sending',
	automatic: 'Akkio, mapped automatically',
	byHand: 'Akkio, ten columns mapped by hand',
	predict: 'Akkio, Predict',
	perItem: 'HTTP Request, one per item',
	aggregate: 'Aggregate → one HTTP Request',
};

/** Which rows: `generated` have ten columns and 270 bytes, `wide` each a field of their own. */
export type Data = 'generated' | 'wide';

/** One way with so many rows, against a server that answers after so long. */
export interface Task {
	way: keyof typeof WAYS;
	count: number;
	/** `generated` unless given. */
	data?: Data;
	/** Akkio's five requests a second, or no limit. */
	perSecond?: number;
	answerAfterMs?: number;
	/** A webhook's single row, sent by another execution while this one is under way. */
	besides?: boolean;
	/** Each run in a process of its own, so that its memory is its own. */
	isFresh?: boolean;
}

/** A task with the server's base URL, and a key for it: the rate limit goes by keys. */
export type Job = Task & { data: Data; baseUrl: string; apiKey: string };

export interface Measured {
	/** From the moment the items are there to the end of the last node under test. */
	ms: number;
	/** How far the process's memory rose meanwhile, at its peak. */
	peakBytes: number;
	/** How long the single row besides took. */
	besidesMs?: number;
}

const AT_FIVE = { perSecond: 5, answerAfterMs: 0 };

/** At five a second, HTTP Request's own batching takes 33 minutes for 10,000 rows; its pace is even. */
export const PACED_ITEMS = 100;

/** For n8n's engine alone. */
export const ENGINE_TASKS: Task[] = [
	...[0, 300, 1_000].flatMap((answerAfterMs) =>
		[1, 1_000, 10_000, 100_000].map(
			(count): Task => ({ way: 'automatic', count, perSecond: 5, answerAfterMs }),
		),
	),
	{ way: 'automatic', count: 100_000, ...AT_FIVE, besides: true },
	{ way: 'predict', count: 10_000, ...AT_FIVE },
	{ way: 'script', count: 10_000 },
	{ way: 'automatic', count: 10_000 },
	{ way: 'script', count: 50_000 },
	{ way: 'automatic', count: 50_000 },
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
	{ way: 'automatic', count: 10_000, ...AT_FIVE },
	{ way: 'aggregate', count: 10_000, ...AT_FIVE },
	{ way: 'perItem', count: PACED_ITEMS, ...AT_FIVE },
	{ way: 'nothing', count: 100_000, isFresh: true },
	{ way: 'automatic', count: 100_000, isFresh: true },
];
