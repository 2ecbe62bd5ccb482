import type { IExecuteFunctions } from 'n8n-workflow';

import { isProven } from './mapping/own';
import { OWN } from './mapping/plain';
import { mapped } from './mapping/sources';

/** So few items are not worth the check that the fast ways agree with n8n. */
export const FEW = 2;

/**
 * What one expression gives for each item, in the fastest way that is proven to give what n8n gives.
 * Values may be shared with the items: not to be changed.
 * @param byN8n n8n's own way, which takes 0.3 ms for each item
 */
export function expressionValues(
	context: IExecuteFunctions,
	expression: string,
	byN8n: (itemIndex: number) => unknown,
): (itemIndex: number) => unknown {
	const items = context.getInputData();
	if (items.length <= FEW) return byN8n;
	const jsons = items.map(({ json }) => json);
	const [column] = mapped(context, jsons, [expression]);
	const { source, isRead } = column!;
	if (!source || !isProven(context, column!, items.length)) return byN8n;
	// In a column n8n makes text of its dates, but as a parameter's value they stay what they are.
	const mayBeDate = !isRead && expression.startsWith('={{');
	return (itemIndex) => {
		const value = source(itemIndex);
		const isOwn = value === OWN || (mayBeDate && typeof value === 'string');
		return isOwn ? byN8n(itemIndex) : value;
	};
}
