import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import type { Batch } from '../../../rows/batches';
import { isPending, requestsOf } from '../../../rows/preparedRow';
import {
	newBatchRun,
	sendBatches,
	type BatchRun,
	type BatchSender,
} from '../../../rows/sendBatches';
import type { RequestError } from '../../../shared/errors';
import { akkioRequest } from '../../../shared/request';
import type { DatasetRows } from './datasetRows';
import type { AppendOptions } from './description';
import { mapToSchema } from './mapToSchema';
import { forgetSchema, lockFirstAppend, recordFirstAppend } from './schema';

/**
 * Sends the rows of each dataset, batch after batch, and puts on each row what became of it. A failure
 * ends the run, or, when the user chose to continue, only as much as it is fatal for.
 */
export async function sendGroups(
	context: IExecuteFunctions,
	groups: readonly DatasetRows[],
	options: AppendOptions,
): Promise<void> {
	// Requests are numbered on from those of an earlier try.
	const sent = requestsOf(groups.flatMap(({ rows }) => rows));
	const run = newBatchRun(
		context,
		options,
		sent.reduce((last, request) => Math.max(last, request), 0),
	);
	for (const group of groups) await sendGroup(run, group, options);
}

async function sendGroup(run: BatchRun, group: DatasetRows, options: AppendOptions): Promise<void> {
	const pending = () => group.rows.filter(isPending);
	const sender: BatchSender = {
		group,
		send: async (batch) => await appendBatch(group, batch, options),
	};
	let sent = 0;
	if (group.isFirstAppend && !run.abortReason) {
		const { release, isStale } = await lockFirstAppend(group);
		try {
			if (isStale && !group.error) mapToSchema(group, options);
			const invalid = group.rows.find(({ error, result }) => error && !result);
			if (invalid && !run.continueOnFail) run.abortReason = invalid.error;
			if (group.isFirstAppend) {
				// Only until the first append is acknowledged.
				const rows = pending();
				const isDone = () => rows.some(({ result }) => result?.outcome === 'appended');
				sent = await sendBatches(run, { ...sender, isDone }, rows);
			}
		} finally {
			release();
		}
	}
	await sendBatches(run, sender, pending().slice(sent));
}

async function appendBatch(
	group: DatasetRows,
	{ json }: Batch,
	{ onUnknownOutcome }: AppendOptions,
): Promise<RequestError | undefined> {
	const { context, id, locator } = group;
	const request: IHttpRequestOptions = {
		method: 'POST',
		url: '/datasets',
		headers: { 'content-type': 'application/json' },
		body: `{"id":${JSON.stringify(id)},"rows":${json}}`,
	};
	const result = await akkioRequest(context, request, {
		parse: () => true,
		target: locator.target,
		retryUnknown: onUnknownOutcome === 'retry',
	});
	const error = result.ok ? undefined : result.error;
	if (group.isFirstAppend && !error?.neverSent) recordFirstAppend(group, result.ok);
	if (error && mayHaveChanged(error)) forgetSchema(group);
	return error;
}

/** Whether the response hints that the dataset is not what was known of it. */
const mayHaveChanged = ({ httpCode, retry, name }: RequestError) =>
	httpCode !== undefined && retry !== 'always' && name !== 'tooLarge';
