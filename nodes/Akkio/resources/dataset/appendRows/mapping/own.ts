import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { clock } from '../../../../shared/clock';
import { Memory } from '../../../../shared/memory';
import { isSame, OWN, settled } from './plain';
import type { Mapped } from './sources';

/** A single expression evaluated by n8n; OWN where it throws, or gives what needs more of n8n. */
export function evaluated(
	context: IExecuteFunctions,
	expression: string,
	itemIndex: number,
): unknown {
	// Evaluated by itself, an expression has no parameters beside it.
	if (/parameter/i.test(expression)) return OWN;
	try {
		return settled(context.evaluateExpression(expression.slice(1), itemIndex));
	} catch {
		return OWN;
	}
}

/** Expressions that are read, with what n8n gave for them: another n8n is another process. */
const proven = new Memory<true>(clock);

/** How many items to look at for one whose value can be compared. */
const TRIES = 20;

/**
 * Whether a column's source gives what n8n gives, for the first of the items where it gives anything:
 * what is known of n8n's evaluation comes from some of its versions, and a run may be in another.
 */
export function isProven(
	context: IExecuteFunctions,
	{ expression, source, isRead, isTimed }: Mapped,
	itemCount: number,
): boolean {
	if (isRead && proven.get(expression)) return true;
	for (let itemIndex = 0; source && itemIndex < Math.min(TRIES, itemCount); itemIndex++) {
		const value = source(itemIndex);
		if (value === OWN) continue;
		const known = evaluated(context, expression, itemIndex);
		const isRight = isTimed ? typeof known === typeof value : isSame(known, value);
		if (isRight && isRead) proven.set(expression, true);
		return isRight;
	}
	return false;
}

/**
 * Whether an expression can change the items, as it can on n8n's older engine: then one of which
 * nothing is known decides what those after it read, and all have to be evaluated in n8n's order.
 */
export function canChangeItems(context: IExecuteFunctions): boolean {
	const list: IDataObject[] = [];
	const inside = Object.create(context, {
		connectionInputData: { value: [{ json: { list } }] },
	}) as IExecuteFunctions;
	try {
		const pushed = inside.evaluateExpression('{{ $json.list.push(1) }}', 0) as unknown;
		return pushed !== 1 || list.length > 0;
	} catch {
		return true;
	}
}
