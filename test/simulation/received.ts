import type { Outcome, Sent, World } from './record';
import { isTwin } from './schedule';

/** Statuses after which an append may be sent again, as it was or in parts. */
const CERTAIN = [404, 408, 413, 422, 429, 503];

/** Statuses with which a report goes together; none: no answer went out. */
const FITTING: Record<Outcome, (status?: number) => boolean> = {
	appended: (status) => status === 200,
	notAppended: (status) => status !== undefined && CERTAIN.includes(status),
	refused: (status) => status !== undefined && status < 500 && !CERTAIN.includes(status),
	// A page instead of JSON may have any status that is no refusal.
	unknown: (status) => status === undefined || status === 200 || status >= 500,
};

/**
 * Where the policy was left, by what the server alone can know: the status that went out, if one did.
 * An execution that was stopped, or that had a timeout, may have seen less than that.
 */
export function policyLeft({ executions, sent }: World): string[] {
	return executions.flatMap(({ rows, told, whenUnknown, mayMiss }) =>
		rows.flatMap(({ id }, item) => {
			if (id === undefined || isTwin(id)) return [];
			const statuses = sent.filter(({ ids }) => ids.includes(id)).map(statusOf);
			const said = told.outcomes[item];
			if (whenUnknown === 'sendAgain' || said === undefined) return [];
			const left: string[] = [];
			if (!statuses.slice(0, -1).every((status) => CERTAIN.includes(status ?? 0))) {
				left.push(`Row ${id} was sent again after ${statuses.join(', ')}`);
			}
			const missed = said === 'unknown' && mayMiss;
			const isFitting = statuses.length === 0 ? said === 'notAppended' : fits(said, statuses);
			if (!missed && !isFitting) {
				left.push(`Row ${id} is ${said} after ${statuses.map(String).join(', ')}`);
			}
			return left;
		}),
	);
}

const fits = (said: Outcome, statuses: Array<number | undefined>) => FITTING[said](statuses.at(-1));

const statusOf = ({ seen }: Sent) =>
	seen && 'answer' in seen ? seen.answer.statusCode : undefined;
