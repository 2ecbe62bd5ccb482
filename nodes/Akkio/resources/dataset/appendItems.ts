import {
	type IDataObject,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { sendGroups } from '../../append/send';
import { ROWS_PER_REQUEST } from '../../shared/limits';
import { askAkkio } from '../../shared/request';
import { planOf, type Incoming, type Planned } from './appendPlan';
import { complaintItem, reportItem, stopError } from './appendOutput';

type Caller = IExecuteFunctions | IExecutePaginationFunctions;

/**
 * Appends the items' rows and answers with one paired item for each of them, in order.
 * @param transport what every request shares: method, address, timeout
 * @throws in stop mode, with an account of every row; nothing is sent if an item has no row or dataset
 */
export async function appendItems(
	caller: Caller,
	items: Incoming[],
	transport: IHttpRequestOptions,
): Promise<INodeExecutionData[]> {
	const goOn = caller.continueOnFail();
	const plan = await planOf(caller, items);
	const complaint = plan.find((entry) => 'error' in entry);
	if (complaint && !goOn) throw complaint.error;

	const ready = plan.filter((entry) => 'row' in entry);
	await send(caller, ready, transport, goOn);

	if (!goOn && ready.some(({ report }) => report?.failure)) throw stopError(caller, ready);
	return plan.map((entry) => ('error' in entry ? complaintItem(entry) : reportItem(entry)));
}

/** Groups the items by dataset, sends them, and notes each one's report. */
async function send(
	caller: Caller,
	ready: Planned[],
	transport: IHttpRequestOptions,
	goOn: boolean,
): Promise<void> {
	const byDataset = new Map<string, Planned[]>();
	for (const entry of ready) {
		const members = byDataset.get(entry.datasetId) ?? [];
		byDataset.set(entry.datasetId, members);
		members.push(entry);
	}
	const groups = [...byDataset].map(([datasetId, members]) => ({
		datasetId,
		rows: members.map(({ row }) => row),
	}));
	const reports = await sendGroups(groups, {
		rowsPerRequest: ROWS_PER_REQUEST,
		goOn,
		async send(id, rows) {
			const request = { ...transport, body: { id, rows } as IDataObject };
			const { label } = byDataset.get(id)![0]!;
			const result = await askAkkio(caller, request, () => true, label);
			return result.ok ? undefined : result.failure;
		},
	});
	[...byDataset.values()].forEach((members, group) =>
		members.forEach((entry, index) => (entry.report = reports[group]![index])),
	);
}
