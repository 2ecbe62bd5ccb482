import type { INodeProperties } from 'n8n-workflow';

import { MAX_BATCH_ROWS } from '../shared/constants';

type Show = NonNullable<INodeProperties['displayOptions']>['show'];

/** 'Mapping Mode', which `readRows` reads. `manual` is the choice to map by hand. */
export const dataModeField = (
	show: Show,
	manual: { name: string; description: string },
): INodeProperties => ({
	displayName: 'Mapping Mode',
	name: 'dataMode',
	type: 'options',
	noDataExpression: true,
	default: 'autoMapInputData',
	description: 'How to turn the incoming items into rows',
	displayOptions: { show },
	options: [
		{
			name: 'Map Automatically',
			value: 'autoMapInputData',
			description: 'Each incoming item becomes a row, each of its fields a column',
		},
		{ ...manual, value: 'defineBelow' },
		{
			name: 'JSON',
			value: 'json',
			description: 'Enter a row as an object, or many rows as an array of objects',
		},
	],
});

/** 'Rows', which `readJsonRows` reads. `what` is said of them for each incoming item. */
export const jsonRowsField = (show: Show, what: string): INodeProperties => ({
	displayName: 'Rows',
	name: 'jsonRows',
	type: 'json',
	required: true,
	default: '',
	placeholder: 'e.g. [{ "Name": "Ada", "Age": 36 }]',
	description: `One row as a JSON object whose keys are columns, or many rows as an array of objects. They are ${what} once for each incoming item.`,
	displayOptions: { show: { ...show, dataMode: ['json'] } },
});

/** 'Batch Size', for the collection 'Options'. */
export const batchSizeField = (description: string): INodeProperties => ({
	displayName: 'Batch Size',
	name: 'batchSize',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_BATCH_ROWS },
	default: MAX_BATCH_ROWS,
	description: `Max number of rows per request. A request never holds more than 1 MB. ${description}`,
});
