import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { AkkioClient, type Account } from './client.mts';
import { DELETE, FACTS, OF_MODEL, type Context, type Fact } from './facts.mts';

/** What came of one check: a line of FACTS.md, and what was seen or learned. */
export interface Result {
	number: string;
	description: string;
	outcome: 'held' | 'violated' | 'learned';
	details?: string;
}

/**
 * Checks facts against an account, with one dataset that it creates and deletes; touches no other.
 * Predicts only if the account names a model: that costs PREDICTIONS of the plan.
 * @param onResult called with each result as it comes
 * @param signal ends it before the next check; the dataset is deleted all the same
 * @returns how many requests it took, and the name of a dataset that may have been left behind
 */
export async function checkFacts(
	account: Account,
	onResult: (result: Result) => void,
	signal?: AbortSignal,
): Promise<{ requests: number; leftBehind?: string }> {
	const akkio = new AkkioClient(account);
	// A name that nobody takes for their own, and nobody else has.
	const name = `n8n-nodes-akkio contract check ${randomBytes(4).toString('hex')} (may be deleted)`;
	const { modelId } = account;
	const context: Context = { akkio, name, id: '', modelId };
	const { counts } = akkio;
	// The first check creates the dataset that the others need.
	for (const fact of modelId ? [...FACTS, ...OF_MODEL] : FACTS) {
		if (signal?.aborted && context.id !== '') break;
		onResult(await check(fact, context));
		if (context.id === '') return { requests: counts.requests, leftBehind: name };
	}
	const deleted = await check(DELETE, context);
	onResult(deleted);
	if (counts.tooMany > 0) {
		const details = `${counts.tooMany} answers were a 429 at less than five requests a second`;
		onResult({ number: 'L1', description: 'five a second', outcome: 'violated', details });
	}
	const leftBehind = deleted.outcome === 'violated' ? name : undefined;
	return { requests: counts.requests, leftBehind };
}

async function check([number, description, run]: Fact, context: Context): Promise<Result> {
	try {
		const details = (await run(context)) ?? undefined;
		return { number, description, outcome: number.startsWith('U') ? 'learned' : 'held', details };
	} catch (error) {
		const details = context.akkio.redact((error as Error).message);
		return { number, description, outcome: 'violated', details };
	}
}

/** The numbers of the lines of FACTS.md that no result is about. */
export function factsWithout(results: Result[]): string[] {
	const checked = results.flatMap(({ number }) => number.split(', '));
	const text = readFileSync('test/support/akkio/FACTS.md', 'utf8');
	const numbers = [...text.matchAll(/^\| ([A-Z]\d+)/gm)].map(([, number]) => number!);
	return numbers.filter((number) => !checked.includes(number));
}
