import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { searchDatasets } from './methods/listSearch';
import { getColumns } from './methods/resourceMapping';
import { datasetProperties } from './resources/dataset';
import { appendAllRows } from './resources/dataset/appendRows';
import { REQUEST_DEFAULTS } from './shared/request';

export class Akkio implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Akkio',
		name: 'akkio',
		icon: { light: 'file:akkio.svg', dark: 'file:akkio.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Put rows into Akkio datasets, the tables that Akkio trains its models on',
		defaults: { name: 'Akkio' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'akkioApi', required: true }],
		requestDefaults: { baseURL: '={{$credentials.baseUrl}}', ...REQUEST_DEFAULTS },
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'dataset',
				options: [{ name: 'Dataset', value: 'dataset' }],
			},
			...datasetProperties,
		],
	};

	customOperations = { dataset: { appendRows: appendAllRows } };

	methods = { listSearch: { searchDatasets }, resourceMapping: { getColumns } };
}
