import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { AkkioClient, type Account } from './client.mts';
import { DELETE, FACTS, OF_MODEL, PREDICTIONS, Violation } from './facts.mts';
import type { Context, Fact } from './facts.mts';

/** What came of one check: a line of FACTS.md, and what was seen or learned, or why nothing was asked. */
export interface Result {
	number: string;
	description: string;
	outcome: 'held' | 'violated' | 'learned' | 'skipped';
	details?: string;
}

/** What the suite leaves alone, and why. */
const SKIPPED = [
	['W1, W2, E1', 'base URL, route, "success"', 'every check above rests on them'],
	['L1, U2', 'what comes above five a second', 'it would take more than Akkio allows'],
	['L2, L3', 'the size of a request and of a dataset', 'it would take very much data'],
	['W5, E4, L4, U9', 'keys, access and plans', 'it would take other accounts'],
	['W17', 'names that are not unique', 'it would take a second dataset'],
	['W18, E10, U4', 'requests without an id', 'they might create or delete anything'],
	['E6, E7, E8, U5', 'gateways, lost answers, late writes', 'they cannot be provoked from here'],
	['M8, M11', 'deleting a model', 'it might delete a whole project'],
	['M10, U11, U12, U15, U17', 'what the plan allows, other predictions', 'they cost predictions'],
	['T2, T3, T4, T5, T7, U14, U16', 'training', 'it would take the plan and some minutes'],
	['W14, U6', 'how long /v1 lives, what it lacks', 'no request tells'],
] as const;

/**
 * Checks every fact against an account, with one dataset that it creates and deletes; touches no other.
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
	const why = `without AKKIO_MODEL_ID; it takes ${PREDICTIONS} predictions of the plan`;
	const notAsked = (modelId ? [] : OF_MODEL).map(([number, what]) => [number, what, why] as const);
	for (const [number, description, details] of [...notAsked, ...SKIPPED]) {
		onResult({ number, description, outcome: 'skipped', details });
	}
	const leftBehind = deleted.outcome === 'violated' ? name : undefined;
	return { requests: counts.requests, leftBehind };
}

async function check([number, description, run]: Fact, context: Context): Promise<Result> {
	try {
		const details = (await run(context)) ?? undefined;
		return { number, description, outcome: number.startsWith('U') ? 'learned' : 'held', details };
	} catch (error) {
		const { message } = error as Error;
		const details = error instanceof Violation ? message : `no answer: ${message}`;
		return { number, description, outcome: 'violated', details: context.akkio.redact(details) };
	}
}

/** The numbers of all lines of FACTS.md. */
export function readFactNumbers(): string[] {
	const text = readFileSync('test/support/akkio/FACTS.md', 'utf8');
	return [...text.matchAll(/^\| ([A-Z]\d+)/gm)].map(([, number]) => number!);
}
