/** A value for which n8n's own evaluation has to be asked, since nothing else proves what it gives. */
export const OWN = Symbol("n8n's own way");

/** Nested any deeper, nobody's data; without an end, a value that holds itself. */
const DEEPEST = 20;

/**
 * The size of a value that JSON holds without a change, or of undefined, in bytes of memory, roughly.
 * Undefined for all others: n8n's expression engines treat instances, functions, NaN, undefined in an
 * object, holes in a list, and keys that every object has from birth ('toString') or that n8n itself
 * uses ('__isError') each in its own way.
 */
export function plainSize(value: unknown): number | undefined {
	try {
		return sizeOf(value, 0);
	} catch {
		return undefined; // a getter that throws
	}
}

function sizeOf(value: unknown, depth: number): number | undefined {
	if (typeof value === 'string') return 2 * value.length + 16;
	if (typeof value !== 'object') {
		return isScalar(value) || (value === undefined && depth === 0) ? 8 : undefined;
	}
	if (value === null) return 8;
	if (depth === DEEPEST || !isPlain(value)) return undefined;
	let size = 32;
	for (const [key, member] of Object.entries(value)) {
		if (key in Object.prototype || key.startsWith('__')) return undefined;
		const memberSize = sizeOf(member, depth + 1);
		if (memberSize === undefined) return undefined;
		size += memberSize + 2 * key.length + 16;
	}
	if (Array.isArray(value) && Object.keys(value).length !== value.length) return undefined;
	return size;
}

const isScalar = (value: unknown) =>
	typeof value === 'boolean' || (Number.isFinite(value) && !Object.is(value, -0));

/** Whether an object is a list or made by braces, here or in another realm (n8n's isolate). */
export function isPlain(value: object): boolean {
	if (Array.isArray(value)) return true;
	const prototype: object | null = Object.getPrototypeOf(value) as object | null;
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What n8n makes of an evaluated value: a luxon DateTime becomes text; data, dates and NaN stay. */
export function settled(value: unknown): unknown {
	if (isDateTime(value)) return value.toString();
	const isDate = Object.prototype.toString.call(value) === '[object Date]';
	if (isDate || typeof value === 'number') return value;
	return plainSize(value) === undefined ? OWN : value;
}

/** Told by luxon's own mark, since this package does not bring luxon along. */
const isDateTime = (value: unknown): value is object =>
	typeof value === 'object' &&
	value !== null &&
	!isPlain(value) &&
	(value as { isLuxonDateTime?: unknown }).isLuxonDateTime === true;

/** Whether two plain values are the same, key by key and in the same order. */
export function isSame(one: unknown, other: unknown): boolean {
	if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
		return Object.is(one, other);
	}
	const entries = Object.entries(one);
	const others = Object.entries(other);
	return (
		Array.isArray(one) === Array.isArray(other) &&
		entries.length === others.length &&
		entries.every(([key, member], at) => key === others[at]![0] && isSame(member, others[at]![1]))
	);
}
