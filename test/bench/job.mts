/** One run of one way to send rows, in a process that does nothing else. */

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
export type Way = keyof typeof WAYS;

/** Which rows: `generated` have ten columns and 270 bytes, `wide` each a field of their own. */
export type Data = 'generated' | 'wide';

export interface Job {
	way: Way;
	data: Data;
	/** How many rows. */
	count: number;
	/** Where the server listens, and a key for it: the rate limit goes by keys. */
	baseUrl: string;
	apiKey: string;
	/** What the credential holds; 100 is the most that it takes, so no limit is Infinity. */
	perSecond: number;
	/** A webhook's single row, sent by another execution while this one is under way. */
	besides?: boolean;
}

export interface Measured {
	/** From the moment the items are there to the end of the last node under test. */
	ms: number;
	/** How far the process's memory rose meanwhile, at its peak. */
	peakBytes: number;
	/** How long the single row besides took. */
	besidesMs?: number;
}
