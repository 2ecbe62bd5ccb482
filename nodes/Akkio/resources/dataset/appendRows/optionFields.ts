import type { INodeProperties } from 'n8n-workflow';

import { MAX_ROWS_PER_REQUEST, ROWS_PER_REQUEST } from '../../../shared/limits';

/** What the user may choose for a run of Append Rows; options.ts reads it. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { resource: ['dataset'], operation: ['appendRows'] } },
	options: [
		{
			displayName: 'Check Only',
			name: 'checkOnly',
			type: 'boolean',
			default: false,
			description: 'Whether to say what would happen to each row, and send nothing',
		},
		{
			displayName: 'Create the Dataset if It Is Missing',
			name: 'createIfMissing',
			type: 'boolean',
			default: false,
			description:
				"Whether to create an empty dataset when 'Dataset' gives a name that Akkio does not have yet",
		},
		{
			displayName: 'Fields to Leave Out',
			name: 'leaveOut',
			type: 'string',
			default: '',
			placeholder: 'e.g. internalId, createdBy',
			description:
				'Names of fields that are not sent, with commas between them. An expression may give a list.',
		},
		{
			displayName: 'Fields Without a Column',
			name: 'extraFields',
			type: 'options',
			default: 'refuse',
			description: 'What to do with fields that are no column of a dataset that has columns',
			options: [
				{
					name: 'Leave Out',
					value: 'leaveOut',
					description: 'Send the rows without them, and say which they were',
				},
				{
					name: 'Refuse',
					value: 'refuse',
					description: 'Send nothing of such rows, and say which fields have no column',
				},
				{
					name: 'Send',
					value: 'send',
					description: 'Leave it to Akkio; what it does with them is not documented',
				},
			],
		},
		{
			displayName: 'Nested Values',
			name: 'nestedValues',
			type: 'options',
			default: 'json',
			description: 'What to do with objects and lists inside a row: a cell holds a single value',
			options: [
				{
					name: 'As JSON Text',
					value: 'json',
					description: 'Send them as text, such as {"city":"Paris"}',
				},
				{
					name: 'Flatten With Dots',
					value: 'flatten',
					description:
						'Make a column of each value in an object, such as address.city; lists become JSON text',
				},
				{
					name: 'Refuse',
					value: 'refuse',
					description: 'Send nothing of such rows',
				},
			],
		},
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			default: 'items',
			description: 'What comes out of this node',
			options: [
				{
					name: 'One Item per Incoming Item',
					value: 'items',
					description: 'Each with its row and what became of it',
				},
				{
					name: 'One Summary per Dataset',
					value: 'summary',
					description: 'How many rows were appended and how many were not',
				},
			],
		},
		{
			displayName: 'Read Items as They Are',
			name: 'readAsIs',
			type: 'boolean',
			default: false,
			description:
				"Whether to make columns also of what n8n adds itself: by default a webhook's item is read from its body, and a form's submittedAt and formMode are left out",
		},
		{
			displayName: 'Rows per Request',
			name: 'rowsPerRequest',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_ROWS_PER_REQUEST },
			default: ROWS_PER_REQUEST,
			description:
				'How many rows go to Akkio at a time. If an answer is lost, what became of this many rows is unknown.',
		},
		{
			displayName: 'When the Outcome Is Unknown',
			name: 'whenUnknown',
			type: 'options',
			default: 'report',
			description:
				'What to do when no readable answer comes, so that the rows may be in the dataset',
			options: [
				{
					name: 'Report It',
					value: 'report',
					description: 'The rows are reported as unknown and not sent again',
				},
				{
					name: 'Send Again',
					value: 'sendAgain',
					description: 'No row is lost, but rows may arrive twice',
				},
			],
		},
	],
};
