import type { IDataObject } from 'n8n-workflow';

import { isObject } from './answer';
import { askAkkio, errorOf, type Caller } from './request';

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
	const result = await askAkkio(caller, { method: 'GET', url: '/datasets' }, { read: datasetsIn });
	if (!result.ok) throw errorOf(caller, result.failure, itemIndex);
	return result.value;
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
