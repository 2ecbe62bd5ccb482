import { randomBytes } from 'node:crypto';

/** A key of 32 characters, random, with some that JSON and addresses have to spell differently. */
export const randomKey = (): string => `/"+ é${randomBytes(27).toString('base64').slice(0, 27)}`;

/** Every spelling of the key that is in `text`: as it is, in JSON, in an address, in Base64. */
export function spellingsIn(text: string, key: string): string[] {
	return Object.entries(spellingsOf(key))
		.filter(([, spelling]) => text.includes(spelling))
		.map(([name]) => name);
}

function spellingsOf(key: string): Record<string, string> {
	const bytes = Buffer.from(key);
	// Inside a longer text, Base64 spells a key in one of three ways; its edges mix with what is around.
	const [first, second, third] = [0, 1, 2].map((before) =>
		Buffer.concat([Buffer.alloc(before), bytes])
			.toString('base64')
			.slice(before === 0 ? 0 : 4)
			.replace(/.{0,2}=*$/, ''),
	);
	return {
		plain: key,
		json: JSON.stringify(key).slice(1, -1),
		'json in json': JSON.stringify(JSON.stringify(key).slice(1, -1)).slice(1, -1),
		address: encodeURIComponent(key),
		form: new URLSearchParams({ key }).toString().slice('key='.length),
		base64: first!,
		'base64, one byte later': second!,
		'base64, two bytes later': third!,
		base64url: bytes.toString('base64url').slice(0, -2),
		hex: bytes.toString('hex'),
	};
}
