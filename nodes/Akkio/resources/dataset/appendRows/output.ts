import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { OUTCOMES, requestsOf, type PreparedRow } from '../../../rows/preparedRow';
import { isTool } from '../../../shared/context';
import { toErrorOutput } from '../../../shared/outputItems';
import { joinSentences } from '../../../shared/text';
import type { DatasetRows } from './datasetRows';
import type { AppendOptions } from './description';
import {
	failureOf,
	isAmbiguous,
	isFailed,
	missingColumnsSentence,
	rowCountSentence,
} from './messages';

/** An item for each incoming item, or a summary for each dataset and the items that failed after them. */
export function toOutput(
	context: IExecuteFunctions,
	rows: readonly PreparedRow[],
	groups: readonly DatasetRows[],
	{ output, dryRun }: AppendOptions,
): INodeExecutionData[] {
	const isSummary = output === 'summary';
	const items: INodeExecutionData[] = [];
	for (let from = 0, to; from < rows.length; from = to) {
		to = from + 1;
		while (to < rows.length && rows[to]!.item === rows[from]!.item) to++;
		const own = rows.slice(from, to);
		const failed = own.find(isFailed);
		if (!isSummary || failed) items.push(toItem(own, failed, dryRun));
	}
	const summaries = isSummary ? groups.map((group) => toSummary(group, dryRun)) : [];
	const node = context.getNode();
	// n8n takes an `error` in the first item for a failure, and would call the tool again.
	if (isTool(context)) return [...summaries, ...items].map(withoutError);
	return [...summaries, ...toErrorOutput(node, items)];
}

/** Same keys in the same order for every item, so that n8n's table keeps its columns; what failed has more. */
function toItem(
	rows: readonly PreparedRow[],
	failed: PreparedRow | undefined,
	dryRun: boolean,
): INodeExecutionData {
	const [first] = rows as [PreparedRow];
	const dataset = first.group as DatasetRows | undefined;
	const reason = failed && failureOf(failed);
	const isSingle = first.place === undefined;
	const warning = missingColumnsSentence(rows);
	const json: IDataObject = { outcome: worstOutcome(rows, dryRun) };
	if (isSingle) json.row = shownRow(first);
	else json.rows = toRows(rows, failed, dryRun);
	json.dataset = dataset?.name ?? null;
	json.datasetId = dataset?.id ?? null;
	json.rowCount =
		rows.some(({ values, result }) => values ?? result) || !isSingle ? rows.length : 0;
	json.request = requestOf(rows);
	// n8n 1 takes any `error` in the first item for a failure, null included, and runs the node again.
	if (reason) {
		json.error = reasonText(failed!, reason.message, dryRun);
		json.description = joinSentences(
			rows.some(isAmbiguous) ? rowCountSentence(dataset) : '',
			reason.description,
		);
	}
	if (warning) json.warning = warning;
	return { json, pairedItem: { item: first.item } };
}

/** Of several rows, each with its own outcome if they differ. */
function toRows(
	rows: readonly PreparedRow[],
	failed: PreparedRow | undefined,
	dryRun: boolean,
): IDataObject[] {
	if (!failed) return rows.map(shownRow);
	return rows.map((row) => ({
		outcome: worstOutcome([row], dryRun),
		row: shownRow(row),
		error: failureOf(row)?.message ?? null,
		request: row.result?.request ?? null,
	}));
}

/** As it was sent, or would be; what cannot be sent, as the item gave it. */
function shownRow(row: PreparedRow): IDataObject {
	const { values, input, result, group } = row;
	const isForAkkio = result?.request !== undefined || !failureOf(row);
	return (values && isForAkkio && group ? group.toRecord(row) : (values ?? input)) as IDataObject;
}

function reasonText({ result, error }: PreparedRow, message: string, dryRun: boolean): string {
	const isOwn = dryRun || error !== undefined || result?.request !== undefined;
	return isOwn ? message : `Not sent: ${message}`;
}

/** What is least certain of some rows holds for all of them. */
function worstOutcome(rows: readonly PreparedRow[], dryRun: boolean): string {
	const outcomes: string[] = rows.map((row) => {
		if (row.result) return row.result.outcome;
		if (!dryRun) return 'notAppended';
		return failureOf(row) ? 'wouldFail' : 'wouldAppend';
	});
	return outcomes.length === 1 ? outcomes[0]! : OUTCOMES.find((one) => outcomes.includes(one))!;
}

/** The number of the request that carried the rows, or all of them if there were several. */
function requestOf(rows: readonly PreparedRow[]): number | number[] | null {
	// Most items are one row.
	if (rows.length === 1) return rows[0]!.result?.request ?? null;
	const requests = requestsOf(rows);
	return requests.length > 1 ? requests : (requests[0] ?? null);
}

/** How many of a dataset's rows had which outcome. Paired with all their items. */
function toSummary({ id, name, rows }: DatasetRows, dryRun: boolean): INodeExecutionData {
	const counts: Record<string, number> = dryRun
		? { wouldAppend: 0, wouldFail: 0 }
		: { appended: 0, notAppended: 0, rejected: 0, unknown: 0 };
	for (const row of rows) {
		const outcome = worstOutcome([row], dryRun);
		counts[outcome] = (counts[outcome] ?? 0) + 1;
	}
	const items = new Set(rows.map(({ item }) => item));
	return {
		json: {
			dataset: name ?? null,
			datasetId: id ?? null,
			rowCount: rows.length,
			...counts,
			requests: requestsOf(rows).length,
		},
		pairedItem: [...items].map((item) => ({ item })),
	};
}

function withoutError(item: INodeExecutionData): INodeExecutionData {
	const { error, ...rest } = item.json;
	return { ...item, json: typeof error === 'string' ? { ...rest, message: error } : rest };
}
