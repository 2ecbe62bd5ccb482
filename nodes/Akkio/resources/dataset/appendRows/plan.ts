import { NodeOperationError, type NodeApiError } from 'n8n-workflow';

import { rowFrom, type Row } from '../../../append/rows';
import type { Report } from '../../../append/report';
import { Unfit } from '../../../append/unfit';
import { NO_FIELDS, Values } from '../../../append/values';
import { nodeError } from '../../../shared/errorItem';
import { chosenDataset, type Choice } from '../../../shared/locator';
import type { AppendCaller } from './caller';
import { readerOf, type Incoming } from './input';
import type { AppendOptions } from './options';
import type { Target } from './target';

/** One row on its way, and later what became of it. */
export interface Planned {
	item: Incoming;
	/** Its place in the item's list from 0, if the item holds a list. */
	place?: number;
	/** " of item 3" where the row's place does not say enough. */
	ofItem: string;
	choice: Choice;
	/** As the user gave it. */
	source: unknown;
	/** As it is sent. */
	row: Row | Unfit;
	/** Where it goes, once that is found out. */
	target?: Target;
	report?: Report;
}

/** An item of which nothing can be sent, and why. */
export interface Complaint {
	item: Incoming;
	error: NodeApiError | NodeOperationError;
}

export type Plan = ReadonlyArray<Planned | Complaint>;

/** The items' rows, in order, with their values as Akkio takes them. Nothing is asked of Akkio yet. */
export function planOf(
	caller: AppendCaller,
	items: readonly Incoming[],
	options: AppendOptions,
): Plan {
	const read = readerOf(caller, options);
	const choiceOf = choices(caller);
	const values = new Values({ nested: options.nestedValues, leaveOut: options.leaveOut });
	const plan: Array<Planned | Complaint> = [];
	for (const item of items) {
		try {
			const choice = choiceOf(read.dataset(item.itemIndex), item.itemIndex);
			const rows = read.rows(item);
			if (!Array.isArray(rows)) {
				plan.push(plannedRow(item, choice, rows, values));
				continue;
			}
			if (rows.length === 0) throw noRows(caller, item);
			const ofItem = isNumbered(item, items) ? ` of item ${item.itemIndex + 1}` : '';
			const planned = rows.map((row, place) =>
				plannedRow(item, choice, row, values, place, ofItem),
			);
			for (const entry of planned) plan.push(entry);
		} catch (error) {
			plan.push({ item, error: nodeError(caller.getNode(), error, item.itemIndex) });
		}
	}
	return plan;
}

/** What items chose as their dataset; mostly one choice for all of them. */
function choices(caller: AppendCaller): (dataset: unknown, itemIndex: number) => Choice {
	let last: { dataset: unknown; choice: Choice } | undefined;
	return (dataset, itemIndex) => {
		if (last?.dataset !== dataset) {
			last = { dataset, choice: chosenDataset(caller, dataset, itemIndex) };
		}
		return last!.choice;
	};
}

/** Whether it takes a number to tell an item from the others. */
const isNumbered = ({ itemIndex }: Incoming, items: readonly Incoming[]) =>
	items.length > 1 || itemIndex > 0;

function plannedRow(
	item: Incoming,
	choice: Choice,
	source: unknown,
	values: Values,
	place?: number,
	ofItem = '',
): Planned {
	const given = rowFrom(source);
	const row = given instanceof Unfit ? given : filled(values.of(given), item);
	// What is found out later has its place from the start: objects that grow cost memory and time.
	return { item, place, ofItem, choice, source, row, target: undefined, report: undefined };
}

/** A file is no field, and who sees one in the item wonders what is missing. */
function filled(row: Row | Unfit, { binary }: Incoming): Row | Unfit {
	if (row !== NO_FIELDS || !binary) return row;
	return new Unfit(
		'has a file and no fields',
		'Read the file into fields before this node, with Extract From File.',
	);
}

function noRows(caller: AppendCaller, { itemIndex }: Incoming): NodeOperationError {
	return new NodeOperationError(caller.getNode(), `Item ${itemIndex + 1} has no rows`, {
		itemIndex,
		description:
			'Its list is empty. Leave such items out before this node, with a Filter node for example.',
	});
}

/** What to call a row: "Row 3", or "Row 1 of item 3". */
export const nameOf = ({ item, place, ofItem }: Planned): string =>
	place === undefined ? `Row ${item.itemIndex + 1}` : `Row ${place + 1}${ofItem}`;

/** Whether an item has no row to send. */
export const isComplaint = (entry: Planned | Complaint): entry is Complaint => 'error' in entry;

/** Whether it is known what became of a row. */
export const isReported = (entry: Planned | Complaint): entry is Planned =>
	!isComplaint(entry) && entry.report !== undefined;

/** Whether nothing was, and nothing can be, sent for an entry. */
export const isWrong = (entry: Planned | Complaint): boolean =>
	isComplaint(entry) ||
	(entry.row instanceof Unfit && (entry.report?.outcome ?? 'notAppended') === 'notAppended');
