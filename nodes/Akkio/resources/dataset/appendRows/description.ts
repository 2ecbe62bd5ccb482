import type { INodeProperties } from 'n8n-workflow';

import { optionsField } from './optionFields';

const show = { resource: ['dataset'], operation: ['appendRows'] };

/** The panel of Append Rows below 'Dataset'. */
export const appendRowsFields: INodeProperties[] = [
	{
		displayName:
			"The first rows that a dataset gets fix its columns for good. Executing this step sends real rows each time: to try without sending, add the option 'Check Only'.",
		name: 'appendRowsNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	},
	{
		displayName: 'Mapping Mode',
		name: 'rowsFrom',
		type: 'options',
		noDataExpression: true,
		default: 'items',
		description: 'How the incoming items become rows',
		displayOptions: { show },
		options: [
			{
				name: 'Map Automatically',
				value: 'items',
				description: 'Each incoming item becomes a row, each of its fields a column',
			},
			{
				name: 'Map Each Column Manually',
				value: 'columns',
				description: "Choose a value for each of the dataset's columns",
			},
			{
				name: 'JSON',
				value: 'json',
				description: 'Give a row as an object, or many rows as a list of objects',
			},
		],
	},
	{
		displayName: 'Columns',
		name: 'columns',
		type: 'resourceMapper',
		noDataExpression: true,
		required: true,
		default: { mappingMode: 'defineBelow', value: null },
		description: 'The value for each column of the dataset; what is left empty arrives as null',
		displayOptions: { show: { ...show, rowsFrom: ['columns'] } },
		typeOptions: {
			loadOptionsDependsOn: ['dataset.value'],
			resourceMapper: {
				resourceMapperMethod: 'getColumns',
				mode: 'add',
				fieldWords: { singular: 'column', plural: 'columns' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: false,
				allowEmptyValues: true,
				refreshStaleSchemaOnOpen: true,
			},
		},
	},
	{
		displayName: 'Rows',
		name: 'rowsJson',
		type: 'json',
		required: true,
		default: '',
		placeholder: 'e.g. [{ "Name": "Ada", "Age": 36 }]',
		description:
			'One row as a JSON object whose keys are columns, or many rows as a list of such objects. They are appended once for each incoming item.',
		displayOptions: { show: { ...show, rowsFrom: ['json'] } },
	},
	optionsField,
];
