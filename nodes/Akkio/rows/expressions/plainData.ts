import { isPlain } from '../../shared/text';

/** Stands for a value that only n8n's own evaluation can give. */
export const USE_N8N = Symbol('USE_N8N');

/** Deeper data is left to n8n; data that contains itself has no end. */
const MAX_DEPTH = 20;
/** Larger data is left to n8n, so that many shared parts cannot keep this walk busy. */
const MAX_BYTES = 100_000_000;

/**
 * The size of data in bytes of memory, roughly. Infinity if it is larger than the limit, if JSON
 * cannot hold it unchanged, or if n8n may treat a key specially (`isLuxonDateTime`, `__isError`).
 */
export function plainSize(value: unknown, limit = MAX_BYTES, depth = 0): number {
	if (typeof value === 'string') return 2 * value.length + 16;
	if (Object.is(value, -0)) return Infinity;
	if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return 8;
	if (typeof value !== 'object' || depth === MAX_DEPTH || !isPlain(value)) return Infinity;
	const keys = Object.keys(value);
	const hasOnlyMembers = keys.length === 0 || keys.at(-1) === String(keys.length - 1);
	if (Array.isArray(value) && (keys.length !== value.length || !hasOnlyMembers)) return Infinity;
	let size = 32;
	for (const key of keys) {
		if (/^(__|isLuxon)/.test(key) || key in Object.prototype) return Infinity;
		const member = (value as Record<string, unknown>)[key];
		size += 2 * key.length + 16 + plainSize(member, limit - size, depth + 1);
		if (size > limit) return Infinity;
	}
	return size;
}

/** Recognized by luxon's own mark, since this package does not bring luxon along. */
export const isDateTime = (value: unknown): value is { isLuxonDateTime: true } =>
	typeof value === 'object' && value !== null && 'isLuxonDateTime' in value && !isPlain(value);

export function isSame(one: unknown, other: unknown): boolean {
	const isData = plainSize(one) < Infinity && plainSize(other) < Infinity;
	return isData ? JSON.stringify(one) === JSON.stringify(other) : Object.is(one, other);
}
