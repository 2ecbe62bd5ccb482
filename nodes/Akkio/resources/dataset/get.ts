import type { INodePropertyOptions } from 'n8n-workflow';

import { detailsIn } from '../../shared/datasets';
import { exchanged, routed } from '../../shared/exchange';
import { datasetOf } from '../../shared/locator';

/** One item of `{id, name, rows, fields: [{name, type}]}`; Akkio's answer lacks the id (fact W7). */
export const get: INodePropertyOptions = {
	name: 'Get',
	value: 'get',
	action: 'Get a dataset',
	description: "Get a dataset's name, columns and number of rows",
	routing: routed(
		'GET',
		exchanged(async function (itemIndex) {
			const { id, label } = await datasetOf(this, itemIndex);
			return { qs: { id }, dataset: label, read: (body) => [detailsIn(id)(body)] };
		}),
	),
};
