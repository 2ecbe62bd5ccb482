/** What stands where a key stood. */
const MASK = '[API key]';

/**
 * `text` without `key`, in any form in which a server may send it back: as it is, inside JSON,
 * in an address, or in Base64.
 */
export function withoutKey(text: string, key: string): string {
	if (key === '') return text;
	const forms = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key), ...base64(key)];
	return forms.reduce((cleaned, form) => cleaned.replaceAll(form, MASK), text);
}

/** Both alphabets, with and without the padding. */
function base64(text: string): string[] {
	const bytes = Buffer.from(text);
	const padded = bytes.toString('base64');
	return [padded, padded.replace(/=+$/, ''), bytes.toString('base64url')];
}
