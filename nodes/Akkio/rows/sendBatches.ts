import type { IExecuteFunctions } from 'n8n-workflow';

import { MAX_HALVING_REQUESTS } from '../shared/constants';
import type { RequestError } from '../shared/errors';
import { batchLimits, takeBatch, type Batch, type BatchLimits } from './batches';
import type { RowGroup } from './groupRows';
import type { PreparedRow, RowError, RowResult } from './preparedRow';

/** What the requests of one run have in common. */
export interface BatchRun {
	limits: BatchLimits;
	continueOnFail: boolean;
	/** The number of the last request. */
	request: number;
	/** Requests that were spent on finding rows that Akkio rejects. */
	halvingRequests: number;
	/** Why nothing more is sent. */
	abortReason?: RowError;
}

/** @param request the number of the last request of an earlier try */
export const newBatchRun = (
	context: IExecuteFunctions,
	options: { batchSize: number },
	request = 0,
): BatchRun => ({
	limits: batchLimits(options),
	continueOnFail: context.continueOnFail(),
	request,
	halvingRequests: 0,
});

/** How the rows of one dataset or model are sent. */
export interface BatchSender {
	/** Whose error ends them. */
	group: Pick<RowGroup, 'error' | 'toRecord'>;
	/** Sends a batch, and answers with how that failed. */
	send(batch: Batch): Promise<RequestError | undefined>;
	/** Whether to leave the rest of the rows for later. */
	isDone?(): boolean;
}

/**
 * Sends rows batch after batch, in order. A body that is too large is cut in half; so is, for users who
 * continue, a batch whose data Akkio rejects, to find the row, for a few requests. Any other failure ends
 * the run, or, where the user continues, as much as it is fatal for.
 * @param rejection how these rows were rejected together with others
 * @returns how many of the rows are done with
 */
export async function sendBatches(
	run: BatchRun,
	sender: BatchSender,
	rows: readonly PreparedRow[],
	rejection?: RowResult,
): Promise<number> {
	const { group } = sender;
	let at = 0;
	while (at < rows.length && !sender.isDone?.()) {
		const abortReason = run.abortReason ?? group.error;
		if (!abortReason && rejection && run.halvingRequests >= MAX_HALVING_REQUESTS) {
			setResult(rows.slice(at), rejection);
			return rows.length;
		}
		if (abortReason) {
			setResult(rows.slice(at), { outcome: 'notAppended', error: abortReason });
			run.abortReason ??= run.continueOnFail ? undefined : abortReason;
			return rows.length;
		}
		const batch = takeBatch(rows, at, run.limits, group.toRecord);
		const isAlone = batch.rows.length === 1;
		const error = await sender.send(batch);
		run.request++;
		if (rejection) run.halvingRequests++;

		if (error?.name === 'tooLarge' && !isAlone) {
			// Half of the rows, if all are of one size: each half has brackets of its own.
			run.limits = { ...run.limits, bytes: Math.ceil((batch.bytes + 1) / 2) };
			continue;
		}
		at += batch.rows.length;
		// To find the row that Akkio rejects takes requests; only who continues has use for it.
		if (error?.name === 'invalidData' && !isAlone && run.continueOnFail) {
			const middle = Math.ceil(batch.rows.length / 2);
			const part = { ...sender, isDone: undefined };
			const result = toResult(run, error);
			await sendBatches(run, part, batch.rows.slice(0, middle), result);
			await sendBatches(run, part, batch.rows.slice(middle), result);
			continue;
		}
		setResult(batch.rows, toResult(run, error));
		if (error && (!run.continueOnFail || error.fatalFor === 'run')) run.abortReason = error;
		if (error?.fatalFor === 'dataset') group.error = error;
	}
	return at;
}

/** What an earlier try sent may be there, however this one fares. */
function setResult(rows: readonly PreparedRow[], result: RowResult): void {
	for (const row of rows) {
		if (result.outcome === 'appended' || row.result?.outcome !== 'unknown') row.result = result;
	}
}

function toResult({ request }: BatchRun, error: RequestError | undefined): RowResult {
	if (!error) return { outcome: 'appended', request };
	const { outcome, neverSent, name, message, description, httpCode } = error;
	return {
		outcome,
		...(!neverSent && { request }),
		error: { name, message, description, httpCode },
	};
}
