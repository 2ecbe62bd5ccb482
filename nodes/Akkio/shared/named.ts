import { NodeOperationError, type IDataObject } from 'n8n-workflow';

import { clock } from './clock';
import { accountOf } from './credential';
import { listDatasets, readDataset, type Dataset } from './datasets';
import { Memory } from './memory';
import { errorOf, type Caller } from './request';

/** What this process learned of a name lately. */
export interface Known {
	/** When it learned it, on the package's clock. */
	at: number;
	/** Undefined if a request to create it went out, and nobody knows whether it arrived. */
	dataset?: Dataset;
}

/** Akkio's list may not show at once what was just created (U7), so that is kept in mind here. */
const memory = new Memory<Known>(clock);

const placeOf = async (caller: Caller, name: string) => `${await accountOf(caller)} ${name}`;

export async function knownOf(caller: Caller, name: string): Promise<Known | undefined> {
	return memory.get(await placeOf(caller, name));
}

/** Keeps in mind that this dataset has the name, or, without one, that it may just have been created. */
export async function remember(caller: Caller, name: string, dataset?: Dataset): Promise<void> {
	memory.set(await placeOf(caller, name), { at: clock.now(), dataset });
}

/**
 * The dataset of this name, white space around it aside, capital letters included; or of this ID,
 * since whoever changes the mode from By ID to By Name takes the ID along. Undefined if there is none.
 * @param name without white space around it
 * @throws NodeOperationError if several share the name
 */
export async function datasetNamed(
	caller: Caller,
	name: string,
	itemIndex: number,
): Promise<Dataset | undefined> {
	const listed = await listDatasets(caller, itemIndex);
	const sameId = listed.find(({ id }) => id === name);
	if (sameId) return sameId;

	const unlisted = await unlistedOf(caller, name, listed, itemIndex);
	const namesakes = [...listed.filter((one) => one.name.trim() === name), ...unlisted];
	if (namesakes.length < 2) return namesakes[0];
	const ids = namesakes.map(({ id }) => id).join(', ');
	throw new NodeOperationError(
		caller.getNode(),
		`Akkio has ${namesakes.length} datasets named '${name}'`,
		{ itemIndex, description: `Give the ID of one of them instead of the name: ${ids}` },
	);
}

/** The dataset that this process knows by the name, if the list lacks it and it is there all the same. */
async function unlistedOf(
	caller: Caller,
	name: string,
	listed: readonly Dataset[],
	itemIndex: number,
): Promise<Dataset[]> {
	const place = await placeOf(caller, name);
	const known = memory.get(place);
	const dataset = known?.dataset;
	if (!dataset || listed.some(({ id }) => id === dataset.id)) return [];
	const result = await readDataset(caller, dataset.id, `'${name}'`);
	if (result.ok && isSame(result.value, dataset)) return [dataset];
	if (!result.ok && result.failure.name !== 'unknownDataset') {
		throw errorOf(caller, result.failure, itemIndex);
	}
	// While this one asked, another call may have learned better.
	if (memory.get(place) === known) memory.delete(place);
	return [];
}

/** Somebody may have renamed it in Akkio. */
const isSame = ({ name }: IDataObject, dataset: Dataset) => name === dataset.name;
