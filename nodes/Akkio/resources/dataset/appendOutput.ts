import type { IDataObject, INodeExecutionData, NodeApiError } from 'n8n-workflow';

import { accountOf } from '../../append/account';
import type { Report } from '../../append/send';
import { errorItem } from '../../shared/errorItem';
import { errorOf, type Caller } from '../../shared/request';
import { byDataset, type Complaint, type Planned } from './appendPlan';
import { evidenceIn } from './evidence';

/** The output item of an item that was sent, or was to be sent. */
export function reportItem({
	itemIndex,
	datasetId,
	row,
	report,
	evidence,
}: Planned): INodeExecutionData {
	const { outcome, request, failure } = report!;
	const account = { outcome, datasetId, rowCount: 1, request, row: row as IDataObject };
	if (!failure) return { json: account, pairedItem: { item: itemIndex } };

	const message = request === undefined ? `Not sent: ${failure.message}` : failure.message;
	const description = joined(evidenceIn(evidence), failure.description);
	return errorItem(message, { ...account, ...evidence, description }, itemIndex);
}

/** The output item of an item that could not be sent. */
export function complaintItem({ itemIndex, json, error }: Complaint): INodeExecutionData {
	const details = {
		outcome: 'notAppended',
		rowCount: 0,
		row: json,
		description: error.description,
	};
	return errorItem(error.message, details, itemIndex);
}

/** An item for each dataset: how many of its rows had which outcome. Paired with all its items. */
export function summaryItems(planned: readonly Planned[]): INodeExecutionData[] {
	return [...byDataset(planned)].map(([datasetId, members]) => {
		const summary = { appended: 0, notAppended: 0, refused: 0, unknown: 0 };
		for (const { report } of members) summary[report!.outcome]++;
		const requests = new Set(members.flatMap(({ report }) => report!.request ?? [])).size;
		return {
			json: { datasetId, rowCount: members.length, ...summary, requests },
			pairedItem: members.map(({ itemIndex }) => ({ item: itemIndex })),
		};
	});
}

/** What stops the run: the first failure, what became of every item's row, and what to do. */
export function stopError(caller: Caller, plan: ReadonlyArray<Planned | Complaint>): NodeApiError {
	const planned = plan.filter((entry): entry is Planned => 'row' in entry);
	const { itemIndex, report } = planned.find((entry) => entry.report!.failure)!;
	const { message, description, httpCode } = report!.failure!;
	const evidence = evidenceIn(planned.find((entry) => entry.evidence)?.evidence);
	const whole = joined(planAccount(plan), evidence, description);
	return errorOf(caller, { message, description: whole, httpCode }, itemIndex);
}

/** What became of every item's row, counted as the user counts, from 1. */
export function planAccount(plan: ReadonlyArray<Planned | Complaint>): string {
	const reports = plan.map((entry) => ('error' in entry ? NEVER_SENT : entry.report!));
	return accountOf(reports, (plan[0]?.itemIndex ?? 0) + 1);
}

const NEVER_SENT: Report = { outcome: 'notAppended' };

/** Sentences, one after the other, without those that are not there. */
export const joined = (...sentences: Array<string | null | undefined>) =>
	sentences.filter(Boolean).join(' ');
