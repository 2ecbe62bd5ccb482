import type { INodePropertyOptions } from 'n8n-workflow';

import { checkResponse, sendRead } from '../../shared/operation';

/** One item of `{id, name, rows, fields: [{name, type}]}`; Akkio's response lacks the id (fact W7). */
export const get: INodePropertyOptions = {
	name: 'Get',
	value: 'get',
	action: 'Get a dataset',
	description: "Get a dataset's name, columns and number of rows",
	routing: {
		request: {
			method: 'GET',
			url: '/datasets',
			qs: { id: '={{ $parameter.dataset.value }}' },
		},
		send: { paginate: true },
		operations: { pagination: sendRead },
		output: {
			postReceive: [
				checkResponse(),
				{
					type: 'set',
					properties: {
						value:
							'={{ { id: "", name: $response.body.name, rows: $response.body.rows, fields: $response.body.fields } }}',
					},
				},
			],
		},
	},
};
