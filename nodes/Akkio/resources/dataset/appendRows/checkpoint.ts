import type { IExecuteFunctions } from 'n8n-workflow';

import type { PreparedRow, RowResult } from '../../../rows/preparedRow';
import { isTool } from '../../../shared/context';
import type { ItemContext } from '../../../shared/customOperation';
import { locatorValue } from '../../../shared/locator';
import { digestOf } from '../../../shared/text';

/**
 * What became of some rows in an earlier try of the same run, so that they are not sent again. Plain
 * JSON without rows or key, since n8n stores it with the execution.
 */
interface SentRows {
	result: RowResult;
	/** By item and place ("3", "3.0"), a digest of the item: another item in the same place is another row. */
	rows: Record<string, string>;
}

/** How checkpoints lie in the node's context, which n8n keeps between tries and with the execution. */
interface NodeContext extends ItemContext {
	checkpoint?: {
		/** The next pass of a loop is another run. */
		run: number;
		/** As the parameter is written: rows for another dataset are other rows. */
		dataset: string;
		sent: SentRows[];
	};
}

/**
 * Puts on each row what an earlier try of this run learned of it.
 * @param retryUnknown whether rows of unknown outcome are sent again
 */
export function loadCheckpoint(
	context: IExecuteFunctions,
	rows: readonly PreparedRow[],
	retryUnknown: boolean,
): void {
	// Tries of a tool, and parallel calls of it, share one context, and each counts as a run.
	if (isTool(context)) return;
	const { checkpoint } = context.getContext('node') as NodeContext;
	if (checkpoint?.run !== runIndex(context) || checkpoint.dataset !== datasetParameter(context))
		return;
	const results = new Map<string, RowResult>();
	for (const { result, rows: sent } of checkpoint.sent) {
		for (const [place, digest] of Object.entries(sent)) results.set(`${place} ${digest}`, result);
	}
	const keyOf = rowKeys(context);
	for (const row of rows) {
		const { place, digest } = keyOf(row);
		const result = results.get(`${place} ${digest}`);
		row.result = result;
		row.wasSent = result && !(retryUnknown && result.outcome === 'unknown');
	}
}

/** Keeps what became of the rows for n8n's next try, and for Retry in the Executions list. */
export function saveCheckpoint(context: IExecuteFunctions, rows: readonly PreparedRow[]): void {
	if (isTool(context)) return;
	const byResult = new Map<RowResult, SentRows>();
	const keyOf = rowKeys(context);
	for (const row of rows) {
		const { result } = row;
		if (!result || result.outcome === 'notAppended') continue;
		const sent = byResult.get(result) ?? { result, rows: {} };
		const { place, digest } = keyOf(row);
		sent.rows[place] = digest;
		byResult.set(result, sent);
	}
	const checkpoint = {
		run: runIndex(context),
		dataset: datasetParameter(context),
		sent: [...byResult.values()],
	};
	(context.getContext('node') as NodeContext).checkpoint = checkpoint;
}

/** Forgets what was sent, once every row was appended: nothing is left to try again. */
export function clearCheckpoint(context: IExecuteFunctions): void {
	if (!isTool(context)) delete (context.getContext('node') as NodeContext).checkpoint;
}

export const isPartOfRun = (context: IExecuteFunctions): boolean =>
	(context.getContext('node') as NodeContext).isPartOfRun === true;

const runIndex = (context: IExecuteFunctions) => Number(context.getWorkflowDataProxy(0).$runIndex);

const datasetParameter = (context: IExecuteFunctions) =>
	String(locatorValue(context.getNode().parameters.dataset));

/**
 * A row is known by its item's JSON and its place, whatever the mapping makes of it: that may hold the
 * clock. Rows of an item follow each other, so that each item is read once.
 */
function rowKeys(context: IExecuteFunctions) {
	const items = context.getInputData();
	let last: { item: number; digest: string } | undefined;
	return ({ item, place }: PreparedRow) => {
		if (last?.item !== item) last = { item, digest: digestOf(items[item]!.json) };
		return { place: place === undefined ? String(item) : `${item}.${place}`, digest: last.digest };
	};
}
