import { Unfit } from '../../../append/unfit';
import type { Target } from './target';

/** Notes on each row whether it could be sent, instead of sending it. */
export function checkTargets(targets: readonly Target[]): void {
	for (const target of targets) {
		target.reports = target.rows.map((row, index) => ({
			outcome: 'notAppended',
			failure: row instanceof Unfit ? row.failure(target.nameOf(index)) : target.blocked,
		}));
	}
}
