import { randomBytes } from 'node:crypto';

/** A key of 32 characters, random, with some that JSON, HTML and addresses have to spell differently. */
export const randomKey = (): string => `/"+ é&${randomBytes(27).toString('base64').slice(0, 26)}`;

/**
 * In which forms the key is in `text`, be its characters escaped as in JSON, in an address, a form or
 * HTML, also several times, and each in another way.
 */
export function spellingsIn(text: string, key: string): string[] {
	const plain = unescape(text);
	return Object.entries(formsOf(key))
		.filter(([, form]) => plain.includes(unescape(form)))
		.map(([name]) => name);
}

function formsOf(key: string): Record<string, string> {
	const bytes = Buffer.from(key);
	// Inside a longer text, Base64 spells a key in one of three ways; its edges mix with what is around.
	const inBase64 = (alphabet: 'base64' | 'base64url', before: number) =>
		Buffer.concat([Buffer.alloc(before), bytes])
			.toString(alphabet)
			.slice(before === 0 ? 0 : 4)
			.replace(/.{0,2}=*$/, '');
	return {
		plain: key,
		base64: inBase64('base64', 0),
		'base64, one byte later': inBase64('base64', 1),
		'base64, two bytes later': inBase64('base64', 2),
		base64url: inBase64('base64url', 0),
		'base64url, one byte later': inBase64('base64url', 1),
		'base64url, two bytes later': inBase64('base64url', 2),
		hex: bytes.toString('hex'),
	};
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const codeOf = (digits: string) => String.fromCodePoint(Math.min(parseInt(digits, 16), 0x10ffff));

/** Every escape replaced by what it stands for, without backslashes, in lower case, with + for a space. */
function unescape(text: string): string {
	let before: string;
	let plain = text;
	do {
		before = plain;
		plain = plain
			.replace(/(?:%[\da-f]{2})+/gi, (run) =>
				Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
			)
			.replace(/\\+u([\da-f]{4})/gi, (_, digits: string) => codeOf(digits))
			.replace(/\\+x([\da-f]{2})/gi, (_, digits: string) => codeOf(digits))
			.replace(/&#x([\da-f]{1,6});/gi, (_, digits: string) => codeOf(digits))
			.replace(/&#(\d{1,7});/g, (_, digits: string) => codeOf(Number(digits).toString(16)))
			.replace(/&(amp|lt|gt|quot|apos);/gi, (_, name: string) => ENTITIES[name.toLowerCase()]!);
	} while (plain !== before);
	return plain.replaceAll('\\', '').replaceAll(' ', '+').toLowerCase();
}
