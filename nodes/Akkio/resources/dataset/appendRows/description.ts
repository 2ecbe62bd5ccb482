import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { batchSizeField, dataModeField, jsonRowsField } from '../../../rows/description';
import { MAPPED_COLUMNS } from '../../../rows/mappedValues';
import type { NormalizeRules } from '../../../rows/normalize';
import { cleanName } from '../../../shared/names';
import { readBatchSize, readBoolean, readChoice, readNames } from '../../../shared/parameters';

const show = { resource: ['dataset'], operation: ['appendRows'] };

/** The panel of Append Rows below 'Dataset'. */
export const appendRowsFields: INodeProperties[] = [
	{
		displayName:
			"Each run adds real rows. To test, add the option 'Dry Run'. The first append to an empty dataset sets its columns permanently.",
		name: 'appendRowsNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	},
	dataModeField(show, {
		name: MAPPED_COLUMNS.label,
		description: 'Set the value for each column of the dataset',
	}),
	{
		displayName: 'Values to Send',
		name: 'columns',
		type: 'resourceMapper',
		noDataExpression: true,
		required: true,
		default: { mappingMode: 'defineBelow', value: null },
		description: 'The value for each column of the dataset. Empty columns arrive as null.',
		displayOptions: { show: { ...show, dataMode: ['defineBelow'] } },
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
	jsonRowsField(show, 'appended'),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show },
		options: [
			batchSizeField('If a response is lost, the outcome of this many rows is unknown.'),
			{
				displayName: 'Create Dataset If Not Found',
				name: 'createIfNotFound',
				type: 'boolean',
				// Whoever adds it wants it; n8n starts an added option with its default.
				default: true,
				description:
					"Whether to create an empty dataset when 'Dataset' is a name that Akkio does not have yet",
			},
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: true,
				description: 'Whether to report what would happen to each row without sending anything',
			},
			{
				displayName: 'Handling Extra Fields',
				name: 'extraFields',
				type: 'options',
				default: 'error',
				description: 'What to do with fields that are not a column of the dataset',
				options: [
					{
						name: 'Error',
						value: 'error',
						description: 'Do not send these rows, and report which fields are not columns',
					},
					{
						name: 'Ignore',
						value: 'ignore',
						description: 'Send the rows without these fields, and report which they were',
					},
					{
						name: 'Send Anyway',
						value: 'send',
						description: 'Send these fields too. Akkio does not document what happens to them.',
					},
				],
			},
			{
				displayName: 'Ignore Fields',
				name: 'ignoreFields',
				type: 'string',
				default: '',
				placeholder: 'e.g. internalId, createdBy',
				description:
					'Comma-separated list of fields not to send. An expression can return an array.',
			},
			{
				displayName: 'Nested Values',
				name: 'nestedValues',
				type: 'options',
				default: 'json',
				description: 'What to do with objects and arrays, since a cell holds a single value',
				options: [
					{
						name: 'Error',
						value: 'error',
						description: 'Do not send these rows',
					},
					{
						name: 'Flatten (Dot Notation)',
						value: 'flatten',
						description:
							'Make a column of each value in an object, such as address.city. Arrays become JSON text.',
					},
					{
						name: 'JSON Text',
						value: 'json',
						description: 'Send them as text, such as {"city":"Paris"}',
					},
				],
			},
			{
				displayName: 'On Unknown Outcome',
				name: 'onUnknownOutcome',
				type: 'options',
				default: 'report',
				description:
					'What to do when Akkio does not respond, so that the rows may be in the dataset',
				options: [
					{
						name: 'Report',
						value: 'report',
						description: 'Report the rows as unknown, and do not send them again',
					},
					{
						name: 'Retry (May Duplicate Rows)',
						value: 'retry',
						description: 'Send the rows again. No row is lost, but some may arrive twice.',
					},
				],
			},
			{
				displayName: 'Output',
				name: 'output',
				type: 'options',
				default: 'items',
				description: 'What this node returns',
				options: [
					{
						name: 'One Item per Incoming Item',
						value: 'items',
						description: 'Return each item with its row and outcome',
					},
					{
						name: 'One Summary per Dataset',
						value: 'summary',
						description: 'Return how many rows were appended and how many were not',
					},
				],
			},
			{
				displayName: 'Use Raw Items',
				name: 'rawItems',
				type: 'boolean',
				default: true,
				description:
					"Whether to use each item with all the fields that n8n adds. By default, a webhook's row is its body, and the fields that a form trigger adds are ignored.",
			},
		],
	},
];

/** What the user chose for a run of Append Rows. */
export interface AppendOptions {
	batchSize: number;
	createIfNotFound: boolean;
	dryRun: boolean;
	extraFields: 'error' | 'ignore' | 'send';
	ignoreFields: ReadonlySet<string>;
	nestedValues: NormalizeRules['nestedValues'];
	onUnknownOutcome: 'report' | 'retry';
	output: 'items' | 'summary';
	rawItems: boolean;
}

/**
 * The options of a run: those of the first item, since a run has one set.
 * @throws NodeOperationError for a value that is no choice, as an expression may give it
 */
export function readOptions(context: IExecuteFunctions): AppendOptions {
	const chosen = context.getNodeParameter('options', 0, {}) as Record<string, unknown>;
	const isOn = (name: string) => readBoolean(context, labelOf(name), chosen[name], false);
	const choice = <T extends string>(name: string, fallback: T) =>
		readChoice(
			context,
			labelOf(name),
			chosen[name],
			choicesOf(name) as Record<T, string>,
			fallback,
		);
	return {
		batchSize: readBatchSize(context, chosen.batchSize),
		createIfNotFound: isOn('createIfNotFound'),
		dryRun: isOn('dryRun'),
		extraFields: choice<AppendOptions['extraFields']>('extraFields', 'error'),
		ignoreFields: new Set(readIgnoreFields(chosen.ignoreFields)),
		nestedValues: choice<AppendOptions['nestedValues']>('nestedValues', 'json'),
		onUnknownOutcome: choice<AppendOptions['onUnknownOutcome']>('onUnknownOutcome', 'report'),
		output: choice<AppendOptions['output']>('output', 'items'),
		rawItems: isOn('rawItems'),
	};
}

const OPTIONS = appendRowsFields.at(-1)!.options as INodeProperties[];
const optionOf = (name: string) => OPTIONS.find((option) => option.name === name)!;
const labelOf = (name: string) => optionOf(name).displayName;
const choicesOf = (name: string) =>
	Object.fromEntries(
		(optionOf(name).options as Array<{ name: string; value: string }>).map((one) => [
			one.value,
			one.name,
		]),
	);

/** An empty name between commas stands for columns without a heading, one at an end for nothing. */
function readIgnoreFields(given: unknown): string[] {
	const names = readNames(given).map(cleanName);
	if (Array.isArray(given)) return names;
	const isOnlyCommas = names.length > 1 && names.every((name) => name === '');
	return names.filter(
		(name, index) => name !== '' || isOnlyCommas || (index > 0 && index < names.length - 1),
	);
}
