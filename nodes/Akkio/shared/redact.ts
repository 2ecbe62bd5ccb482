import { MIN_MASKED_KEY } from './constants';

/** What stands where a key stood. */
export const MASK = '[API key]';

const HTML_ENTITIES: Record<string, string> = {
	'&': 'amp',
	'<': 'lt',
	'>': 'gt',
	'"': 'quot',
	"'": 'apos',
};

const CONTROLS: Record<string, string> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' };

/**
 * `text` without `key`, in any spelling in which a server may send it back: as it is, in Base64 (also
 * inside a longer text, as in Basic authentication), or as hexadecimal digits; and each character of that
 * as it is, escaped as in JSON, in an address, a form or HTML, also up to three times.
 */
export function redactKey(text: string, key: string): string {
	if (key.length < MIN_MASKED_KEY) return text;
	const forms = [key, Buffer.from(key).toString('hex'), ...base64Forms(key)];
	const patterns = forms.map((form) => [...form].map(spellings).join(''));
	return text.replace(new RegExp(patterns.join('|'), 'gi'), MASK);
}

/** A pattern for every spelling of one character. */
function spellings(character: string): string {
	const units = character.split('').map((unit) => unit.charCodeAt(0));
	const point = character.codePointAt(0)!;
	const entities = [`#0{0,6}${point}`, `#x0{0,6}${point.toString(16)}`, HTML_ENTITIES[character]];
	const all = [
		[...Buffer.from(character)].map((byte) => `%(?:25){0,3}${hex(byte, 2)}`).join(''),
		units.map((unit) => `\\\\${SLASHES}u${hex(unit, 4)}`).join(''),
		`&(?:amp;){0,3}(?:${entities.filter(Boolean).join('|')});`,
		...(character === ' ' ? ['\\+'] : []),
		...(character in CONTROLS ? [`\\\\${SLASHES}${CONTROLS[character]}`] : []),
		// After the longer ones: what ends with u may end with \u0075.
		`${SLASHES}${escapeRegExp(character)}`,
	];
	return `(?:${all.join('|')})`;
}

/** JSON in JSON in JSON has up to seven before one character. */
const SLASHES = '\\\\{0,7}';

/** In a longer text Base64 spells a key in one of three ways; the edges mix with what is around. */
function base64Forms(key: string): string[] {
	return (['base64', 'base64url'] as const).flatMap((alphabet) => {
		const inText = [0, 2, 3].map((start, before) => {
			const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(key)]);
			const digits = bytes.toString(alphabet).replace(/=+$/, '');
			return digits.slice(start, bytes.length % 3 === 0 ? undefined : -1);
		});
		return [Buffer.from(key).toString(alphabet).replace(/=+$/, ''), ...inText];
	});
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
