import { NodeOperationError, type IDataObject, type NodeApiError } from 'n8n-workflow';

import { rowOf, type Row } from '../../append/rows';
import type { Report } from '../../append/send';
import { nodeError } from '../../shared/errorItem';
import { chosenDataset, idOf } from '../../shared/locator';
import type { Caller } from '../../shared/request';
import type { Evidence } from './evidence';

/** An incoming item, its place in the input from 0, and what 'Dataset' holds for it. */
export interface Incoming {
	itemIndex: number;
	json: IDataObject;
	dataset: unknown;
}

/** An item that can be sent, and later what became of it. */
export interface Planned extends Incoming {
	datasetId: string;
	/** How the user named the dataset. */
	label: string;
	row: Row;
	report?: Report;
	/** The dataset's row count around the run, where the outcome is in doubt. */
	evidence?: Evidence;
}

/** An item that cannot be sent, and why. */
export interface Complaint extends Incoming {
	error: NodeApiError | NodeOperationError;
}

/** Finds each item's row and dataset; a dataset is looked up once, however many items name it. */
export async function planOf(
	caller: Caller,
	items: readonly Incoming[],
): Promise<Array<Planned | Complaint>> {
	const ids = new Map<string, Promise<string>>();
	const plan: Array<Planned | Complaint> = [];
	for (const item of items) {
		try {
			const choice = chosenDataset(caller, item.dataset, item.itemIndex);
			const key = `${choice.mode} ${choice.value}`;
			const id = ids.get(key) ?? idOf(caller, choice, item.itemIndex);
			ids.set(key, id);
			const row = requiredRow(caller, item);
			plan.push({ ...item, datasetId: await id, label: choice.label, row });
		} catch (error) {
			plan.push({ ...item, error: nodeError(caller.getNode(), error, item.itemIndex) });
		}
	}
	return plan;
}

function requiredRow(caller: Caller, { json, itemIndex }: Incoming): Row {
	const row = rowOf(json);
	if (row) return row;
	throw new NodeOperationError(caller.getNode(), `Row ${itemIndex + 1} has no fields`, {
		itemIndex,
		description:
			'Akkio would store an empty row. Leave such items out before this node, with a Filter node for example. If the item holds a file, read it into fields first, with Extract From File.',
	});
}

/** The items by the id of their dataset, both in the order in which they came. */
export function byDataset(planned: readonly Planned[]): Map<string, Planned[]> {
	const members = new Map<string, Planned[]>();
	for (const entry of planned) {
		const entries = members.get(entry.datasetId);
		if (entries) entries.push(entry);
		else members.set(entry.datasetId, [entry]);
	}
	return members;
}
