/** Spaces other than the common one, as they come from web pages and spreadsheets. */
const SPACES = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/** Characters without a width: soft hyphens, joiners, marks of direction, byte order marks. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/g;

/**
 * A name as names are compared, so that those that look the same are the same: in Unicode's composed
 * form, with common spaces, without invisible characters, and without white space around it.
 */
export function cleanName(name: string): string {
	// Most names need nothing.
	if (/^[!-~](?:[ -~]*[!-~])?$/.test(name)) return name;
	// Composed at the end: what is invisible may lie between a letter and its accent.
	return name.replace(SPACES, ' ').replace(INVISIBLE, '').normalize('NFC').trim();
}
