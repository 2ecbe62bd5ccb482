import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listDatasets, type Dataset } from './datasets';

/**
 * The datasets to choose from, whose name or ID holds `filter`, in any case. All at once: with a
 * filter n8n's picker never asks for a second page. Names that several share come with their ids.
 */
export async function searchDatasets(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const datasets = await listDatasets(this);
	const isShared = ({ name }: Dataset) => datasets.filter((one) => one.name === name).length > 1;
	return {
		results: datasets
			.filter(({ id, name }) => `${name}\n${id}`.toLowerCase().includes(wanted))
			.map((one) => ({
				name: isShared(one) ? `${one.name} (${one.id})` : one.name || one.id,
				value: one.id,
			})),
	};
}
