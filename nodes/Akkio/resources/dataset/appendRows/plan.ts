import { NodeOperationError, type NodeApiError } from 'n8n-workflow';

import { rowFrom, type Row } from '../../../append/rows';
import type { Report } from '../../../append/report';
import { Unfit } from '../../../append/unfit';
import { NO_FIELDS, valued, type ValueRules } from '../../../append/values';
import { nodeError } from '../../../shared/errorItem';
import { chosenDataset, type Choice } from '../../../shared/locator';
import type { AppendCaller } from './caller';
import { readerOf, type Given, type Incoming } from './input';
import type { AppendOptions } from './options';
import type { Target } from './target';

/** One row on its way, and later what became of it. */
export interface Planned {
	item: Incoming;
	/** Its place in the item's list from 0, if the item holds a list. */
	place?: number;
	/** What to call it: "Row 3", or "Row 1 of item 3". */
	name: string;
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
	const rules = { nested: options.nestedValues, leaveOut: options.leaveOut };
	return items.flatMap((item): Plan => {
		try {
			const given = read(item);
			const choice = chosenDataset(caller, given.dataset, item.itemIndex);
			if (given.rows.length === 0) throw noRows(caller, item);
			return plannedRows(item, choice, given, rules, items.length);
		} catch (error) {
			return [{ item, error: nodeError(caller.getNode(), error, item.itemIndex) }];
		}
	});
}

function plannedRows(
	item: Incoming,
	choice: Choice,
	{ rows, isList }: Given,
	rules: ValueRules,
	items: number,
): Planned[] {
	const inItem = items > 1 || item.itemIndex > 0 ? ` of item ${item.itemIndex + 1}` : '';
	return rows.map((source, place) => {
		const row = rowFrom(source);
		return {
			item,
			...(isList ? { place } : {}),
			name: isList ? `Row ${place + 1}${inItem}` : `Row ${item.itemIndex + 1}`,
			choice,
			source,
			row: row instanceof Unfit ? row : filled(valued(row, rules), item),
		};
	});
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

/** Whether an item has no row to send. */
export const isComplaint = (entry: Planned | Complaint): entry is Complaint => 'error' in entry;

/** Whether nothing was, and nothing can be, sent for an entry. */
export const isWrong = (entry: Planned | Complaint): boolean =>
	isComplaint(entry) ||
	(entry.row instanceof Unfit && (entry.report?.outcome ?? 'notAppended') === 'notAppended');
