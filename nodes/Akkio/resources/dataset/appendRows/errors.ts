import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { accountOf } from '../../../append/account';
import type { Report } from '../../../append/report';
import { Unfit } from '../../../append/unfit';
import type { Failure } from '../../../shared/explain';
import { errorOf } from '../../../shared/request';
import type { AppendCaller } from './caller';
import { evidenceIn } from './evidence';
import { isComplaint, isReported, isWrong, type Entry, type Plan } from './plan';
import type { Planned } from './planned';

/** What stops the run: the first failure, what became of every row, and what to do. */
export function stopError(caller: AppendCaller, plan: Plan): NodeApiError {
	const { entries } = plan;
	const failed = entries.find(
		(entry): entry is Planned => isReported(entry) && !!entry.report!.failure,
	)!;
	const { message, description, httpCode } = failed.report!.failure!;
	const doubtful = entries.find(
		(entry): entry is Planned => isReported(entry) && isDoubtful(entry.report!),
	);
	const evidence = evidenceIn(doubtful?.target.evidence);
	const whole = joined(planAccount(plan), evidence, description);
	return errorOf(caller, { message, description: whole, httpCode }, failed.itemIndex);
}

/** What keeps a run from sending anything: its first row or item that cannot be sent. */
export function blockedError(
	caller: AppendCaller,
	plan: Plan,
	wrong: Entry,
): NodeApiError | NodeOperationError {
	const more = plan.entries.filter(isWrong).length - 1;
	const others =
		more > 0 ? `${more} more ${more === 1 ? 'row' : 'rows'} cannot be sent either.` : '';
	const wasTried = plan.entries.some(
		(entry) => isReported(entry) && entry.report!.outcome !== 'notAppended',
	);
	const account = wasTried ? planAccount(plan) : 'No row was sent.';
	const { message, description } = reasonOf(wrong);
	const whole = joined(account, others, description);
	if ('error' in wrong) {
		wrong.error.description = whole;
		return wrong.error;
	}
	return new NodeOperationError(caller.getNode(), message, {
		itemIndex: wrong.itemIndex,
		description: whole,
	});
}

/** Why an entry cannot be sent. */
export function reasonOf(wrong: Entry): Failure {
	if ('error' in wrong) {
		const { message, description } = wrong.error;
		return new Unfit(message, description ?? '').failure();
	}
	return (wrong.row as Unfit).failure(wrong.name);
}

/** What became of every row, counted as the user counts, from 1. */
export function planAccount({ entries }: Plan): string {
	const reports = entries.map((entry) => (isComplaint(entry) ? NEVER_SENT : entry.report!));
	return accountOf(reports, (entries[0]?.itemIndex ?? 0) + 1);
}

const NEVER_SENT: Report = { outcome: 'notAppended' };

/** Whether nobody knows if the row is in the dataset. */
export const isDoubtful = ({ outcome }: Report) => outcome === 'unknown' || outcome === 'refused';

/** Sentences, one after the other, without those that are not there. */
export const joined = (...sentences: Array<string | null | undefined>) =>
	sentences.filter(Boolean).join(' ');
