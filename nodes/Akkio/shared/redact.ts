import { MIN_MASKED_KEY } from './constants';

/** What stands where a key stood. */
const MASK = '[API key]';

const HTML_ENTITIES: Record<string, string> = {
	'&': 'amp',
	'<': 'lt',
	'>': 'gt',
	'"': 'quot',
	"'": 'apos',
};

/**
 * `text` without `key`, in any spelling in which a server may send it back: as it is, escaped in JSON
 * (also JSON inside JSON), in an address or a form, as HTML, in Base64 (also inside a longer text, as in
 * Basic authentication), or as hexadecimal digits.
 */
export function redactKey(text: string, key: string): string {
	if (key.length < MIN_MASKED_KEY) return text;
	const spelled = [...key].map(spellings).join('');
	const encoded = [Buffer.from(key).toString('hex'), ...base64Spellings(key)].map(escapeRegExp);
	return text.replace(new RegExp([spelled, ...encoded].join('|'), 'gi'), MASK);
}

/** A pattern for every spelling of one character. */
function spellings(character: string): string {
	const percent = [...Buffer.from(character)].map((byte) => `%(?:25)*${hex(byte, 2)}`).join('');
	const unicode = character
		.split('')
		.map((unit) => `\\\\+u${hex(unit.charCodeAt(0), 4)}`)
		.join('');
	const point = character.codePointAt(0)!;
	const entities = [`#0*${point}`, `#x0*${point.toString(16)}`, HTML_ENTITIES[character]];
	const all = [
		`\\\\*${escapeRegExp(character)}`,
		percent,
		unicode,
		`&(?:${entities.filter(Boolean).join('|')});`,
		...(character === ' ' ? ['\\+'] : []),
	];
	return `(?:${all.join('|')})`;
}

/** In a longer text Base64 spells a key in one of three ways; the edges mix with what is around. */
function base64Spellings(key: string): string[] {
	return [0, 2, 3].flatMap((start, before) => {
		const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(key)]);
		const isWhole = bytes.length % 3 === 0;
		return (['base64', 'base64url'] as const).map((alphabet) => {
			const digits = bytes.toString(alphabet).replace(/=+$/, '');
			return digits.slice(start, isWhole ? undefined : -1);
		});
	});
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
