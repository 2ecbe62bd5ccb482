import { Unfit } from '../../../append/unfit';
import { nameOf } from './plan';
import type { Target } from './target';

/** Notes on each row whether it could be sent, instead of sending it. */
export function checkTargets(targets: readonly Target[]): void {
	for (const { planned, blocked } of targets) {
		for (const entry of planned) {
			const failure = entry.row instanceof Unfit ? entry.row.failure(nameOf(entry)) : blocked;
			entry.report = { outcome: 'notAppended', failure };
		}
	}
}
