import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { Unfit } from '../../../append/unfit';
import { errorItem } from '../../../shared/errorItem';
import { isDoubtful, joined } from './errors';
import { evidenceIn } from './evidence';
import type { AppendOptions } from './options';
import { isComplaint, type Complaint, type Entry, type Plan } from './plan';
import type { Planned } from './planned';
import type { Target } from './target';

/** An item for each incoming item, or a summary for each dataset and the items that failed after them. */
export function outputOf(plan: Plan, { output, checkOnly }: AppendOptions): INodeExecutionData[] {
	const note = checkOnly ? { checkOnly } : undefined;
	if (output === 'items') return itemsOf(plan, note);
	const failed = itemsOf(plan, note, (some) =>
		some.some((entry) => isComplaint(entry) || entry.report!.failure),
	);
	return [...plan.targets.map((target) => summaryItem(target, note)), ...failed];
}

/** An output item for the entries of each item, or of those that are `wanted`, in order. */
function itemsOf(
	{ entries, jsonOf }: Plan,
	note: IDataObject | undefined,
	wanted: (some: readonly Entry[]) => unknown = () => true,
): INodeExecutionData[] {
	const items: INodeExecutionData[] = [];
	for (let from = 0, to; from < entries.length; from = to) {
		const first = entries[from]!;
		to = from + 1;
		while (to < entries.length && entries[to]!.itemIndex === first.itemIndex) to++;
		const some = to - from > 1 ? entries.slice(from, to) : [first];
		if (!wanted(some)) continue;
		const isPlanned = !isComplaint(first);
		items.push(isPlanned ? itemOf(some as Planned[], note) : complaintItem(first, jsonOf));
	}
	return items;
}

function itemOf(planned: readonly Planned[], note?: IDataObject): INodeExecutionData {
	const first = planned[0]!;
	const failed = planned.find(({ report }) => report!.failure);
	if (failed) return failedItem(planned, failed);
	const { outcome, request } = first.report!;
	const pairedItem = { item: first.itemIndex };
	const datasetId = first.target.id ?? null;
	if (first.place === undefined) {
		const row = first.row as IDataObject;
		return { json: noted({ outcome, datasetId, rowCount: 1, request, row }, note), pairedItem };
	}
	const rows = planned.map((entry) => entry.row as IDataObject);
	const rowCount = planned.length;
	const requests = requestsOf(planned);
	const json = { outcome, datasetId, rowCount, request: requests, rows };
	return { json: noted(json, note), pairedItem };
}

/** The note stands second, where it is seen. */
const noted = (json: IDataObject, note: IDataObject | undefined): IDataObject =>
	note ? { outcome: json.outcome, ...note, ...json } : json;

/** The number of the request that carried the rows, or all of them if there were several. */
function requestsOf(planned: readonly Planned[]): number | number[] | undefined {
	const requests = [...new Set(planned.flatMap(({ report }) => report!.request ?? []))];
	return requests.length > 1 ? requests : requests[0];
}

/** Of an item with a list the details hold each row with its own outcome. */
function failedItem(planned: readonly Planned[], failed: Planned): INodeExecutionData {
	const [{ itemIndex, place, target }] = planned as [Planned];
	const { failure, request } = failed.report!;
	const wasSent = request !== undefined || failure!.name === 'unfit';
	const message = wasSent ? failure!.message : `Not sent: ${failure!.message}`;
	const isInDoubt = planned.some(({ report }) => isDoubtful(report!));
	const evidence = isInDoubt ? target.evidence : {};
	const description = joined(evidenceIn(evidence), failure!.description);
	const datasetId = target.id ?? null;
	const outcome = worstOf(planned);
	const account = { outcome, datasetId, rowCount: planned.length, request: requestsOf(planned) };
	const data =
		place === undefined
			? { row: shown(failed) }
			: {
					rows: planned.map((entry) => ({
						outcome: entry.report!.outcome,
						request: entry.report!.request,
						...(entry.report!.failure ? { reason: entry.report!.failure.message } : {}),
						row: shown(entry),
					})),
				};
	return errorItem(message, { ...account, ...data, ...evidence, description }, itemIndex);
}

/** What is least sure of an item's rows holds for the item. */
function worstOf(planned: readonly Planned[]) {
	const outcomes = new Set(planned.map(({ report }) => report!.outcome));
	const order = ['unknown', 'refused', 'notAppended', 'appended'] as const;
	return order.find((outcome) => outcomes.has(outcome))!;
}

const shown = ({ row, source }: Planned) => (row instanceof Unfit ? source : row) as IDataObject;

/** The output item of an item that could not be sent. */
function complaintItem(
	{ itemIndex, error }: Complaint,
	jsonOf: Plan['jsonOf'],
): INodeExecutionData {
	const { message, description } = error;
	const details = { outcome: 'notAppended', rowCount: 0, row: jsonOf(itemIndex), description };
	return errorItem(message, details, itemIndex);
}

/** How many of a dataset's rows had which outcome. Paired with all their items. */
function summaryItem({ id, planned, reports }: Target, note?: IDataObject): INodeExecutionData {
	const summary = { appended: 0, notAppended: 0, refused: 0, unknown: 0 };
	for (const { outcome } of reports) summary[outcome]++;
	const requests = new Set(reports.flatMap(({ request }) => request ?? [])).size;
	const items = new Set(planned.map(({ itemIndex }) => itemIndex));
	return {
		json: { datasetId: id ?? null, rowCount: planned.length, ...summary, requests, ...note },
		pairedItem: [...items].map((item) => ({ item })),
	};
}
