import { randomKey, spellingsIn } from '../../support/engine/secrets.mts';

const key = randomKey();
const hexOf = (character: string) => character.codePointAt(0)!.toString(16);

test.each<[string, string]>([
	['plain', `Bearer ${key}!`],
	['plain', JSON.stringify({ body: { api_key: key } })],
	['plain', JSON.stringify({ body: JSON.stringify({ api_key: key }) })],
	['plain', [...key].map((one) => `\\u${hexOf(one).padStart(4, '0')}`).join('')],
	['plain', `https://akkio.test/?api_key=${encodeURIComponent(key)}`],
	['plain', encodeURIComponent(encodeURIComponent(key))],
	['plain', encodeURIComponent(key).replace(/%../g, (escape) => escape.toLowerCase())],
	['plain', new URLSearchParams({ a: 'b', api_key: key }).toString()],
	['plain', key.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
	['plain', [...key].map((one) => `&#${one.codePointAt(0)};`).join('')],
	['plain', [...key].map((one) => `&#X${hexOf(one)};`).join('')],
	['plain', key.toUpperCase()],
	['base64', Buffer.from(key).toString('base64')],
	['base64', encodeURIComponent(Buffer.from(`abc${key}def`).toString('base64'))],
	['base64, one byte later', Buffer.from(`a${key}bc`).toString('base64')],
	['base64, two bytes later', Buffer.from(`ab${key}c`).toString('base64')],
	['base64url', Buffer.from(key).toString('base64url')],
	['base64url, one byte later', Buffer.from(`user${key}`).toString('base64url')],
	['hex', Buffer.from(key).toString('hex').toUpperCase()],
])('a leak as %s is found in %j', (form, text) => {
	expect(spellingsIn(text, key)).toContain(form);
});

test('where there is no leak of a key of 32 characters, none is found', () => {
	expect(key).toHaveLength(32);
	const others = [randomKey(), key.slice(1), [...key].reverse().join(''), ''];
	expect(others.flatMap((text) => spellingsIn(JSON.stringify({ text }), key))).toEqual([]);
});
