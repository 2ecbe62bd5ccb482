import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { accountOf } from '../../../append/account';
import type { Report } from '../../../append/report';
import { Unfit } from '../../../append/unfit';
import type { Failure } from '../../../shared/explain';
import { errorOf } from '../../../shared/request';
import type { AppendCaller } from './caller';
import { evidenceIn } from './evidence';
import {
	isComplaint,
	isReported,
	isWrong,
	nameOf,
	type Complaint,
	type Plan,
	type Planned,
} from './plan';

/** What stops the run: the first failure, what became of every row, and what to do. */
export function stopError(caller: AppendCaller, plan: Plan): NodeApiError {
	const failed = plan.find(
		(entry): entry is Planned => isReported(entry) && !!entry.report!.failure,
	)!;
	const { message, description, httpCode } = failed.report!.failure!;
	const doubtful = plan.find((entry): entry is Planned => isReported(entry) && isDoubtful(entry));
	const evidence = evidenceIn(doubtful?.target!.evidence);
	const whole = joined(planAccount(plan), evidence, description);
	return errorOf(caller, { message, description: whole, httpCode }, failed.item.itemIndex);
}

/** What keeps a run from sending anything: its first row or item that cannot be sent. */
export function blockedError(
	caller: AppendCaller,
	plan: Plan,
	wrong: Planned | Complaint,
): NodeApiError | NodeOperationError {
	const more = plan.filter(isWrong).length - 1;
	const others =
		more > 0 ? `${more} more ${more === 1 ? 'row' : 'rows'} cannot be sent either.` : '';
	const wasTried = plan.some(
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
		itemIndex: wrong.item.itemIndex,
		description: whole,
	});
}

/** Why an entry cannot be sent. */
export function reasonOf(wrong: Planned | Complaint): Failure {
	if ('error' in wrong) {
		const { message, description } = wrong.error;
		return new Unfit(message, description ?? '').failure();
	}
	return (wrong.row as Unfit).failure(nameOf(wrong));
}

/** What became of every row, counted as the user counts, from 1. */
export function planAccount(plan: Plan): string {
	const reports = plan.map((entry) => (isComplaint(entry) ? NEVER_SENT : entry.report!));
	return accountOf(reports, (plan[0]?.item.itemIndex ?? 0) + 1);
}

const NEVER_SENT: Report = { outcome: 'notAppended' };

/** Whether nobody knows if the row is in the dataset. */
export const isDoubtful = ({ report }: Planned) =>
	report!.outcome === 'unknown' || report!.outcome === 'refused';

/** Sentences, one after the other, without those that are not there. */
export const joined = (...sentences: Array<string | null | undefined>) =>
	sentences.filter(Boolean).join(' ');
