import { rowsInJson } from '../../../../../../nodes/Akkio/resources/dataset/appendRows/json';
import { node } from '../../../../../support/engine/run';

const read = (given: unknown) => rowsInJson(node('Akkio', 'akkio'), given, 0);

test('text is parsed, an object or a list of an expression is taken as it is', () => {
	const row = { a: 1 };
	expect(read(' [{ "a": 1 }, { "a": 2 }] ')).toEqual([{ a: 1 }, { a: 2 }]);
	expect(read(row)).toBe(row);
	expect(read([row])).toEqual([row]);
});

test.each([undefined, null, '', ' \n'])('%j is empty', (given) =>
	expect(() => read(given)).toThrow("'Rows' is empty"),
);

test.each(['{a: 1}', '[{"a": 1},]', 'name,age', '{"a": 1', 'undefined'])('%s is not JSON', (text) =>
	expect(() => read(text)).toThrow(/^'Rows' is not JSON: /),
);

test.each([
	['9007199254740993', '9007199254740992'],
	['-12345678901234567890', '-12345678901234567000'],
	['12345678901234567e3', '12345678901234567000'],
	['9007199254740993.5', '9007199254740994'],
])('%s would be rounded without a word, and is refused', (number, near) =>
	expect(() => read(`[{ "a": [${number}] }]`)).toThrow(
		`'Rows' holds a number too long to be exact, near ${near}`,
	),
);

test.each([
	['a long number in quotes', '{"a":"9007199254740993"}', { a: '9007199254740993' }],
	['the largest that is exact', '{"a":9007199254740991}', { a: 9007199254740991 }],
	['many decimals', '{"a":0.1234567890123456789}', { a: 0.12345678901234568 }],
	[
		'a large number, and digits',
		'{"a":1e308,"b":"1234567890123456"}',
		{ a: 1e308, b: '1234567890123456' },
	],
])('%s is taken', (_what, text, row) => expect(read(text)).toEqual(row));
