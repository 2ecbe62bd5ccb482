import type { IDataObject, INodeExecutionData, NodeApiError } from 'n8n-workflow';

import { accountOf } from '../../append/account';
import { errorItem } from '../../shared/errorItem';
import { errorOf, type Caller } from '../../shared/request';
import type { Complaint, Planned } from './appendPlan';

/** The output item of an item that was sent, or was to be sent. */
export function reportItem({ itemIndex, datasetId, row, report }: Planned): INodeExecutionData {
	const { outcome, request, failure } = report!;
	const account = { outcome, datasetId, rowCount: 1, request, row: row as IDataObject };
	if (!failure) return { json: account, pairedItem: { item: itemIndex } };

	const message = request === undefined ? `Not sent: ${failure.message}` : failure.message;
	return errorItem(message, { ...account, description: failure.description }, itemIndex);
}

/** The output item of an item that could not be sent. */
export function complaintItem({ itemIndex, json, error }: Complaint): INodeExecutionData {
	const details = {
		outcome: 'notAppended',
		rowCount: 0,
		row: json,
		description: error.description,
	};
	return errorItem(error.message, details, itemIndex);
}

/** What stops the run: the first failure, what to do, and what became of every row. */
export function stopError(caller: Caller, planned: readonly Planned[]): NodeApiError {
	const { itemIndex, report } = planned.find((entry) => entry.report!.failure)!;
	const failure = report!.failure!;
	const account = accountOf(
		planned.map((entry) => entry.report!),
		planned[0]!.itemIndex + 1,
	);
	return errorOf(
		caller,
		{ ...failure, description: `${account} ${failure.description}` },
		itemIndex,
	);
}
