import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { searchDatasets, searchModels } from './methods/listSearch';
import { getColumnNames } from './methods/loadOptions';
import { getColumns } from './methods/resourceMapping';
import { datasetProperties } from './resources/dataset';
import { appendAllRows } from './resources/dataset/appendRows';
import { createHint } from './resources/dataset/create';
import { modelProperties } from './resources/model';
import { predictAllRows } from './resources/model/predict';
import { REQUEST_DEFAULTS } from './shared/request';

export class Akkio implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Akkio',
		name: 'akkio',
		icon: { light: 'file:akkio.svg', dark: 'file:akkio.dark.svg' },
		group: ['output'],
		version: 1,
		// "get training status: model", where n8n's own nodes show the raw values.
		subtitle:
			'={{ $parameter.operation.replace("getAll", "getMany").replace(/[A-Z]/g, " $&").toLowerCase() + ": " + $parameter.resource }}',
		description: 'Append rows to Akkio datasets, train models and predict',
		defaults: { name: 'Akkio' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'akkioApi', required: true }],
		hints: [createHint],
		requestDefaults: { baseURL: '={{$credentials.baseUrl}}', ...REQUEST_DEFAULTS },
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'dataset',
				options: [
					{ name: 'Dataset', value: 'dataset' },
					{ name: 'Model', value: 'model' },
				],
			},
			...datasetProperties,
			...modelProperties,
		],
	};

	customOperations = {
		dataset: { appendRows: appendAllRows },
		model: { predict: predictAllRows },
	};

	methods = {
		listSearch: { searchDatasets, searchModels },
		loadOptions: { getColumnNames },
		resourceMapping: { getColumns },
	};
}
