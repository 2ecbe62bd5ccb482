import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { takeBatch, type Batch, type BatchLimits } from '../../../rows/batches';
import { isPending, type PreparedRow, type RowResult } from '../../../rows/preparedRow';
import { ENVELOPE_BYTES, MAX_BATCH_BYTES, MAX_HALVING_REQUESTS } from '../../../shared/constants';
import type { RequestError } from '../../../shared/errors';
import { akkioRequest } from '../../../shared/request';
import type { DatasetRows } from './datasetRows';
import type { AppendOptions } from './description';
import { mapToSchema } from './mapToSchema';
import { forgetSchema, lockFirstAppend, recordFirstAppend } from './schema';

/** How much goes in one append: as many rows as the user says, and a body that proxies let through. */
export const batchLimits = ({ batchSize }: AppendOptions): BatchLimits => ({
	rows: batchSize,
	bytes: MAX_BATCH_BYTES - ENVELOPE_BYTES,
});

/** What the appends of one run have in common. */
interface Run {
	context: IExecuteFunctions;
	limits: BatchLimits;
	retryUnknown: boolean;
	continueOnFail: boolean;
	/** The number of the last request. */
	request: number;
	/** Requests that were spent on finding rows that Akkio rejects. */
	halvingRequests: number;
	/** Why nothing more is sent. */
	abortReason?: RowResult['error'];
}

/**
 * Sends the rows of each dataset, batch after batch, and puts on each row what became of it. A failure
 * ends the run, or, when the user chose to continue, only as much as it is fatal for.
 */
export async function sendGroups(
	context: IExecuteFunctions,
	groups: readonly DatasetRows[],
	options: AppendOptions,
): Promise<void> {
	const results = groups.flatMap(({ rows }) => rows.flatMap(({ result }) => result?.request ?? []));
	const run: Run = {
		context,
		limits: batchLimits(options),
		retryUnknown: options.onUnknownOutcome === 'retry',
		continueOnFail: context.continueOnFail(),
		request: results.reduce((last, request) => Math.max(last, request), 0),
		halvingRequests: 0,
	};
	for (const group of groups) await sendGroup(run, group, options);
}

async function sendGroup(run: Run, group: DatasetRows, options: AppendOptions): Promise<void> {
	const pending = () => group.rows.filter(isPending);
	let sent = 0;
	if (group.isFirstAppend && !run.abortReason) {
		const { release, isStale } = await lockFirstAppend(run.context, group);
		try {
			if (isStale && !group.error) mapToSchema(group, options);
			const invalid = group.rows.find(({ error, result }) => error && !result);
			if (invalid && !run.continueOnFail) {
				run.abortReason = { name: 'invalidRow', ...invalid.error! };
			}
			if (group.isFirstAppend) sent = await sendRows(run, group, pending(), { isFirst: true });
		} finally {
			release();
		}
	}
	await sendRows(run, group, pending().slice(sent));
}

interface Part {
	/** Only until the first append is acknowledged. */
	isFirst?: boolean;
	/** How these rows were rejected together with others: this is to find out which of them. */
	rejection?: RowResult;
}

/** @returns how many of the rows are done with */
async function sendRows(
	run: Run,
	group: DatasetRows,
	rows: readonly PreparedRow[],
	{ isFirst = false, rejection }: Part = {},
): Promise<number> {
	let at = 0;
	const isAcknowledged = () => rows.some(({ result }) => result?.outcome === 'appended');
	while (at < rows.length && !(isFirst && isAcknowledged())) {
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
		const error = await appendBatch(run, group, batch);
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
			const part = { rejection: toResult(run, error) };
			await sendRows(run, group, batch.rows.slice(0, middle), part);
			await sendRows(run, group, batch.rows.slice(middle), part);
			continue;
		}
		setResult(batch.rows, toResult(run, error));
		if (error && !run.continueOnFail) run.abortReason = error;
		if (error?.fatalFor === 'run') run.abortReason = error;
		if (error?.fatalFor === 'dataset') group.error = error;
	}
	return at;
}

function toResult({ request }: Run, error: RequestError | undefined): RowResult {
	if (!error) return { outcome: 'appended', request };
	const { outcome, neverSent } = error;
	return { outcome, ...(neverSent ? {} : { request }), error: toRowError(error) };
}

const toRowError = ({ name, message, description, httpCode }: RequestError) => ({
	...{ name, message, description, httpCode },
});

/** What an earlier try sent may be there, however this one fares. */
function setResult(rows: readonly PreparedRow[], result: RowResult): void {
	for (const row of rows) {
		if (result.outcome === 'appended' || row.result?.outcome !== 'unknown') row.result = result;
	}
}

async function appendBatch(
	{ context, retryUnknown }: Run,
	group: DatasetRows,
	{ json }: Batch,
): Promise<RequestError | undefined> {
	const { id, locator, credential } = group;
	const request: IHttpRequestOptions = {
		method: 'POST',
		url: '/datasets',
		headers: { 'content-type': 'application/json' },
		body: `{"id":${JSON.stringify(id)},"rows":${json}}`,
	};
	const result = await akkioRequest(context, request, {
		parse: () => true,
		target: `dataset ${locator.label}`,
		credential,
		retryUnknown,
	});
	const error = result.ok ? undefined : result.error;
	if (group.isFirstAppend && !error?.neverSent) recordFirstAppend(group, result.ok);
	if (error && mayHaveChanged(error)) forgetSchema(group);
	return error;
}

/** Whether the response hints that the dataset is not what was known of it. */
const mayHaveChanged = ({ httpCode, retry, name }: RequestError) =>
	httpCode !== undefined && retry !== 'always' && name !== 'tooLarge';
