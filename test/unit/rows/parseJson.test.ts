import { InvalidJson, parseJson } from '../../../nodes/Akkio/rows/parseJson';

const ROW = { a: 1 };

// prettier-ignore
test.each<[string, unknown]>([
	[' {"a":1}\n', ROW], ['[{"a":1}]', [ROW]], ['\uFEFF{"a":1}', ROW], ['```json\n[{"a":1}]\n```', [ROW]], ['```\n{"a":1}```', ROW],
	['```JSON {"a":1} ```\n', ROW], ['\uFEFF ```json\r\n{"a":1}\r\n``` ', ROW], ['{"a":"```json"}', { a: '```json' }],
	['{"a":"9007199254740993","b":"1e-400"}', { a: '9007199254740993', b: '1e-400' }], ['{"a":9007199254740991}', { a: 9007199254740991 }],
	['[1e308,-1E+5,1.50,0.1,-0.0,100]', [1e308, -1e5, 1.5, 0.1, -0, 100]], ['[{"a":1},{"a":{"a":2}}]', [{ a: 1 }, { a: { a: 2 } }]],
	['{"a":"{\\"a\\":1,","b":"\\\\"}', { a: '{"a":1,', b: '\\' }],
])('%j is read', (text, value) => expect(parseJson(text)).toEqual(value));

test.each([
	...['9007199254740993', '-12345678901234567890', '9.007199254740993e15', '1e-400', '1e400'],
	...['0.1234567890123456789', `1${'0'.repeat(50)}1`],
])('%s would arrive changed, and is refused', (number) => {
	for (const text of [`[{"a":[${number}]}]`, `{"b":1,"a":${number}}`]) {
		expect(parseJson(text)).toMatchObject({
			phrase: `has a number that JavaScript cannot keep exactly: ${number.slice(0, 40)}`,
			description: expect.stringContaining('Put it in quotes'),
		});
	}
});

// prettier-ignore
test.each([
	['{"a":1,"a":1}', 'a'], ['[{"b":{"c":1,"d":[],"c":2}}]', 'c'], ['{"a":1,"\\u0061":2}', 'a'], ['{"a":[{"x":1}],"b":2,"a":3}', 'a'],
	['{"":1,"":2}', ''], ['{"__proto__":1,"__proto__":2}', '__proto__'],
])('%s has a key twice, and is refused', (text, key) =>
	expect(parseJson(text)).toMatchObject({ phrase: `has the field '${key}' twice in one object` }),
);

const WRITE = /^Write names and text in double quotes/;
const MISSING = /^A value is missing\. .* \{\{ \$json\.name \?\? null \}\}/;

test.each<[RegExp, string[]]>([
	[WRITE, ['{a: 1}', 'name,age', '{"a": 1', "{'a': 1}", 'undefined']],
	// Neither a comma too many nor an empty array is a missing value.
	[WRITE, ['[{"a": 1},]', '{"a": 1,}', '{a: []}', '{b: {}}']],
	[MISSING, ['{"a": , "b": 1}', '{"a": }', '[{"a": 1}, , {"a": 2}]']],
	[/^Remove the text around the ``` fence/, ['Here you are:\n```json\n{"a":1}\n```']],
])('advice of %s is for %j, which are not JSON', (description, texts) => {
	for (const text of texts) {
		const invalid = parseJson(text);
		expect(invalid).toBeInstanceOf(InvalidJson);
		expect(invalid).toMatchObject({
			phrase: expect.stringMatching(/^is not JSON: ./),
			description: expect.stringMatching(description),
		});
	}
});

test.each<[string, (length: number) => string]>([
	['blanks in a fence', (length) => `\`\`\`${' '.repeat(length)}x`],
	['zeros in a number', (length) => `[1${'0'.repeat(length)}1]`],
	['quotes without an end', (length) => '"\\'.repeat(length)],
])('a million %s are looked at once: anything slower takes minutes here', (_what, textOf) =>
	expect(parseJson(textOf(1_000_000))).toBeInstanceOf(InvalidJson),
);
