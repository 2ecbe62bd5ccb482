import {
	choiceOf,
	choiceReader,
} from '../../../../../../../nodes/Akkio/resources/dataset/appendRows/mapping/path';
import { OWN } from '../../../../../../../nodes/Akkio/resources/dataset/appendRows/mapping/plain';

const JSON_OF_ITEM = {
	name: 'Ada',
	nothing: null,
	zero: 0,
	'Price (EUR)': 5,
	tags: ['a', { b: 1 }],
	address: { city: 'London' },
	at: new Date(0),
	call: () => 1,
};
const read = (code: string) => choiceReader(choiceOf(code)!)(JSON_OF_ITEM);

describe('a path', () => {
	test.each([
		['$json.name', 'Ada'],
		['$json["name"]', 'Ada'],
		["$json?.['name']", 'Ada'],
		['$json["Price (EUR)"]', 5],
		['$json.tags[0]', 'a'],
		['$json.tags[1].b', 1],
		['$json.tags.length', 2],
		['$json.tags[7]', undefined],
		['$json.address', { city: 'London' }],
		['$json.name.length', 3],
		['$json.name[1]', 'd'],
		['$json.name.first', undefined],
		['$json.missing', undefined],
		['$json.missing.deeper', undefined],
		['$json.missing.deeper ?? "none"', undefined],
		['$json.missing?.deeper.still ?? "none"', 'none'],
		['$json.nothing ?? $json.name', 'Ada'],
		['$json.zero ?? 1', 0],
		['$json.zero || 1', 1],
		['$json.zero || ""', ''],
		['"text"', 'text'],
		['null ?? undefined', undefined],
	])('%s gives what is there', (code, value) => expect(read(code)).toEqual(value));

	test.each([
		['$json.name.trim', 'a method of text'],
		['$json.tags.map', 'a method of lists'],
		['$json.at', 'an instance'],
		['$json.at.year', 'what an instance holds'],
		['$json.call', 'a function'],
		['$json', 'an item with such values'],
	])('%s is left to n8n, as it leads to %s', (code) => expect(read(code)).toBe(OWN));
});

test.each([
	['$json.toString'],
	['$json.constructor'],
	['$json.__proto__'],
	['$json["prototype"]'],
	['$json.mainModule'],
	['$json["a.isEmpty()"]'],
	['$json[name]'],
	['$json[01]'],
	['$json.a b'],
	['$json.a ?? $json.b || $json.c'],
	['$json.a +'],
	['$json.a + 1'],
	['$json.a()'],
	['$json.'],
	['$jsonx.a'],
	['$json["a]'],
	['x'],
	['1.5'],
	['-1'],
	[''],
])('%j is no path', (code) => expect(choiceOf(code)).toBeUndefined());
