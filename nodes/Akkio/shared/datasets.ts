import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { isObject } from './answer';
import { askAkkio, errorOf, type Caller } from './request';
import type { Result } from './retry';
import { transportOf } from './transport';

/** A dataset as Akkio lists it (fact W6). */
export interface Dataset extends IDataObject {
	id: string;
	name: string;
}

/**
 * Every dataset of the organization, as `datasetsIn` sorts them.
 * @param itemIndex the item to blame, from 0
 * @throws NodeApiError in the words of FAILURES
 */
export async function listDatasets(caller: Caller, itemIndex?: number): Promise<Dataset[]> {
	const result = await askAkkio(caller, datasetsRequest(caller, 'GET'), { read: datasetsIn });
	if (!result.ok) throw errorOf(caller, result.failure, itemIndex);
	return result.value;
}

/**
 * One dataset as Akkio describes it, `{id, name, rows, fields}`.
 * @param label the dataset in words, as `Choice.label` has them
 */
export async function readDataset(
	caller: Caller,
	id: string,
	label: string,
): Promise<Result<IDataObject>> {
	const request = { ...datasetsRequest(caller, 'GET'), qs: { id } };
	return await askAkkio(caller, request, { dataset: label, read: detailsIn(id) });
}

/** What an answer says of a dataset (fact W7), with the id that it leaves out. */
export const detailsIn =
	(id: string) =>
	({ name, rows, fields }: IDataObject): IDataObject => ({ id, name, rows, fields });

/** A request to Akkio's one route, on the way that the node's Request Options prescribe. */
export function datasetsRequest(caller: Caller, method: 'GET' | 'POST'): IHttpRequestOptions {
	// The editor's pickers know no Request Options.
	const transport = 'getExecutionCancelSignal' in caller ? transportOf(caller) : {};
	return { ...transport, method, url: '/datasets' };
}

/**
 * The datasets of a list answer, sorted by name as a person would, then by id: Akkio promises no
 * order (fact W6). Undefined if the answer holds no list.
 */
export function datasetsIn({ datasets }: IDataObject): Dataset[] | undefined {
	if (!Array.isArray(datasets)) return undefined;
	return datasets
		.filter(isObject)
		.filter(({ id }) => typeof id === 'string' && id !== '')
		.map(({ id, name }) => ({ id: String(id), name: String(name ?? '') }))
		.sort((a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
