import fc from 'fast-check';

import type { N8n } from '../support/n8n/n8n.mts';
import { callWebhook, type Row } from '../support/n8n/stories.mts';

/** One call of the webhook, with as many rows as chance gave it. Each row names its call. */
export interface Call {
	name: string;
	rows: Row[];
}

/** What came back: an account of its rows, or an HTTP status that says that there is none. */
export interface Answered extends Call {
	status: number;
	/** What the workflow put out, where it went through. */
	report: Row[];
}

const SEED = 6;

/** The same calls at every run: the seed decides how many rows, 1 to `most`, each of them has. */
export function callsOf(name: string, count: number, most: number): Call[] {
	const sizes = fc.sample(fc.noBias(fc.integer({ min: 1, max: most })), {
		numRuns: count,
		seed: SEED,
	});
	return sizes.map((size, number) => {
		const call = `${name} ${number}`;
		return { name: call, rows: Array.from({ length: size }, (_, n) => ({ call, n })) };
	});
}

/** Makes all calls at once and waits for every answer. */
export async function callAll(n8n: N8n, calls: Call[]): Promise<Answered[]> {
	return await Promise.all(
		calls.map(async (call) => {
			const answer = await callWebhook(n8n, call.rows);
			const body = await answer.json();
			return { ...call, status: answer.status, report: answer.ok ? (body as Row[]) : [] };
		}),
	);
}
