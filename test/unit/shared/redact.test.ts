import { redactKey } from '../../../nodes/Akkio/shared/redact';
import { randomKey, spellingsIn } from '../../support/engine/secrets.mts';

const MASK = '[API key]';
const KEYS = [
	['8c5d2a1e', '90f3', '4b1c', 'a7aa', '0123456789ab'].join('-'),
	'se"cret/k\\éy+1 =',
	"a<b>c&d'e:$,f%41",
	'[a-z](.*)+?^{2}|$&\\d',
	'key\twith\nlines 😀',
	randomKey(),
];

const each = (text: string, spell: (character: string) => string) => [...text].map(spell).join('');
const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const inAddress = (text: string) => encodeURIComponent(text);
const lower = (text: string) => text.replace(/%..|\\u..../g, (escape) => escape.toLowerCase());
const SPELLINGS: Record<string, (key: string) => string> = {
	plain: (key) => key,
	'in JSON': inJson,
	'in JSON in JSON': (key) => inJson(inJson(key)),
	'in JSON that escapes slashes': (key) => inJson(key).replaceAll('/', '\\/'),
	'in JSON of ASCII only': (key) =>
		inJson(key).replace(/[^ -~]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`),
	'as \\u escapes': (key) =>
		key.replace(/[^]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4).toUpperCase()}`),
	'in an address': inAddress,
	'in an address in an address': (key) => inAddress(inAddress(key)),
	'in an address, in lower case': (key) => lower(inAddress(key)),
	"in axios' query": (key) =>
		inAddress(key)
			.replaceAll('%3A', ':')
			.replaceAll('%24', '$')
			.replaceAll('%2C', ',')
			.replaceAll('%20', '+'),
	'in a form': (key) => new URLSearchParams({ key }).toString().slice('key='.length),
	'as percent escapes': (key) =>
		each(key, (one) => Buffer.from(one).toString('hex').replace(/../g, '%$&')),
	'in HTML': (key) =>
		key.replace(
			/[&<>"]/g,
			(one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one]!,
		),
	'as decimal entities': (key) => each(key, (one) => `&#${one.codePointAt(0)};`),
	'as hexadecimal entities': (key) => each(key, (one) => `&#x${hex(one.codePointAt(0)!, 6)};`),
	'in HTML in HTML': (key) => each(key, (one) => `&amp;#${one.codePointAt(0)};`),
	'in Base64': (key) => Buffer.from(key).toString('base64').replace(/=+$/, ''),
	'in Base64 in an address': (key) =>
		inAddress(Buffer.from(key).toString('base64').replace(/=+$/, '')),
	'as hexadecimal digits': (key) => Buffer.from(key).toString('hex'),
	'as capital hexadecimal digits': (key) => Buffer.from(key).toString('hex').toUpperCase(),
	'in capitals': (key) => key.toUpperCase(),
};

describe.each(Object.entries(SPELLINGS))('a key %s', (_how, spell) => {
	test.each(KEYS)('is masked, wherever and however often it stands: %j', (key) => {
		const spelled = spell(key);
		expect(redactKey(spelled, key)).toBe(MASK);
		expect(redactKey(`The key '${spelled}' or ${spelled}${spelled}.`, key)).toBe(
			`The key '${MASK}' or ${MASK}${MASK}.`,
		);
	});
});

test.each(KEYS)('a key with each character spelled in another way is masked: %j', (key) => {
	const spells = [
		'plain',
		'as \\u escapes',
		'as percent escapes',
		'as decimal entities',
		'in JSON',
	];
	for (let shift = 0; shift < spells.length; shift++) {
		const spelled = [...key].map((one, index) =>
			SPELLINGS[spells[(index + shift) % spells.length]!]!(one),
		);
		expect(redactKey(spelled.join(''), key)).toBe(MASK);
	}
});

test.each(KEYS)(
	'a key in Base64 with a user name or anything else around it is gone: %j',
	(key) => {
		for (let before = 0; before < 7; before++) {
			for (let after = 0; after < 4; after++) {
				const text = `${'user:'.repeat(2).slice(0, before)}${key}${'abc'.slice(0, after)}`;
				for (const alphabet of ['base64', 'base64url'] as const) {
					const masked = redactKey(`Basic ${Buffer.from(text).toString(alphabet)}`, key);
					expect(masked).toContain(MASK);
					expect(spellingsIn(masked, key)).toEqual([]);
				}
			}
		}
	},
);

test('several spellings in one text are all masked, and what is around them stays', () => {
	const [, key] = KEYS as [string, string];
	const body = JSON.stringify({ status: `unknown key ${key}`, url: `?api_key=${inAddress(key)}` });
	expect(redactKey(body, key)).toBe(`{"status":"unknown key ${MASK}","url":"?api_key=${MASK}"}`);
	for (const text of ['se"cre', 'nothing to hide', '', '%%', '\\u', '&#;', MASK]) {
		expect(redactKey(text, key)).toBe(text);
	}
});

test.each(['', 'A', 'e', 'API', 'demo', '1234567'])(
	'a key as short as %j is part of other words, and garbles nothing',
	(key) =>
		expect(redactKey('An API key of 1234567 demos', key)).toBe('An API key of 1234567 demos'),
);

test('a mask is not masked again, whatever the key is made of', () => {
	for (const key of ['[API key]', 'API key]', 'PI key] [AP']) {
		expect(redactKey(`${key} ${key}`, key)).toBe(`${MASK} ${MASK}`);
	}
});

test('a text of escapes takes no more work than its length', () => {
	for (const piece of ['\\', '%25', '&amp;', '&#0', '\\u00']) {
		const text = piece.repeat(50_000);
		expect(redactKey(text, KEYS[0]!)).toBe(text);
	}
});
