import { NodeOperationError } from 'n8n-workflow';

import { clock } from './clock';
import { createDataset } from './createDataset';
import { accountOf } from './credential';
import type { Dataset } from './datasets';
import { REMEMBER_FOR } from './limits';
import { datasetNamed, knownOf, remember } from './named';
import { errorOf, signalOf, type Caller } from './request';
import { oneAtATime } from './turns';

/** A dataset that is there now, and whether this call made it. */
export interface Ensured extends Dataset {
	created: boolean;
}

/**
 * Makes sure that there is a dataset of this name, or of this ID, and creates it if there is none:
 * once in this process, however many items and executions ask at the same time.
 * @param name without white space around it; never empty
 * @param itemIndex the item to blame, from 0
 * @throws NodeOperationError if several datasets share the name, or one may just have been created;
 *   NodeApiError in the words of FAILURES
 */
export async function ensureDataset(
	caller: Caller,
	name: string,
	itemIndex: number,
): Promise<Ensured> {
	const turn = `name ${await accountOf(caller)} ${name}`;
	const asked = clock.now();
	return await oneAtATime(turn, { clock, signal: signalOf(caller) }, async () => {
		const known = await knownOf(caller, name);
		const isInDoubt = known !== undefined && known.dataset === undefined;
		// What was learned since this call asked was learned while it waited: no need to look again.
		const isFresh = known !== undefined && known.at >= asked;
		const found = isFresh ? known.dataset : await datasetNamed(caller, name, itemIndex);
		if (found) {
			if (!isFresh) await remember(caller, name, found);
			return { ...found, created: false };
		}
		if (isInDoubt) throw doubtful(caller, name, itemIndex);
		return { ...(await createOnce(caller, name, itemIndex)), created: true };
	});
}

/** Creates a dataset where nobody had the name: if the answer is lost, whoever has it now is the one. */
async function createOnce(caller: Caller, name: string, itemIndex: number): Promise<Dataset> {
	const created = await createDataset(caller, name);
	if (created.ok) return created.value;
	if (created.failure.rows === 'unknown') {
		// What keeps it from looking is not the news here.
		const found = await datasetNamed(caller, name, itemIndex).catch(() => undefined);
		if (found) {
			await remember(caller, name, found);
			return found;
		}
	}
	throw errorOf(caller, created.failure, itemIndex);
}

function doubtful(caller: Caller, name: string, itemIndex: number): NodeOperationError {
	const message = `A dataset named '${name}' may just have been created`;
	return new NodeOperationError(caller.getNode(), message, {
		itemIndex,
		description: `The answer to an earlier request was lost, and Akkio's list does not show the dataset yet. So that there are never two, none is created for the next ${REMEMBER_FOR / 60_000} minutes. Look in Akkio: if it is not there, create it there, or run this again later.`,
	});
}
