import { randomBytes } from 'node:crypto';

/** A key of 32 characters, random, with some that JSON, HTML and addresses have to spell differently. */
export const randomKey = (): string => `/"+ é&${randomBytes(27).toString('base64').slice(0, 26)}`;

/**
 * In which forms the key is in `text`, be its characters escaped as in JSON, in an address, a form or
 * HTML, also several times, and each in another way.
 */
export function spellingsIn(text: string, key: string): string[] {
	const plain = unescape(text);
	return formsOf(key).filter((form) => plain.includes(unescape(form)));
}

/** Inside a longer text, Base64 spells a key in one of three ways; its edges mix with what is around. */
function formsOf(key: string): string[] {
	const bytes = Buffer.from(key);
	const inBase64 = [0, 1, 2].flatMap((before) => {
		const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
		const spelled = [shifted.toString('base64'), shifted.toString('base64url')];
		return spelled.map((one) => one.slice(before === 0 ? 0 : 4).replace(/.{0,2}=*$/, ''));
	});
	return [key, bytes.toString('hex'), ...inBase64];
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const HEX_ESCAPE = /\\+u([\da-f]{4})|\\+x([\da-f]{2})|&#x([\da-f]{1,6});/gi;
const charOf = (code: number) => String.fromCodePoint(Math.min(code, 0x10ffff));

/** Every escape replaced by what it stands for, without backslashes, in lower case, with + for a space. */
function unescape(text: string): string {
	const plain = text
		.replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
		.replace(HEX_ESCAPE, (_, u: string, x = u, entity = x) => charOf(parseInt(entity, 16)))
		.replace(/&#(\d{1,7});/g, (_, digits) => charOf(Number(digits)))
		.replace(/&(amp|lt|gt|quot|apos);/gi, (_, name: string) => ENTITIES[name.toLowerCase()]!);
	if (plain !== text) return unescape(plain);
	return plain.replaceAll('\\', '').replaceAll(' ', '+').toLowerCase();
}
