import { MAX_BATCH_ROWS } from './constants';
import type { Context } from './context';
import { toUserError } from './nodeErrors';
import { truncate } from './text';

/**
 * A switch, which an expression may give as text.
 * @param label its name in the panel
 * @throws NodeOperationError if it is neither true nor false
 */
export function readBoolean(
	context: Context,
	label: string,
	value: unknown,
	fallback: boolean,
): boolean {
	if (value === undefined || value === null) return fallback;
	const text = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
	if (text === 'true' || text === 'false') return text === 'true';
	throw invalid(context, label, value, 'true or false');
}

/**
 * One of several values.
 * @param choices by their values, with their names in the panel
 * @throws NodeOperationError if it is none of them
 */
export function readChoice<T extends string>(
	context: Context,
	label: string,
	value: unknown,
	choices: Record<T, string>,
	fallback: NoInfer<T>,
): T {
	if (value === undefined || value === null) return fallback;
	if (typeof value === 'string' && Object.hasOwn(choices, value)) return value as T;
	const names = Object.entries(choices).map(([choice, name]) => `${choice} (${name as string})`);
	throw invalid(context, label, value, names.join(', '));
}

/**
 * A whole number.
 * @throws NodeOperationError if it is none between the two
 */
export function readInteger(
	context: Context,
	label: string,
	value: unknown,
	{ min, max, fallback }: { min: number; max: number; fallback: number },
): number {
	if (value === undefined || value === null) return fallback;
	const isText = typeof value === 'string' && value.trim() !== '';
	const number = isText || typeof value === 'number' ? Number(value) : NaN;
	if (number >= min && number <= max) return Math.floor(number);
	const range = max < Infinity ? `from ${min} to ${max.toLocaleString('en')}` : `from ${min}`;
	throw invalid(context, label, value, `a number ${range}`);
}

export const readBatchSize = (context: Context, value: unknown): number =>
	readInteger(context, 'Batch Size', value, {
		min: 1,
		max: MAX_BATCH_ROWS,
		fallback: MAX_BATCH_ROWS,
	});

/** Names from text with commas between them, or from an array, in which they may contain commas. */
export function readNames(given: unknown): string[] {
	if (Array.isArray(given)) return given.map((name) => String(name ?? ''));
	return String(given ?? '').split(',');
}

function invalid(context: Context, label: string, value: unknown, expected: string) {
	const given =
		typeof value === 'string' ? `'${truncate(value)}'` : truncate(JSON.stringify(value) ?? '');
	const description = `It is ${given}. Choose it in the panel, or check the expression that returns it.`;
	return toUserError(context, `'${label}' has to be ${expected}`, description);
}
