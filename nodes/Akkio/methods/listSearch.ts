import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listDatasets } from '../shared/datasets';

/**
 * The datasets to choose from, whose name or ID contains `filter`, in any case. All at once: with a
 * filter n8n's list never asks for a second page. Names that several share come with their ids.
 */
export async function searchDatasets(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const datasets = await listDatasets(this);
	const counts = new Map<string, number>();
	for (const { name } of datasets) counts.set(name, (counts.get(name) ?? 0) + 1);
	return {
		results: datasets
			.filter(({ id, name }) => `${name}\n${id}`.toLowerCase().includes(wanted))
			.map(({ id, name }) => ({
				name: counts.get(name)! > 1 ? `${name} (${id})` : name || id,
				value: id,
			})),
	};
}
