import type { IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';

import { forErrorOutput } from '../../../shared/errorItem';
import { transportOf } from '../../../shared/transport';
import type { AppendCaller } from './caller';
import { checkTargets } from './check';
import { blockedError, planAccount, reasonOf, stopError } from './errors';
import { giveHints } from './hints';
import { appendOptions } from './options';
import { outputOf } from './output';
import { firstComplaint, firstWrong, planOf, type Plan } from './plan';
import { closeLedger, openLedger } from './runLedger';
import { sendTargets } from './send';
import { aimed } from './targets';

/**
 * Appends the items' rows and answers with one paired item for each of them, in order, or with a
 * summary for each dataset, followed by the items that failed.
 * @param first the first item's place in the input, from 0
 * @param base what n8n prepared for the request, for operations that it runs itself
 * @throws in stop mode, and when the execution is stopped, with an account of every row; nothing is
 *   sent in stop mode if there is a row that cannot be sent
 */
export async function appendItems(
	caller: AppendCaller,
	items: readonly INodeExecutionData[],
	first = 0,
	base: Partial<IHttpRequestOptions> = {},
): Promise<INodeExecutionData[]> {
	const options = appendOptions(caller);
	const request = { ...base, ...transportOf(caller), method: 'POST' as const, url: '/datasets' };
	const ledger = openLedger(caller);
	const isFirstTry = ledger.entries.length === 0;
	const goesOn = caller.continueOnFail();

	const isStopped = () => caller.getExecutionCancelSignal?.()?.aborted === true;
	// After Stop n8n keeps nothing of what a node puts out or says; its log does.
	const log = (account: string) =>
		caller.logger.warn(`${caller.getNode().name}: The execution was stopped. ${account}`);
	const stopIfWrong = (plan: Plan) => {
		const wrong = goesOn ? undefined : firstWrong(plan);
		if (!wrong) return;
		const error = blockedError(caller, plan, wrong);
		if (isStopped()) log(error.description ?? '');
		throw error;
	};

	const given = planOf(caller, items, options, first);
	if (isFirstTry) stopIfWrong(given);
	const plan = await aimed(caller, given, options);
	const { targets } = plan;
	for (const target of targets) await target.look(caller, request);
	if (isFirstTry) stopIfWrong(plan);

	if (options.checkOnly) {
		checkTargets(targets);
	} else {
		const complaint = goesOn ? undefined : firstComplaint(plan);
		const blocked = complaint && reasonOf(complaint);
		await sendTargets(caller, targets, { options, request, ledger, blocked });
	}
	const hasFailed = targets.some(({ reports }) => reports.some(({ failure }) => failure));
	// An item that came out failed may make n8n run the node again, with all its items.
	if (hasFailed || options.checkOnly || firstWrong(plan)) ledger.seal();
	else closeLedger(caller);
	// An earlier try may have sent what this one could not: only now it is known what is missing.
	stopIfWrong(plan);

	if (isStopped()) log(planAccount(plan));
	if (hasFailed && (isStopped() || !goesOn)) throw stopError(caller, plan);
	giveHints(caller, targets, options);
	return forErrorOutput(caller.getNode(), outputOf(plan, options));
}
