import { redactKey } from '../../../nodes/Akkio/shared/redact';
import { randomKey, spellingsIn } from '../../support/engine/secrets.mts';

const MASK = '[API key]';
const RANDOM = randomKey();
const KEYS = [
	['8c5d2a1e', '90f3', '4b1c', 'a7aa', '0123456789ab'].join('-'),
	'se"cret/k\\éy+1 =',
	"a<b>c&d'e:$,f%41",
	'[a-z](.*)+?^{2}|$&\\d',
	'key\twith\nlines 😀',
	RANDOM,
];

const each = (text: string, spell: (character: string) => string) => [...text].map(spell).join('');
const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const address = (text: string) => encodeURIComponent(text);
const lower = (text: string) => text.replace(/%..|\\u..../g, (escape) => escape.toLowerCase());
const base64 = (key: string) => Buffer.from(key).toString('base64').replace(/=+$/, '');
const escapes = (key: string, which: RegExp) =>
	key.replace(which, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`);
const ENTITIES: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
// prettier-ignore
const SPELLINGS: Record<string, (key: string) => string> = {
	plain: (key) => key,
	'in JSON': json,
	'in JSON in JSON': (key) => json(json(key)),
	'in JSON that escapes slashes': (key) => json(key).replaceAll('/', '\\/'),
	'in JSON of ASCII only': (key) => escapes(json(key), /[^ -~]/g),
	'as \\u escapes': (key) => escapes(key, /[^]/g).replace(/[a-f]/g, (digit) => digit.toUpperCase()),
	'in an address': address,
	'in an address in an address': (key) => address(address(key)),
	'in an address, in lower case': (key) => lower(address(key)),
	"in axios' query": (key) =>
		address(key).replaceAll('%3A', ':').replaceAll('%24', '$').replaceAll('%2C', ',').replaceAll('%20', '+'),
	'in a form': (key) => new URLSearchParams({ key }).toString().slice('key='.length),
	'as percent escapes': (key) => each(key, (one) => Buffer.from(one).toString('hex').replace(/../g, '%$&')),
	'in HTML': (key) => key.replace(/[&<>"]/g, (one) => `&${ENTITIES[one]!};`),
	'as decimal entities': (key) => each(key, (one) => `&#${one.codePointAt(0)};`),
	'as hexadecimal entities': (key) => each(key, (one) => `&#x${hex(one.codePointAt(0)!, 6)};`),
	'in HTML in HTML': (key) => each(key, (one) => `&amp;#${one.codePointAt(0)};`),
	'in Base64': base64,
	'in Base64 in an address': (key) => address(base64(key)),
	'as hexadecimal digits': (key) => Buffer.from(key).toString('hex'),
	'as capital hexadecimal digits': (key) => Buffer.from(key).toString('hex').toUpperCase(),
	'in capitals': (key) => key.toUpperCase(),
};

test.each(Object.entries(SPELLINGS))(
	'a key %s is masked, wherever and however often it stands',
	(_how, spell) => {
		for (const key of KEYS) {
			const spelled = spell(key);
			const around = (one: string) => `${one} The key '${one}' or ${one}${one}.`;
			expect([key, redactKey(around(spelled), key)]).toEqual([key, around(MASK)]);
		}
		// What all tests look for leaks with finds it, too.
		const leak = JSON.stringify({ text: `Bearer ${spell(RANDOM)}!` });
		expect(spellingsIn(leak, RANDOM)).not.toEqual([]);
		expect(spellingsIn(leak, randomKey())).toEqual([]);
	},
);

test.each(KEYS)('a key with each character spelled in another way is masked: %j', (key) => {
	const ways = ['plain', 'as \\u escapes', 'as percent escapes', 'as decimal entities', 'in JSON'];
	for (const shift of ways.keys()) {
		const spelled = [...key].map((one, at) => SPELLINGS[ways[(at + shift) % ways.length]!]!(one));
		expect(redactKey(spelled.join(''), key)).toBe(MASK);
	}
});

test.each(KEYS)(
	'a key in Base64 with a user name or anything else around it is gone: %j',
	(key) => {
		for (let before = 0; before < 7; before++) {
			for (let after = 0; after < 4; after++) {
				const text = `${'user:us'.slice(0, before)}${key}${'abc'.slice(0, after)}`;
				for (const alphabet of ['base64', 'base64url'] as const) {
					const basic = `Basic ${Buffer.from(text).toString(alphabet)}`;
					const masked = redactKey(basic, key);
					if (key === RANDOM) expect(spellingsIn(basic, key)).not.toEqual([]);
					expect(masked).toContain(MASK);
					expect(spellingsIn(masked, key)).toEqual([]);
				}
			}
		}
	},
);

const ODD = KEYS[1]!;
const WORDS = 'An API key of 1234567 demos';
// prettier-ignore
test.each<[string, string, string]>([
	[ODD, JSON.stringify({ status: `unknown ${ODD}`, url: `?api_key=${address(ODD)}` }), `{"status":"unknown ${MASK}","url":"?api_key=${MASK}"}`],
	...['se"cre', 'nothing to hide', '', '%%', '\\u', '&#;', MASK].map((text): [string, string, string] => [ODD, text, text]),
	// A key as short as these is part of other words.
	...['', 'A', 'e', 'API', 'demo', '1234567'].map((key): [string, string, string] => [key, WORDS, WORDS]),
	// A mask is not masked again.
	...['[API key]', 'API key]', 'PI key] [AP'].map((key): [string, string, string] => [key, `${key} ${key}`, `${MASK} ${MASK}`]),
])('the key %j in %j: what is around it stays', (key, text, masked) =>
	expect(redactKey(text, key)).toBe(masked),
);

test.each(['\\', '%25', '&amp;', '&#0', '\\u00'])(
	'a text of escapes takes no more work than its length: %j',
	(piece) => expect(redactKey(piece.repeat(50_000), KEYS[0]!)).toBe(piece.repeat(50_000)),
);
