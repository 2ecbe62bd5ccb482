import {
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type NodeApiError,
} from 'n8n-workflow';

import { rowFrom, type Row } from '../../../append/rows';
import { Unfit } from '../../../append/unfit';
import { NO_FIELDS, Values } from '../../../append/values';
import { nodeError } from '../../../shared/errorItem';
import { chosenDataset } from '../../../shared/locator';
import type { AppendCaller } from './caller';
import { readerOf } from './input';
import type { AppendOptions } from './options';
import type { Planned } from './planned';
import { Target } from './target';

/** An item of which nothing can be sent, and why. */
export interface Complaint {
	/** The item's place in the input, from 0. */
	itemIndex: number;
	error: NodeApiError | NodeOperationError;
}

export type Entry = Planned | Complaint;

/** What is to be sent, and what cannot be. */
export interface Plan {
	/** In the items' order. */
	entries: readonly Entry[];
	/** In the order of their first rows. */
	targets: readonly Target[];
	/** What an item holds. */
	jsonOf(itemIndex: number): IDataObject;
}

/**
 * The items' rows, in order, with their values as Akkio takes them. Nothing is asked of Akkio yet.
 * @param first the first item's place in the input, from 0
 */
export function planOf(
	caller: AppendCaller,
	items: readonly INodeExecutionData[],
	options: AppendOptions,
	first: number,
): Plan {
	const read = readerOf(caller, options);
	const targets = new Map<string, Target>();
	const targetOf = targetsIn(targets, caller, options);
	const values = new Values({ nested: options.nestedValues, leaveOut: options.leaveOut });
	const entries: Entry[] = [];
	let itemIndex = first - 1;
	for (const item of items) {
		itemIndex++;
		try {
			const target = targetOf(read.dataset(itemIndex), itemIndex);
			const found = read.rows(itemIndex, item);
			if (!Array.isArray(found)) {
				entries.push(target.add(itemIndex, found, valued(found, values, item)));
				continue;
			}
			if (found.length === 0) throw noRows(caller, itemIndex);
			// A lone item needs no number to be told from the others.
			const ofItem = items.length > 1 || first > 0 ? ` of item ${itemIndex + 1}` : '';
			const rows = found.map((source) => valued(source, values, item));
			for (const [place, row] of rows.entries()) {
				entries.push(target.add(itemIndex, found[place], row, place, ofItem));
			}
		} catch (error) {
			entries.push({ itemIndex, error: nodeError(caller.getNode(), error, itemIndex) });
		}
	}
	return {
		entries,
		targets: [...targets.values()].filter(({ rows }) => rows.length > 0),
		jsonOf: (itemIndex) => items[itemIndex - first]!.json,
	};
}

/** The target that an item chose, new ones put among `targets`; mostly one for all items. */
function targetsIn(
	targets: Map<string, Target>,
	caller: AppendCaller,
	{ extraFields }: AppendOptions,
): (dataset: unknown, itemIndex: number) => Target {
	let last: { dataset: unknown; target: Target } | undefined;
	return (dataset, itemIndex) => {
		if (last?.dataset !== dataset) {
			const choice = chosenDataset(caller, dataset, itemIndex);
			const key = `${choice.mode} ${choice.value}`;
			const target = targets.get(key) ?? new Target(choice, extraFields);
			targets.set(key, target);
			last = { dataset, target };
		}
		return last!.target;
	};
}

function valued(source: unknown, values: Values, { binary }: INodeExecutionData): Row | Unfit {
	const given = rowFrom(source);
	const row = given instanceof Unfit ? given : values.of(given);
	// A file is no field, and who sees one in the item wonders what is missing.
	return row === NO_FIELDS && binary ? ONLY_A_FILE : row;
}

const ONLY_A_FILE = new Unfit(
	'has a file and no fields',
	'Read the file into fields before this node, with Extract From File.',
);

function noRows(caller: AppendCaller, itemIndex: number): NodeOperationError {
	return new NodeOperationError(caller.getNode(), `Item ${itemIndex + 1} has no rows`, {
		itemIndex,
		description:
			'Its list is empty. Leave such items out before this node, with a Filter node for example.',
	});
}

/** Whether an item has no row to send. */
export const isComplaint = (entry: Entry): entry is Complaint => 'error' in entry;

/** Whether it is known what became of a row. */
export const isReported = (entry: Entry): entry is Planned =>
	!isComplaint(entry) && entry.report !== undefined;

/** Whether nothing was, and nothing can be, sent for an entry. */
export const isWrong = (entry: Entry): boolean =>
	isComplaint(entry) ||
	(entry.row instanceof Unfit && (entry.report?.outcome ?? 'notAppended') === 'notAppended');

// Mostly nothing is wrong, and the targets know so without a look at each entry.

export function firstComplaint({ entries, targets }: Plan): Complaint | undefined {
	const rows = targets.reduce((sum, target) => sum + target.rows.length, 0);
	return rows === entries.length ? undefined : entries.find(isComplaint);
}

export function firstWrong(plan: Plan): Entry | undefined {
	const isRight = !firstComplaint(plan) && !plan.targets.some(({ hasUnfit }) => hasUnfit);
	return isRight ? undefined : plan.entries.find(isWrong);
}
