import type { IDataObject, IExecutePaginationFunctions, INodePropertyOptions } from 'n8n-workflow';

import { listDatasets, readDataset, type Dataset } from '../../shared/datasets';
import { exchanged, routed } from '../../shared/exchange';
import { errorOf } from '../../shared/request';
import { getAllChoices } from './getAllFields';

/**
 * One item of `{id, name}`, or `{id, name, rows, fields}`, for every dataset, sorted by name, or for
 * the first `limit` of them.
 */
export const getAll: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many datasets',
	description: 'Get the names and IDs of many datasets',
	routing: routed(
		'GET',
		exchanged(async function (itemIndex) {
			const { limit, nameContains, includeDetails } = getAllChoices(this, itemIndex);
			const wanted = ({ name }: Dataset) => name.toLowerCase().includes(nameContains);
			const datasets = (await listDatasets(this, itemIndex)).filter(wanted).slice(0, limit);
			return { items: includeDetails ? await detailsOf(this, datasets, itemIndex) : datasets };
		}),
	),
};

/** One read after the other, so that requests of other executions come in between. */
async function detailsOf(
	caller: IExecutePaginationFunctions,
	datasets: readonly Dataset[],
	itemIndex: number,
): Promise<IDataObject[]> {
	const details: IDataObject[] = [];
	for (const { id, name } of datasets) {
		const result = await readDataset(caller, id, `'${name}'`);
		if (result.ok) details.push(result.value);
		// Deleted since it was listed: then the list of now does not have it.
		else if (result.failure.name !== 'unknownDataset') {
			throw errorOf(caller, result.failure, itemIndex);
		}
	}
	return details;
}
