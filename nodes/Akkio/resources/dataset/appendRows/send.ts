import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Batch, BatchLimits } from '../../../append/batches';
import type { Ledger } from '../../../append/ledger';
import { sendGroups } from '../../../append/send';
import { clock } from '../../../shared/clock';
import type { Failure } from '../../../shared/explain';
import { JsonText } from '../../../shared/jsonText';
import { BYTES_PER_REQUEST, ENVELOPE_BYTES } from '../../../shared/limits';
import { askAkkio } from '../../../shared/request';
import { oneAtATime } from '../../../shared/turns';
import type { AppendCaller } from './caller';
import { isDoubtful } from './errors';
import type { AppendOptions } from './options';
import { forgetSchema, readSchema } from './schema';
import type { Target } from './target';

/** What one sending needs besides the rows. */
export interface Sending {
	options: AppendOptions;
	/** Method, address and transport of an append. */
	request: IHttpRequestOptions;
	ledger: Ledger;
	/** Why nothing may be sent; what earlier tries achieved is reported all the same. */
	blocked?: Failure;
}

/** How much goes in one append: as many rows as the user says, and a body that proxies let through. */
export const batchLimits = ({ rowsPerRequest }: AppendOptions): BatchLimits => ({
	rows: rowsPerRequest,
	bytes: BYTES_PER_REQUEST - ENVELOPE_BYTES,
});

/** Sends the rows of each dataset, and notes on each row what became of it. */
export async function sendTargets(
	caller: AppendCaller,
	targets: readonly Target[],
	{ options, request, ledger, blocked }: Sending,
): Promise<void> {
	const { whenUnknown } = options;
	const byId = new Map(targets.map((target) => [target.id!, target]));
	const signal = caller.getExecutionCancelSignal?.();

	const send = async (id: string, batch: Batch) => {
		const target = byId.get(id)!;
		if (target.blocked) return notSent(target.blocked);
		return await oneAtATime(id, { clock, signal }, async () => {
			const notYet = await target.ready(caller, request);
			if (notYet) return notSent(notYet);
			const append: IHttpRequestOptions = {
				...request,
				headers: { 'content-type': 'application/json' },
				body: bodyOf(id, batch),
			};
			const result = await askAkkio(caller, append, {
				read: () => true,
				dataset: target.label,
				again: whenUnknown === 'sendAgain' ? ['always', 'unknown'] : ['always'],
			});
			const failure = result.ok ? undefined : result.failure;
			target.appended(failure);
			if (failure && mayHaveChanged(failure)) await forgetSchema(caller, id);
			return failure;
		});
	};

	const reports = await sendGroups(targets, {
		send,
		limits: batchLimits(options),
		goOn: caller.continueOnFail(),
		sendUnknownAgain: whenUnknown === 'sendAgain',
		ledger,
		blocked,
	});
	for (const [number, target] of targets.entries()) target.reports = reports[number]!;
	for (const target of targets) await lookAfterwards(caller, target, request);
}

function bodyOf(id: string, { pieces, bytes }: Batch): JsonText {
	const head = `{"id":${JSON.stringify(id)},"rows":[`;
	const rows = pieces.flatMap((piece, index) => (index > 0 ? [',', piece] : [piece]));
	const foot = ']}';
	return new JsonText([head, ...rows, foot], Buffer.byteLength(head) + bytes + foot.length);
}

/** Rows whose append would have met the same failure as the read before it. */
const notSent = (failure: Failure): Failure => ({
	...failure,
	rows: 'notAppended',
	unsent: true,
});

/** Whether the answer hints that the dataset is not what was remembered of it. */
const mayHaveChanged = ({ httpCode, again, name }: Failure) =>
	httpCode !== undefined && again !== 'always' && name !== 'tooLarge';

/** How many rows the dataset has now, where some may have arrived without Akkio saying so. */
async function lookAfterwards(
	caller: AppendCaller,
	{ id, reports, evidence }: Target,
	request: IHttpRequestOptions,
): Promise<void> {
	if (!reports.some(isDoubtful) || caller.getExecutionCancelSignal?.()?.aborted) return;
	const read = await readSchema(caller, request, id!, `with the ID '${id}'`, []);
	if (read.ok) evidence.rowsAfter = read.value.rows ?? null;
}
