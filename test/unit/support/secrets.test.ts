import { randomKey, spellingsIn } from '../../support/engine/secrets.mts';

const key = randomKey();

test('the key is 32 characters long', () => {
	expect(key).toHaveLength(32);
});

test.each([
	['plain', `Bearer ${key}!`],
	['json', JSON.stringify({ body: { api_key: key } })],
	['json in json', JSON.stringify({ body: JSON.stringify({ api_key: key }) })],
	['address', `https://akkio.test/?api_key=${encodeURIComponent(key)}`],
	['form', new URLSearchParams({ a: 'b', api_key: key }).toString()],
	['base64', Buffer.from(key).toString('base64')],
	['base64', Buffer.from(`abc${key}def`).toString('base64')],
	['base64, one byte later', Buffer.from(`a${key}bc`).toString('base64')],
	['base64, two bytes later', Buffer.from(`ab${key}c`).toString('base64')],
	['base64url', Buffer.from(key).toString('base64url')],
	['hex', Buffer.from(key).toString('hex')],
])('a leak as %s is found', (spelling, text) => {
	expect(spellingsIn(text, key)).toContain(spelling);
});

test('where there is no leak, none is found', () => {
	const others = [randomKey(), key.slice(1), key.toUpperCase(), ''];
	expect(others.flatMap((text) => spellingsIn(JSON.stringify({ text }), key))).toEqual([]);
});
