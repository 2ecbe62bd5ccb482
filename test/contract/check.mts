import { randomBytes } from 'node:crypto';

import { Akkio, type Account } from './akkio.mts';
import { bodyOf, Broken, must, succeeded, type Fact, type World } from './fact.mts';
import { REFUSALS } from './refusals.mts';
import { UNKNOWNS } from './unknowns.mts';
import { WIRE } from './wire.mts';

/** What came of one check. */
export interface Finding extends Pick<Fact, 'number' | 'says'> {
	came: 'held' | 'broken' | 'learned' | 'notAsked';
	/** What was seen or learned, or why nothing was asked. */
	words?: string;
}

/** What the suite leaves alone, and why. */
const NOT_ASKED: Finding[] = (
	[
		['W1, W2, E1', 'the address, the one route, "success"', 'every check above rests on them'],
		[
			'L1, U2',
			'five requests a second, and what comes above',
			'it would take more than Akkio allows',
		],
		['L2, L3', 'the size of a request and of a dataset', 'it would take very much data'],
		[
			'W5, E4',
			'keys without scopes, no access',
			'it would take other datasets, or another account',
		],
		['U4', 'an empty id', 'a DELETE without an id might delete anything'],
		[
			'E6, E7, U5',
			'gateways, lost answers, late writes',
			'they cannot be made to happen from here',
		],
		['W14, U6', 'how long /v1 lives, and what it does not offer', 'no request tells'],
	] as const
).map(([number, says, words]) => ({ number, says, came: 'notAsked', words }));

/** The suite's dataset is gone afterwards: the last fact to check, and a duty. */
const DELETE: Fact = {
	number: 'W12',
	says: 'DELETE {id} deletes the dataset and answers {status}',
	async check({ akkio, id }) {
		const answer = await akkio.ask('DELETE', { id });
		must(succeeded(answer), akkio.words(answer));
		const keys = Object.keys(bodyOf(answer)).join();
		must(keys === 'status', `the keys ${keys}`);
		const gone = await akkio.ask('GET', { id });
		must(!succeeded(gone), 'the dataset, still there');
	},
};

/** A name that nobody takes for their own, and nobody else has. */
const ownName = () =>
	`n8n-nodes-akkio contract check ${randomBytes(4).toString('hex')} (may be deleted)`;

/**
 * Checks every fact against an account, with one dataset that it makes and deletes; touches no other.
 * Calls back with each finding as it comes. `signal` ends it before the next check, and it tidies up.
 * @returns the name of a dataset that may have been left behind
 */
export async function checkFacts(
	account: Account,
	found: (finding: Finding) => void,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const akkio = new Akkio(account);
	const world: World = { akkio, name: ownName(), id: '' };
	// The first check makes the dataset that the others need.
	for (const fact of [...WIRE, ...REFUSALS, ...UNKNOWNS]) {
		if (signal?.aborted && world.id !== '') break;
		found(await outcomeOf(fact, world));
		if (world.id === '') return world.name;
	}
	const deleted = await outcomeOf(DELETE, world);
	found(deleted);
	if (akkio.tooMany > 0) {
		const words = `${akkio.tooMany} answers were a 429 at less than five requests a second`;
		found({ number: 'L1', says: 'five requests a second are allowed', came: 'broken', words });
	}
	NOT_ASKED.forEach(found);
	return deleted.came === 'broken' ? world.name : undefined;
}

async function outcomeOf({ number, says, check }: Fact, world: World): Promise<Finding> {
	const { key } = world.akkio;
	try {
		const words = (await check(world)) ?? undefined;
		return { number, says, came: number.startsWith('U') ? 'learned' : 'held', words };
	} catch (error) {
		const { message } = error as Error;
		const words = error instanceof Broken ? message : `no answer: ${message}`;
		return { number, says, came: 'broken', words: words.replaceAll(key, '(the key)') };
	}
}
