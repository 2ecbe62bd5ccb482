import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

import { isTool } from './context';
import type { Locator } from './locator';
import type { Result } from './retry';
import { digestOf } from './text';

/** What became of an item: the JSON of its output items, or why there is none. */
type ItemResult = Result<IDataObject[]>;

/** What a request names by its id: a dataset or a model as an item chose it. */
export interface Chosen extends Locator {
	/** The request's field for the id: `id` where the request is about it. */
	field: 'id' | 'dataset_id';
}

/** How the results of earlier tries lie in the node's context, which n8n keeps with the execution. */
interface NodeContext {
	writes?: {
		/** The next pass of a loop is another run. */
		run: number;
		/** What was written, or may have been; by item, with a digest of what was to be done. */
		items: EarlierWrites;
	};
}
type EarlierWrites = Record<number, { digest: string; result: ItemResult }>;

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

	/** What items wrote, by ID and by what they chose: a deleted dataset is found by its name no more. */
	readonly written = new Map<string, { id: string; item: number }>();

	private arrived = 0;

	private finished = 0;

	private isStopped = false;

	private lastWrite: Promise<unknown> = Promise.resolve();

	private readonly allArrived: Promise<void>;

	private open = () => {};

	constructor(private readonly itemCount: number) {
		this.allArrived = new Promise((resolve) => (this.open = resolve));
	}

	/**
	 * Writes for one item when it is its turn; not at all, in stop mode, after another item failed: then
	 * nothing comes out. What an earlier try wrote is not written again.
	 * @param validate answers with what the item chose, or throws if the item cannot be written
	 */
	async inTurn(
		context: IExecuteSingleFunctions,
		validate: () => Chosen | undefined,
		write: (chosen: Chosen | undefined) => Promise<ItemResult>,
	): Promise<ItemResult> {
		const isStopMode = !context.continueOnFail();
		let chosen: Chosen | undefined;
		let isValid = false;
		try {
			chosen = validate();
			isValid = true;
		} finally {
			this.isStopped ||= isStopMode && !isValid;
			if (++this.arrived === this.itemCount) this.open();
		}
		if (isStopMode) await this.allArrived;
		const turn = this.lastWrite.then(async () => {
			if (this.isStopped) return { ok: true as const, value: [] };
			// Until it succeeds.
			this.isStopped = isStopMode;
			const result = recall(context) ?? record(context, await write(chosen));
			if (!result.ok) return result;
			this.isStopped = false;
			if (chosen?.field === 'id') this.noteWritten(chosen, result.value, context.getItemIndex());
			if (++this.finished === this.itemCount) forget(context);
			return result;
		});
		this.lastWrite = turn.catch(() => undefined);
		return await turn;
	}

	private noteWritten({ value }: Chosen, written: readonly IDataObject[], item: number): void {
		for (const { id } of written as ReadonlyArray<{ id: string }>) {
			// By Name takes an ID, too.
			for (const name of [value, id]) {
				if (!this.written.has(name)) this.written.set(name, { id, item });
			}
		}
	}
}

/** By item; a tool keeps none, since each of its tries counts as a run. */
function earlierWrites(context: IExecuteSingleFunctions): EarlierWrites {
	if (isTool(context)) return {};
	const run = Number(context.getWorkflowDataProxy(context.getItemIndex()).$runIndex);
	const kept = context.getContext('node') as NodeContext;
	if (kept.writes?.run !== run) kept.writes = { run, items: {} };
	return kept.writes.items;
}

function recall(context: IExecuteSingleFunctions): ItemResult | undefined {
	const earlier = earlierWrites(context)[context.getItemIndex()];
	return earlier?.digest === digestOfWrite(context) ? earlier.result : undefined;
}

function record(context: IExecuteSingleFunctions, result: ItemResult): ItemResult {
	// What Akkio rejected is not there, since there are no parts of it.
	const mayBeWritten = result.ok || result.error.outcome === 'unknown';
	if (mayBeWritten) {
		const digest = digestOfWrite(context);
		earlierWrites(context)[context.getItemIndex()] = { digest, result };
	}
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
	delete (context.getContext('node') as NodeContext).writes;
}
