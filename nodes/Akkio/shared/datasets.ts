import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { TtlCache } from './cache';
import { clock } from './clock';
import { CACHE_TTL_MS } from './constants';
import { cancelSignal, type Context } from './context';
import { getAccount } from './credential';
import { noteIfUnknown } from './errors';
import { findByName, getByName } from './findByName';
import { withLock } from './mutex';
import { cleanName } from './names';
import { toNodeApiError, toUserError } from './nodeErrors';
import { akkioRequest } from './request';
import type { Result } from './retry';
import { isObject, truncate } from './text';

/** A dataset as Akkio lists it (fact W6). */
export interface Dataset extends IDataObject {
	id: string;
	name: string;
}

/** What this process learned of a name lately. */
interface NamedDataset {
	learnedAt: number;
	/** Undefined if a request to create it went out, and nobody knows whether it arrived. */
	dataset?: Dataset;
}

/** Akkio's list may not show at once what was just created (fact U7). By account and name. */
const namedDatasets = new TtlCache<NamedDataset>();

const cacheKeyOf = async (context: Context, name: string) =>
	`${await getAccount(context)} ${cleanName(name)}`;

/**
 * Every dataset of the organization, sorted by name as a person would, then by id (Akkio promises no
 * order, fact W6).
 * @param itemIndex the item to blame, from 0
 * @throws NodeApiError in the words of ERRORS
 */
export async function listDatasets(context: Context, itemIndex?: number): Promise<Dataset[]> {
	const request: IHttpRequestOptions = { method: 'GET', url: '/datasets' };
	const result = await akkioRequest(context, request, { parse: parseDatasets });
	if (!result.ok) throw toNodeApiError(context, result.error, itemIndex);
	return result.value;
}

