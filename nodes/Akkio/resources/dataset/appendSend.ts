import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Batch } from '../../append/batches';
import { sendGroups } from '../../append/send';
import { clock } from '../../shared/clock';
import type { Failure } from '../../shared/explain';
import { BYTES_PER_REQUEST, ENVELOPE_BYTES } from '../../shared/limits';
import { askAkkio } from '../../shared/request';
import { oneAtATime } from '../../shared/turns';
import type { AppendCaller } from './appendItems';
import type { AppendOptions } from './appendOptions';
import { byDataset, type Planned } from './appendPlan';
import { rowCount, type Evidence } from './evidence';
import { openLedger } from './runLedger';

/** Groups the items by dataset, sends them, and notes on each one what became of it. */
export async function sendPlanned(
	caller: AppendCaller,
	planned: readonly Planned[],
	{ rowsPerRequest, whenUnknown }: AppendOptions,
	transport: IHttpRequestOptions,
): Promise<void> {
	const members = byDataset(planned);
	const evidence = new Map<string, Evidence>();
	const signal = caller.getExecutionCancelSignal?.();

	const send = async (id: string, { json }: Batch) => {
		const { label } = members.get(id)![0]!;
		// A single row, as from a form or a webhook, is not worth a request of its own beforehand.
		if (!evidence.has(id) && members.get(id)!.length > 1) {
			const counted = await rowCount(caller, transport, id, label);
			if (!counted.ok && counted.failure.ends) return notSent(counted.failure);
			evidence.set(id, { rowsBefore: counted.ok ? counted.value : null });
		}
		const request: IHttpRequestOptions = {
			...transport,
			headers: { 'content-type': 'application/json' },
			body: `{"id":${JSON.stringify(id)},"rows":[${json}]}`,
		};
		const result = await oneAtATime(
			id,
			{ clock, signal },
			async () =>
				await askAkkio(caller, request, {
					read: () => true,
					dataset: label,
					again: whenUnknown === 'sendAgain' ? ['always', 'unknown'] : ['always'],
				}),
		);
		return result.ok ? undefined : result.failure;
	};

	const ledger = openLedger(caller);
	const groups = [...members].map(([datasetId, entries]) => ({
		datasetId,
		rows: entries.map(({ row }) => row),
	}));
	const reports = await sendGroups(groups, {
		send,
		limits: { rows: rowsPerRequest, bytes: BYTES_PER_REQUEST - ENVELOPE_BYTES },
		goOn: caller.continueOnFail(),
		sendUnknownAgain: whenUnknown === 'sendAgain',
		ledger,
	});
	groups.forEach(({ datasetId }, group) =>
		members.get(datasetId)!.forEach((entry, row) => (entry.report = reports[group]![row])),
	);

	for (const [id, entries] of members) {
		const doubtful = entries.filter(({ report }) => isDoubtful(report!.outcome));
		if (doubtful.length === 0 || signal?.aborted) continue;
		const counted = await rowCount(caller, transport, id, id);
		if (!counted.ok) continue;
		const found = { ...evidence.get(id), rowsAfter: counted.value };
		for (const entry of doubtful) entry.evidence = found;
	}
}

/** Rows whose append would have met the same failure as the read before it. */
const notSent = (failure: Failure): Failure => ({
	...failure,
	rows: 'notAppended',
	unsent: true,
});

const isDoubtful = (outcome: string) => outcome === 'unknown' || outcome === 'refused';
