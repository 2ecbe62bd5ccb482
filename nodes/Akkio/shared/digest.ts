import { createHash } from 'node:crypto';

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
