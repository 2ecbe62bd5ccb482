import { NodeOperationError, type INode } from 'n8n-workflow';

import type { RowOutcome } from '../shared/errors';
import { toNodeError } from '../shared/nodeErrors';
import { joinNames, joinSentences } from '../shared/text';
import type { RowGroup } from './groupRows';

/** One row: field → value. */
export type Row = Record<string, unknown>;

/** Why a row cannot be sent, or was not appended. */
export interface RowError {
	message: string;
	/** What to do. */
	description: string;
	httpCode?: string;
	/** The row of ERRORS, if Akkio or the network is the reason. */
	name?: string;
}

/** Why a row, or text that should be rows, cannot be sent: what follows its name, and what to do. */
export class InvalidRow {
	constructor(
		readonly phrase: string,
		readonly description: string,
	) {}
}

/** What a report calls the outcome of a row, also in a dry run; the first one holds for several rows. */
export const OUTCOMES = [
	'unknown',
	'rejected',
	'notAppended',
	'appended',
	'wouldFail',
	'wouldAppend',
] as const;

/** What became of a row. */
export interface RowResult {
	outcome: RowOutcome;
	/** The number of the request that decided it, from 1; none if the row was never sent. */
	request?: number;
	/** Columns that its request set, and that Akkio did not show afterwards. */
	missingColumns?: readonly string[];
	/** Why it was not appended, or why it was not sent. */
	error?: RowError;
}

/** One row on its way from its item to the output. */
export interface PreparedRow {
	/** The place of its item in the input, from 0. */
	item: number;
	/** Its place in the item's list, from 0, if the item gives a list. */
	place?: number;
	/** What to call it: "Row 3", or "Row 1 of item 3". */
	label: string;
	/** As the item gave it; the item's whole JSON if it gave no row. */
	input: unknown;
	/** With values as Akkio takes them, under clean names; undefined if there is an error. */
	values?: Row;
	error?: RowError;
	/** The rows for the same dataset or model. */
	group?: RowGroup;
	result?: RowResult;
	/** Whether an earlier try sent it, so that it is not sent again. */
	wasSent?: boolean;
}

/** Whether a row is to be sent. */
export const isPending = ({ values, wasSent }: PreparedRow): boolean =>
	values !== undefined && !wasSent;

/** The numbers of the requests that carried the rows. */
export const requestsOf = (rows: readonly PreparedRow[]): number[] => [
	...new Set(rows.flatMap(({ result }) => result?.request ?? [])),
];

/** Marks a row that cannot be sent. `phrase` follows the row's label: "has no fields". */
export function setInvalid(row: PreparedRow, phrase: string, description: string): void {
	row.values = undefined;
	row.error = { message: `${row.label} ${phrase}`, description };
}

/** What was thrown for an item, as the error of its rows; `item` counts from 0. */
export function toRowError(node: INode, thrown: unknown, item: number): RowError {
	const { message, description } = toNodeError(node, thrown, item);
	return { message, description: description ?? '' };
}

/** The error that stops a run: the first row that cannot be sent, and which others cannot. */
export function toInvalidRowError(
	node: INode,
	invalid: readonly PreparedRow[],
	account = 'No row was sent.',
): NodeOperationError {
	const [{ item, label, error }] = invalid as [PreparedRow];
	const { message, description } = error!;
	// What is wrong with the dataset or the item is no fault of each of its rows.
	const others = invalid.filter((row) => row.error!.message !== message).map((row) => row.label);
	const more = others.length > 0 ? `Also cannot be sent: ${joinNames(others, 10)}.` : '';
	return new NodeOperationError(node, message, {
		// n8n would add "[item 0]" to "Row 1".
		...(message.startsWith(label) ? {} : { itemIndex: item }),
		description: joinSentences(account, more, description),
	});
}
