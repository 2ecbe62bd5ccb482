import { createHash } from 'node:crypto';

import { Ledger, type LedgerEntry } from '../../../append/ledger';
import type { AppendCaller } from './caller';

/** How the ledgers lie in the node's context, which n8n keeps between tries and with the execution. */
interface Kept {
	appendLedgers?: { run: number; [scope: string]: LedgerEntry[] | number };
}

/**
 * The ledger of this run of the node. Retry On Fail and Retry in the Executions list find it again;
 * the next pass of a loop is another run, and starts with an empty one.
 */
export function openLedger(caller: AppendCaller): Ledger {
	const run = Number(caller.getWorkflowDataProxy(0).$runIndex);
	const kept = caller.getContext('node') as Kept;
	if (kept.appendLedgers?.run !== run) kept.appendLedgers = { run };
	const entries = (kept.appendLedgers[scopeOf(caller)] ??= []) as LedgerEntry[];
	return new Ledger(entries, digestOf);
}

/** Forgets the ledger, once every row was appended: nothing is left to try again. */
export function closeLedger(caller: AppendCaller): void {
	const kept = caller.getContext('node') as Kept;
	if (kept.appendLedgers) delete kept.appendLedgers[scopeOf(caller)];
}

/** RoutingNode runs the node once an item, all in one context. */
function scopeOf(caller: AppendCaller): string {
	return 'getItemIndex' in caller ? `item ${caller.getItemIndex()}` : 'all';
}

const digestOf = (json: string) => createHash('sha256').update(json).digest('base64').slice(0, 16);
