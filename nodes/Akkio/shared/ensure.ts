import { NodeOperationError } from 'n8n-workflow';

import { clock } from './clock';
import { accountOf } from './credential';
import { datasetsRequest, type Dataset } from './datasets';
import { withDoubt } from './explain';
import { REMEMBER_FOR } from './limits';
import { datasetNamed, knownOf, remember } from './named';
import { askAkkio, errorOf, signalOf, type Caller } from './request';
import { oneAtATime } from './turns';

/** A dataset that is there now, and whether this call made it. */
export interface Ensured extends Dataset {
	created: boolean;
}

const DOUBT = 'The dataset may have been created. Look before you create it again.';

/**
 * Makes sure that there is a dataset of this name, and creates it if there is none: once in this
 * process, however many items and executions ask at the same time.
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
		// What was learned since this call asked, the one before it learned while this one waited.
		if (known?.dataset && known.at >= asked) return { ...known.dataset, created: false };
		const isInDoubt = known !== undefined && known.dataset === undefined;
		if (isInDoubt && known.at >= asked) throw doubtful(caller, name, itemIndex);

		const found = await datasetNamed(caller, name, itemIndex);
		if (!found && isInDoubt) throw doubtful(caller, name, itemIndex);
		if (!found) return { ...(await createUnlessThere(caller, name, itemIndex)), created: true };
		await remember(caller, name, found);
		return { ...found, created: false };
	});
}

/**
 * Creates a dataset, whatever others are called.
 * @param name without white space around it; never empty
 * @throws NodeApiError in the words of FAILURES; its description says what may have happened
 */
export async function createDataset(
	caller: Caller,
	name: string,
	itemIndex: number,
): Promise<Dataset> {
	const created = await create(caller, name);
	if (created.ok) return created.value;
	throw errorOf(caller, withDoubt(created.failure, DOUBT), itemIndex);
}

/** The same, where nobody else has the name: if the answer is lost, whoever has it now was just created. */
async function createUnlessThere(
	caller: Caller,
	name: string,
	itemIndex: number,
): Promise<Dataset> {
	const created = await create(caller, name);
	if (created.ok) return created.value;
	if (created.failure.rows === 'unknown') {
		// What keeps it from looking is not the news here.
		const found = await datasetNamed(caller, name, itemIndex).catch(() => undefined);
		if (found) {
			await remember(caller, name, found);
			return found;
		}
	}
	throw errorOf(caller, withDoubt(created.failure, DOUBT), itemIndex);
}

/** Akkio calls the id and the name `dataset_id` and `dataset_name` here (fact W9). */
async function create(caller: Caller, name: string) {
	const request = { ...datasetsRequest(caller, 'POST'), body: { name } };
	const result = await askAkkio<Dataset>(caller, request, {
		read: ({ dataset_id: id, dataset_name }) =>
			id ? { id: String(id), name: String(dataset_name ?? name) } : undefined,
	});
	if (result.ok) await remember(caller, name, result.value);
	else if (result.failure.rows === 'unknown') await remember(caller, name);
	return result;
}

function doubtful(caller: Caller, name: string, itemIndex: number): NodeOperationError {
	const message = `A dataset named '${name}' may just have been created`;
	return new NodeOperationError(caller.getNode(), message, {
		itemIndex,
		description: `The answer to an earlier request was lost, and Akkio's list does not show the dataset yet. So that there are never two, none is created for the next ${REMEMBER_FOR / 60_000} minutes. Look in Akkio: if it is not there, create it there, or run this again later.`,
	});
}
