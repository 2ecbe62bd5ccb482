import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import type { RequestError } from './errors';
import type { Locator } from './locator';
import { isTool } from './request';
import type { Result } from './retry';
import { digestOf } from './text';

/** What an earlier try of this run wrote for an item, or may have written. */
interface EarlierWrite {
	digest: string;
	json?: IDataObject[];
	error?: RequestError;
}

/** How it lies in the node's context, which n8n keeps between tries and with the execution. */
interface NodeContext {
	writes?: { run: number; items: Record<number, EarlierWrite> };
}

/** A dataset or model that was found. */
export interface Target {
	id: string;
	locator: Locator;
}

/** By what all items of a run share. */
const runs = new WeakMap<object, WriteRun>();

/**
 * The run that an item belongs to. n8n starts all items of a declarative operation at once, in order, and
 * again when it tries the node again. To be called before anything waits.
 */
export function joinWriteRun(context: IExecuteSingleFunctions): WriteRun {
	// A tool is called for one item at a time, and may be called several times at once.
	if (isTool(context)) return new WriteRun(1);
	const executeData = context.getExecuteData();
	const itemIndex = context.getItemIndex();
	let run = runs.get(executeData);
	if (!run || itemIndex <= run.lastItem) {
		// n8n hands over the data of all items, also where it runs the first one only.
		const isOnce = context.getNode().executeOnce === true;
		run = new WriteRun(isOnce ? 1 : (executeData.data.main?.[0]?.length ?? 1));
	}
	run.lastItem = itemIndex;
	runs.set(executeData, run);
	return run;
}

/** The writes of one run: all items are validated first, then written one after the other. */
export class WriteRun {
	/** The last item that joined. */
	lastItem = -1;

	/** What was written so far, by earlier tries too: an id, and the item that it was for. */
	readonly written = new Map<string, number>();

	/** What items chose so far, by name or ID: deleted ones are found no more. */
	readonly targets = new Map<string, Target>();

	private arrived = 0;

	private finished = 0;

	private isStopped = false;

	private tail: Promise<void> = Promise.resolve();

	private readonly allArrived: Promise<void>;

	private open = () => {};

	constructor(private readonly itemCount: number) {
		this.allArrived = new Promise((resolve) => (this.open = resolve));
	}

	/**
	 * Writes for one item when it is its turn; not at all, in stop mode, after another item failed: then
	 * nothing comes out.
	 */
	async inTurn(
		context: IExecuteSingleFunctions,
		validate: () => void,
		write: () => Promise<Result<IDataObject[]>>,
	): Promise<Result<IDataObject[]>> {
		const isStopMode = !context.continueOnFail();
		let isValid = false;
		try {
			validate();
			isValid = true;
		} finally {
			this.isStopped ||= isStopMode && !isValid;
			if (++this.arrived === this.itemCount) this.open();
		}
		if (isStopMode) await this.allArrived;
		const previous = this.tail;
		let finish = () => {};
		this.tail = new Promise((resolve) => (finish = resolve));
		await previous;
		let isDone = false;
		try {
			if (this.isStopped) return { ok: true, value: [] };
			const result = await write();
			isDone = result.ok;
			return result;
		} finally {
			this.isStopped ||= isStopMode && !isDone;
			if (isDone && ++this.finished === this.itemCount) forget(context);
			finish();
		}
	}
}

function earlierWrites(context: IExecuteSingleFunctions): Record<number, EarlierWrite> {
	const run = Number(context.getWorkflowDataProxy(context.getItemIndex()).$runIndex);
	const kept = context.getContext('node') as NodeContext;
	if (kept.writes?.run !== run) kept.writes = { run, items: {} };
	return kept.writes.items;
}

/** What an earlier try of this run wrote for the item, or how it may have. */
export function recall(context: IExecuteSingleFunctions): Result<IDataObject[]> | undefined {
	if (isTool(context)) return undefined;
	const earlier = earlierWrites(context)[context.getItemIndex()];
	if (earlier?.digest !== digestOfWrite(context)) return undefined;
	if (earlier.error) return { ok: false, error: earlier.error };
	return { ok: true, value: earlier.json! };
}

/** Keeps what was written, or may have been, for n8n's next try. */
export function record(
	context: IExecuteSingleFunctions,
	result: Result<IDataObject[]>,
): Result<IDataObject[]> {
	// What Akkio rejected is not there, since there are no parts of it.
	if (isTool(context) || (!result.ok && result.error.outcome !== 'unknown')) return result;
	const digest = digestOfWrite(context);
	earlierWrites(context)[context.getItemIndex()] = result.ok
		? { digest, json: result.value }
		: { digest, error: result.error };
	return result;
}

/** The workflow may have been changed before Retry in the Executions list. */
const digestOfWrite = (context: IExecuteSingleFunctions) =>
	digestOf([
		context.getNodeParameter('resource'),
		context.getNodeParameter('operation'),
		context.getInputData().json,
	]);

function forget(context: IExecuteSingleFunctions): void {
	if (!isTool(context)) delete (context.getContext('node') as NodeContext).writes;
}