function parseDatasets({ datasets }: IDataObject): Dataset[] | undefined {
	if (!Array.isArray(datasets)) return undefined;
	return datasets
		.filter(isObject)
		.filter(({ id }) => typeof id === 'string' && id !== '')
		.map(({ id, name }) => ({ id: String(id), name: String(name ?? '') }))
		.sort((a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A dataset's column, with Akkio's word for its type (fact W8). */
export interface Column {
	name: string;
	type?: string;
}

/** Akkio's numeric types (fact W8). */
export const isNumericType = (type: unknown): boolean =>
	type === 'integer' || type === 'float' || type === 'number';

/** The `fields` of a dataset (fact W7). */
export const toColumns = (fields: unknown): Column[] =>
	(Array.isArray(fields) ? fields : [])
		.filter(isObject)
		.filter(({ name }) => typeof name === 'string')
		.map(({ name, type }) => ({ name: String(name), type: String(type ?? '') }));

/**
 * One dataset as Akkio describes it, `{id, name, rows, fields}` (fact W7), with the id that it leaves out.
 * @param target the dataset in words, as `ErrorContext.target`
 */
export async function getDataset(
	context: Context,
	id: string,
	target: string,
): Promise<Result<IDataObject>> {
	const request: IHttpRequestOptions = { method: 'GET', url: '/datasets', qs: { id } };
	const parse = ({ name, rows, fields }: IDataObject): IDataObject => ({ id, name, rows, fields });
	return await akkioRequest(context, request, { parse, target });
}

/** The dataset of this name, as `findByName` finds it; undefined if there is none. */
export const findDatasetByName = async (
	context: Context,
	name: string,
	itemIndex: number,
): Promise<Dataset | undefined> => {
	const listed = await listForName(context, name, itemIndex);
	return findByName(context, 'dataset', name, listed, itemIndex);
};

/** Like findDatasetByName, but a missing dataset is an error that mentions the closest name. */
export const getDatasetByName = async (
	context: Context,
	name: string,
	itemIndex: number,
): Promise<Dataset> => {
	const listed = await listForName(context, name, itemIndex);
	return getByName(context, 'dataset', name, listed, itemIndex);
};

/** Akkio's list, and the dataset of this name that it does not show yet. */
async function listForName(context: Context, name: string, itemIndex: number): Promise<Dataset[]> {
	const listed = await listDatasets(context, itemIndex);
	if (listed.some(({ id }) => id === name)) return listed;
	const unlisted = await findUnlisted(context, name, listed, itemIndex);
	return unlisted ? [...listed, unlisted] : listed;
}

/** The dataset that this process knows by the name, if the list lacks it and it is there all the same. */
async function findUnlisted(
	context: Context,
	name: string,
	listed: readonly Dataset[],
	itemIndex: number,
): Promise<Dataset | undefined> {
	const cacheKey = await cacheKeyOf(context, name);
	const known = namedDatasets.get(cacheKey);
	const dataset = known?.dataset;
	if (!dataset || listed.some(({ id }) => id === dataset.id)) return undefined;
	const result = await getDataset(context, dataset.id, `dataset '${name}'`);
	// Somebody may have renamed it in Akkio.
	if (result.ok && result.value.name === dataset.name) return dataset;
	if (!result.ok && result.error.name !== 'unknownId') {
		throw toNodeApiError(context, result.error, itemIndex);
	}
	// While this one asked, another call may have learned better.
	if (namedDatasets.get(cacheKey) === known) namedDatasets.delete(cacheKey);
	return undefined;
}

/** Sends the request that creates a dataset, and answers with it, or with how it failed. */
export type CreateDataset = () => Promise<Result<Dataset>>;

/** Creates a dataset, whatever others are called, and remembers it, or that it may be there. */
export async function createDataset(
	context: Context,
	name: string,
	create: CreateDataset,
): Promise<Result<Dataset>> {
	const result = await create();
	const cacheKey = await cacheKeyOf(context, name);
	const dataset = result.ok ? result.value : undefined;
	if (result.ok || result.error.outcome === 'unknown') {
		namedDatasets.set(cacheKey, { learnedAt: clock.now(), dataset });
	}
	return result;
}

/** The request that creates a dataset (fact W9). */
export const postDataset =
	(context: Context, name: string): CreateDataset =>
	async () =>
		await akkioRequest(
			context,
			{ method: 'POST', url: '/datasets', body: { name } },
			{
				// Akkio calls its fields otherwise here than elsewhere.
				parse: ({ dataset_id: id, dataset_name }) =>
					id ? { id: String(id), name: String(dataset_name ?? name) } : undefined,
			},
		);

/**
 * Makes sure that there is a dataset of this name, or of this ID, and creates it if there is none:
 * once in this process, however many items and executions ask at the same time.
 * @param name not empty
 * @throws NodeOperationError if several datasets share the name, or one may just have been created;
 *   NodeApiError in the words of ERRORS
 */
export async function findOrCreateDataset(
	context: Context,
	name: string,
	itemIndex: number,
	create: CreateDataset,
): Promise<Dataset & { created: boolean }> {
	const cacheKey = await cacheKeyOf(context, name);
	const askedAt = clock.now();
	return await withLock(`name ${cacheKey}`, cancelSignal(context), async () => {
		const known = namedDatasets.get(cacheKey);
		// What was learned while this call waited for the lock is news enough.
		const isFresh = known?.dataset !== undefined && known.learnedAt >= askedAt;
		const found = isFresh ? known.dataset : await findDatasetByName(context, name, itemIndex);
		if (found) {
			if (!isFresh) namedDatasets.set(cacheKey, { learnedAt: clock.now(), dataset: found });
			return { ...found, created: false };
		}
		if (known && known.dataset === undefined) throw mayExist(context, name, itemIndex);

		const created = await createDataset(context, name, create);
		if (created.ok) return { ...created.value, created: true };
		if (created.error.outcome === 'unknown') {
			// Nobody had the name before: whoever has it now is the one. What keeps it from looking is no news.
			const late = await findDatasetByName(context, name, itemIndex).catch(() => undefined);
			if (late) {
				namedDatasets.set(cacheKey, { learnedAt: clock.now(), dataset: late });
				return { ...late, created: true };
			}
		}
		throw toNodeApiError(context, noteIfUnknown(created.error, CREATE_NOTE), itemIndex);
	});
}

export const CREATE_NOTE =
	'The dataset may have been created. Check in Akkio before you create it again.';

const mayExist = (context: Context, name: string, itemIndex: number) =>
	toUserError(
		context,
		`A dataset named '${truncate(name)}' may just have been created`,
		`The response to an earlier request was lost, and Akkio does not list the dataset yet. To avoid a duplicate, this node does not create it again for ${CACHE_TTL_MS / 60_000} minutes. Check in Akkio, and create it there or run this again later.`,
		itemIndex,
	);
