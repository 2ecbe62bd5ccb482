import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { batchSizeField, dataModeField, jsonRowsField } from '../../../rows/description';
import { ASSIGNED_FIELDS } from '../../../rows/mappedValues';
import { readBatchSize, readBoolean } from '../../../shared/parameters';

const show = { resource: ['model'], operation: ['predict'] };

/** The panel of Predict below 'Model'. */
export const predictFields: INodeProperties[] = [
	{
		displayName:
			'Each predicted row counts toward your Akkio plan, even when you test the workflow.',
		name: 'predictNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	},
	dataModeField(show, {
		name: ASSIGNED_FIELDS.label,
		description:
			"Set each of the model's input columns. Akkio's API does not say which ones it has.",
	}),
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'assignmentCollection',
		default: {},
		description: "The model's input columns and their values, spelled as in the training dataset",
		displayOptions: { show: { ...show, dataMode: ['defineBelow'] } },
	},
	jsonRowsField(show, 'predicted'),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show },
		options: [
			batchSizeField('If a request fails, this many rows have no prediction.'),
			{
				displayName: 'Include Factors',
				name: 'includeFactors',
				type: 'boolean',
				// Whoever adds it wants them; n8n starts an added option with its default.
				default: true,
				description: 'Whether to return how much each column contributed to the prediction',
			},
			{
				displayName: 'Include Input Fields',
				name: 'includeInputFields',
				type: 'boolean',
				default: true,
				description: 'Whether to return the incoming fields along with the prediction',
			},
		],
	},
];

/** What the user chose for a run of Predict. */
export interface PredictOptions {
	batchSize: number;
	includeFactors: boolean;
	includeInputFields: boolean;
}

/**
 * The options of a run: those of the first item, since a run has one set.
 * @throws NodeOperationError for a value that is no choice, as an expression may give it
 */
export function readOptions(context: IExecuteFunctions): PredictOptions {
	const chosen = context.getNodeParameter('options', 0, {}) as Record<string, unknown>;
	const { batchSize, includeFactors, includeInputFields } = chosen;
	return {
		batchSize: readBatchSize(context, batchSize),
		includeFactors: readBoolean(context, 'Include Factors', includeFactors, false),
		includeInputFields: readBoolean(context, 'Include Input Fields', includeInputFields, true),
	};
}
