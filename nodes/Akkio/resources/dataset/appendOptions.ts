import { NodeOperationError, type INodeProperties } from 'n8n-workflow';

import { MAX_ROWS_PER_REQUEST, ROWS_PER_REQUEST } from '../../shared/limits';
import { runParameter } from '../../shared/runParameter';
import type { AppendCaller } from './appendItems';

/** What the user may choose for a run of Append Rows. */
export interface AppendOptions {
	output: 'items' | 'summary';
	rowsPerRequest: number;
	whenUnknown: 'report' | 'sendAgain';
}

/** The options of a run: those of the first item, since a run has one set. */
export function appendOptions(caller: AppendCaller): AppendOptions {
	const chosen = runParameter(caller, 'options', {}) as Partial<AppendOptions>;
	const rowsPerRequest = Number(chosen.rowsPerRequest ?? ROWS_PER_REQUEST);
	if (!(rowsPerRequest >= 1 && rowsPerRequest <= MAX_ROWS_PER_REQUEST)) {
		throw new NodeOperationError(
			caller.getNode(),
			`'Rows per Request' has to be a number from 1 to ${MAX_ROWS_PER_REQUEST}`,
			{ description: "Change it under 'Options', or remove it to send 1,000 rows at a time." },
		);
	}
	return {
		output: chosen.output ?? 'items',
		rowsPerRequest: Math.floor(rowsPerRequest),
		whenUnknown: chosen.whenUnknown ?? 'report',
	};
}

export const appendOptionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { resource: ['dataset'], operation: ['appendRows'] } },
	options: [
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
