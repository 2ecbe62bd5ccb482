import type {
	IExecuteFunctions,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';

import { transportOf } from '../../shared/transport';
import { appendOptions } from './appendOptions';
import {
	complaintItem,
	joined,
	planAccount,
	reportItem,
	stopError,
	summaryItems,
} from './appendOutput';
import { planOf, type Complaint, type Incoming, type Planned } from './appendPlan';
import { sendPlanned } from './appendSend';
import { closeLedger } from './runLedger';

/** Who appends: the custom operation with all items, or RoutingNode with one. */
export type AppendCaller = IExecuteFunctions | IExecutePaginationFunctions;

/**
 * Appends the items' rows and answers with one paired item for each of them, in order, or with a
 * summary for each dataset, followed by the items that failed.
 * @param base what n8n prepared for the request, for operations that it runs itself
 * @throws in stop mode, and when the execution is stopped, with an account of every row; nothing is
 *   sent in stop mode if an item has no row or no dataset
 */
export async function appendItems(
	caller: AppendCaller,
	items: Incoming[],
	base: Partial<IHttpRequestOptions> = {},
): Promise<INodeExecutionData[]> {
	const options = appendOptions(caller);
	const transport = { ...base, ...transportOf(caller), method: 'POST' as const, url: '/datasets' };
	const plan = await planOf(caller, items);
	const complaint = plan.find((entry) => 'error' in entry);
	if (complaint && !caller.continueOnFail()) throw untouched(complaint.error);

	const planned = plan.filter((entry): entry is Planned => 'row' in entry);
	await sendPlanned(caller, planned, options, transport);

	const isStopped = caller.getExecutionCancelSignal?.()?.aborted === true;
	// After Stop n8n keeps nothing of what a node puts out or says; its log does.
	if (isStopped) {
		caller.logger.warn(`${caller.getNode().name}: The execution was stopped. ${planAccount(plan)}`);
	}
	const hasFailed = planned.some(({ report }) => report!.failure);
	// An item that came out failed may make n8n run the node again, with all its items.
	if (!hasFailed && !complaint) closeLedger(caller);
	if (hasFailed && (isStopped || !caller.continueOnFail())) throw stopError(caller, plan);

	const itemOf = (entry: (typeof plan)[number]) =>
		'error' in entry ? complaintItem(entry) : reportItem(entry);
	if (options.output === 'items') return plan.map(itemOf);
	const isFailed = (entry: (typeof plan)[number]) => 'error' in entry || entry.report!.failure;
	return [...summaryItems(planned), ...plan.filter(isFailed).map(itemOf)];
}

/** A complaint that came before anything was sent says so. */
function untouched(error: Complaint['error']): Complaint['error'] {
	error.description = joined('Nothing was sent.', error.description);
	return error;
}
