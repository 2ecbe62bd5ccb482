import type { IExecuteFunctions, INodeExecutionData, NodeApiError } from 'n8n-workflow';

import { itemsOfJson } from '../../../rows/jsonRows';
import { MAPPED_COLUMNS } from '../../../rows/mappedValues';
import { toInvalidRowError, type PreparedRow } from '../../../rows/preparedRow';
import { readRows } from '../../../rows/readRows';
import { isTool } from '../../../shared/context';
import { toNodeApiError } from '../../../shared/nodeErrors';
import { getRequestOptions } from '../../../shared/requestOptions';
import { joinSentences } from '../../../shared/text';
import { clearCheckpoint, isPartOfRun, loadCheckpoint, saveCheckpoint } from './checkpoint';
import { groupByDataset, resolveDatasets, type DatasetRows } from './datasetRows';
import { readOptions } from './description';
import { mapToSchema } from './mapToSchema';
import {
	failureOf,
	hintsOf,
	isAmbiguous,
	isFailed,
	missingColumnsSentence,
	RETRY_ADVICE,
	rowCountSentence,
	summarizeRows,
} from './messages';
import { toOutput } from './output';
import { countRowsAfter, loadSchemas, verifyColumns } from './schema';
import { sendGroups } from './send';

/**
 * Appends the items' rows and returns one paired item for each of them, in order, or a summary for each
 * dataset, followed by the items that failed.
 * @throws in stop mode, and when the execution is stopped, with an account of every row; nothing is sent
 *   in stop mode if there is a row that cannot be sent
 */
export async function appendRows(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const options = readOptions(context);
	// What cannot be used is an error before anything is sent.
	getRequestOptions(context);
	const foundIgnoreFields = new Set<string>();
	const rows = readRows(context, { ...options, foundIgnoreFields }, MAPPED_COLUMNS);
	loadCheckpoint(context, rows, options.onUnknownOutcome === 'retry');
	const mustStop = !context.continueOnFail() && !options.dryRun;
	const chosen = await groupByDataset(context, rows);
	if (mustStop) stopOnInvalid(context, rows);

	const groups = await resolveDatasets(context, chosen, options);
	if (mustStop) stopOnInvalid(context, rows);
	try {
		await loadSchemas(groups);
		for (const group of groups) if (!group.error) mapToSchema(group, options);
		if (mustStop) stopOnInvalid(context, rows);
		if (!options.dryRun) await sendGroups(context, groups, options);
	} finally {
		if (!options.dryRun) keepCheckpoint(context, rows);
	}
	await checkAfterwards(groups);

	// What another run did to an empty dataset may have made rows invalid meanwhile.
	if (mustStop && !mayBeDoubled(context, rows)) stopOnInvalid(context, rows);
	const isStopped = context.getExecutionCancelSignal()?.aborted === true;
	const hasFailed = !options.dryRun && rows.some(isFailed);
	// After Stop n8n keeps nothing of what a node returns or throws; its log does.
	if (isStopped) logStop(context, rows);
	if (hasFailed && (isStopped || mustStop) && !mayBeDoubled(context, rows)) {
		throw stopError(context, rows);
	}
	const hints = hintsOf(groups, rows, {
		...options,
		foundIgnoreFields,
		itemsOfJson: itemsOfJson(context),
	});
	context.addExecutionHints?.(...hints);
	return toOutput(context, rows, groups, options);
}

/** n8n calls a tool that throws again, and has no place to keep what was sent. */
const mayBeDoubled = (context: IExecuteFunctions, rows: readonly PreparedRow[]) =>
	isTool(context) && rows.some(({ result }) => result && result.outcome !== 'notAppended');

function keepCheckpoint(context: IExecuteFunctions, rows: readonly PreparedRow[]): void {
	const isAppended = rows.every(({ result }) => result?.outcome === 'appended');
	if (isAppended && !isPartOfRun(context)) clearCheckpoint(context);
	else saveCheckpoint(context, rows);
}

/** What only shows once everything was sent. */
async function checkAfterwards(groups: readonly DatasetRows[]): Promise<void> {
	for (const group of groups) {
		const isSet = group.rows.some(({ result }) => result?.outcome === 'appended');
		if ((group.isFirstAppend || group.hasUnseenColumns) && isSet) await verifyColumns(group);
		if (group.rows.some(isAmbiguous)) await countRowsAfter(group);
	}
}

function logStop(context: IExecuteFunctions, rows: readonly PreparedRow[]): void {
	const account = summarizeRows(rows);
	context.logger.warn(`${context.getNode().name}: The execution was stopped. ${account}`);
}

/** @throws for the first row that cannot be sent, unless an earlier try has sent it */
function stopOnInvalid(context: IExecuteFunctions, rows: readonly PreparedRow[]): void {
	const invalid = rows.filter(({ error, result }) => error && !result);
	if (invalid.length === 0) return;
	if (context.getExecutionCancelSignal()?.aborted) logStop(context, rows);
	const wasTried = rows.some(({ result }) => result?.request !== undefined);
	const missing = missingColumnsSentence(rows);
	const account = joinSentences(summarizeRows(rows), missing && `${missing}.`);
	throw toInvalidRowError(context.getNode(), invalid, wasTried ? account : undefined);
}

/** What stops the run: the first failure, what became of every row, and what to do. */
function stopError(context: IExecuteFunctions, rows: readonly PreparedRow[]): NodeApiError {
	const { message, description, httpCode } = failureOf(rows.find(isFailed)!)!;
	const ambiguous = rows.find(isAmbiguous);
	const isPartlySent = rows.some(({ result }) => result?.outcome === 'appended');
	const missing = missingColumnsSentence(rows);
	const whole = joinSentences(
		summarizeRows(rows),
		rowCountSentence(ambiguous?.group as DatasetRows | undefined),
		missing && `${missing}.`,
		isPartlySent ? RETRY_ADVICE : '',
		description,
	);
	return toNodeApiError(context, { message, description: whole, httpCode });
}
