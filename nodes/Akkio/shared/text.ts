import { createHash } from 'node:crypto';

/** As much of a text as a message can bear; users' names and values may be of any length. */
export function truncate(text: string, maxLength = 60): string {
	return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** Names for a sentence, those at the end counted. */
export function joinNames(names: readonly string[], maxNames = 5): string {
	const more = names.length - maxNames;
	const shown = names.slice(0, maxNames).map((name) => truncate(name));
	return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Sentences, one after the other, without those that are not there. */
export const joinSentences = (...sentences: Array<string | null | undefined>): string =>
	sentences.filter(Boolean).join(' ');

/** "1 row", "2,500 rows". */
export const countOf = (amount: number, noun: string): string =>
	`${amount.toLocaleString('en')} ${noun}${amount === 1 ? '' : 's'}`;

/** A parameter's text without white space around it; nothing is empty, an object or a list is no text. */
export function textOf(value: unknown): string | undefined {
	if (value === undefined || value === null) return '';
	return typeof value === 'object' ? undefined : String(value).trim();
}

/** n8n shows hints and descriptions as HTML, and a column may be called <b>. */
export const escapeHtml = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an object is an array or made by braces, here or in another realm (n8n's isolate). */
export function isPlain(value: object): boolean {
	let prototype = Object.getPrototypeOf(value) as object | null;
	if (prototype && Array.isArray(value)) prototype = Object.getPrototypeOf(prototype) as object;
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * A short name for an item's JSON: the same for the same data, also after n8n stored it. Never fails: an
 * item that JSON cannot express still has its place.
 */
export function digestOf(json: unknown): string {
	let text: string | undefined;
	try {
		text = JSON.stringify(json, (_key, value: unknown) =>
			typeof value === 'bigint' ? String(value) : value,
		);
	} catch {
		// It holds itself.
	}
	return createHash('sha256')
		.update(text ?? '')
		.digest('base64')
		.slice(0, 12);
}
