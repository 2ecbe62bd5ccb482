import { InvalidJson, parseJson } from '../../../nodes/Akkio/rows/parseJson';

const ROW = { a: 1 };

test.each<[string, string, unknown]>([
	['an object', ' {"a":1}\n', ROW],
	['an array', '[{"a":1}]', [ROW]],
	['a byte order mark', '\uFEFF{"a":1}', ROW],
	['a fence', '```json\n[{"a":1}]\n```', [ROW]],
	['a fence without a language', '```\n{"a":1}```', ROW],
	['a fence in capital letters', '```JSON {"a":1} ```\n', ROW],
	['both', '\uFEFF ```json\r\n{"a":1}\r\n``` ', ROW],
	['a fence inside a value', '{"a":"```json"}', { a: '```json' }],
	[
		'digits in quotes',
		'{"a":"9007199254740993","b":"1e-400"}',
		{ a: '9007199254740993', b: '1e-400' },
	],
	['the largest exact integer', '{"a":9007199254740991}', { a: 9007199254740991 }],
	['a large exact number', '[1e308,-1E+5,1.50,0.1,-0.0,100]', [1e308, -1e5, 1.5, 0.1, -0, 100]],
	['the same key in two objects', '[{"a":1},{"a":{"a":2}}]', [{ a: 1 }, { a: { a: 2 } }]],
	['brackets and quotes in text', '{"a":"{\\"a\\":1,","b":"\\\\"}', { a: '{"a":1,', b: '\\' }],
])('%s is read', (_what, text, value) => expect(parseJson(text)).toEqual(value));

test.each([
	['9007199254740993', '9007199254740993'],
	['-12345678901234567890', '-12345678901234567890'],
	['9.007199254740993e15', '9.007199254740993e15'],
	['1e-400', '1e-400'],
	['1e400', '1e400'],
	['0.1234567890123456789', '0.1234567890123456789'],
	['1' + '0'.repeat(50) + '1', '1' + '0'.repeat(39)],
])('%s would arrive changed, and is refused', (number, shown) => {
	for (const text of [`[{"a":[${number}]}]`, `{"b":1,"a":${number}}`]) {
		expect(parseJson(text)).toMatchObject({
			phrase: `has a number that JavaScript cannot keep exactly: ${shown}`,
			description: expect.stringContaining('Put it in quotes'),
		});
	}
});

test.each([
	['{"a":1,"a":1}', 'a'],
	['[{"b":{"c":1,"d":[],"c":2}}]', 'c'],
	['{"a":1,"\\u0061":2}', 'a'],
	['{"a":[{"x":1}],"b":2,"a":3}', 'a'],
	['{"":1,"":2}', ''],
	['{"__proto__":1,"__proto__":2}', '__proto__'],
])('%s has a key twice, and is refused', (text, key) =>
	expect(parseJson(text)).toMatchObject({
		phrase: `has the field '${key}' twice in one object`,
	}),
);

const WRITE = /^Write names and text in double quotes/;
const MISSING = /^A value is missing\. .* \{\{ \$json\.name \?\? null \}\}/;

test.each<[string, RegExp]>([
	['{a: 1}', WRITE],
	['name,age', WRITE],
	['{"a": 1', WRITE],
	["{'a': 1}", WRITE],
	['undefined', WRITE],
	['{"a": , "b": 1}', MISSING],
	['{"a": }', MISSING],
	['[{"a": 1}, , {"a": 2}]', MISSING],
	['Here you are:\n```json\n{"a":1}\n```', /^Remove the text around the ``` fence/],
])('%s is not JSON, and the advice fits', (text, description) => {
	const invalid = parseJson(text);
	expect(invalid).toBeInstanceOf(InvalidJson);
	expect(invalid).toMatchObject({
		phrase: expect.stringMatching(/^is not JSON: ./),
		description: expect.stringMatching(description),
	});
});

test('neither a comma too many nor an empty array is a missing value', () => {
	for (const text of ['[{"a": 1},]', '{"a": 1,}', '{a: []}', '{b: {}}']) {
		expect(parseJson(text)).toMatchObject({ description: expect.stringMatching(WRITE) });
	}
});

test.each<[string, (length: number) => string]>([
	['blanks in a fence', (length) => `\`\`\`${' '.repeat(length)}x`],
	['zeros in a number', (length) => `[1${'0'.repeat(length)}1]`],
	['quotes without an end', (length) => '"\\'.repeat(length)],
])('a million %s are looked at once: anything slower takes minutes here', (_what, textOf) =>
	expect(parseJson(textOf(1_000_000))).toBeInstanceOf(InvalidJson),
);
