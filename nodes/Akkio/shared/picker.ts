import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listDatasets } from './datasets';

/**
 * The datasets to choose from, whose name or ID holds `filter`, in any case. All at once: with a
 * filter n8n's picker never asks for a second page.
 */
export async function searchDatasets(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const datasets = await listDatasets(this);
	return {
		results: datasets
			.filter(({ id, name }) => `${name}\n${id}`.toLowerCase().includes(wanted))
			.map(({ id, name }) => ({ name: name || id, value: id })),
	};
}
