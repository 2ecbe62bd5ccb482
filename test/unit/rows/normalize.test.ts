import { DateTime } from 'luxon';

import { InvalidRow, normalizeRow, type NormalizeRules } from '../../../nodes/Akkio/rows/normalize';
import { runInNewContext } from '../../support/engine/realm.mts';

type Row = Record<string, unknown>;
const rules = (more: Partial<NormalizeRules> = {}): NormalizeRules => ({
	nestedValues: 'json',
	ignoreFields: new Set(),
	foundIgnoreFields: new Set(),
	...more,
});
const normalize = (row: Row, more: Partial<NormalizeRules> = {}) => normalizeRow(row, rules(more));
const phraseOf = (row: Row, more: Partial<NormalizeRules> = {}) =>
	(normalize(row, more) as InvalidRow).phrase;

test('a row that needs nothing is returned as it is, not as a copy', () => {
	const row = {
		zero: 0,
		no: false,
		empty: '',
		nothing: null,
		zip: '00501',
		ünï: '☃👍',
		big: 2 ** 60,
	};
	expect(normalize(row)).toBe(row);
	const names = { constructor: 1, toString: 2, hasOwnProperty: 3, error: 4, json: 5, api_key: 6 };
	expect(normalize(names as never)).toBe(names);
});

test.each<[string, unknown, string]>([
	['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
	[
		"n8n's date",
		DateTime.fromISO('2026-11-24T10:00:00', { zone: 'Europe/Paris' }),
		'2026-11-24T10:00:00.000+01:00',
	],
	['a BigInt', 12345678901234567890n, '12345678901234567890'],
	['an object', { city: 'Paris', n: [1] }, '{"city":"Paris","n":[1]}'],
	['an array', [1, 'two', null], '[1,"two",null]'],
	['an empty object', {}, '{}'],
	['a date inside an object', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
	['a BigInt inside an array', [1n], '["1"]'],
])('%s becomes text', (_what, value, text) => expect(normalize({ x: value })).toEqual({ x: text }));

test('undefined is left out', () => expect(normalize({ a: undefined, b: 1 })).toEqual({ b: 1 }));

const holdsItself: Row = {};
holdsItself.me = holdsItself;
const INVALID_DATE = "has an invalid date in 'x'";
const NOT_UNICODE = "has text that is not valid Unicode in 'x'";
const TOO_DEEP = "has a value nested too deeply in 'x'";

test.each<[string, unknown, string, RegExp]>([
	['NaN', NaN, "has NaN in 'x'", /^Akkio takes no such number/],
	['Infinity', -Infinity, "has -Infinity in 'x'", /^Akkio takes no such number/],
	['NaN inside an object', { deep: [NaN] }, "has NaN in 'x'", /^Akkio takes no such number/],
	['an invalid date', new Date(NaN), INVALID_DATE, /^The date could not be read/],
	["one of n8n's", DateTime.invalid('why'), INVALID_DATE, /^The date/],
	['one inside an object', { at: [new Date(NaN)] }, INVALID_DATE, /^The date/],
	["one of n8n's inside an array", [DateTime.invalid('why')], INVALID_DATE, /^The date/],
	['one from another realm', runInNewContext('new Date(NaN)'), INVALID_DATE, /^The date/],
	['the text of one', 'Invalid DateTime', INVALID_DATE, /^The date/],
	['a function', () => 1, "has a function in 'x'", /^It cannot be written as JSON/],
	['a symbol', Symbol('s'), "has a symbol in 'x'", /^It cannot be written as JSON/],
	['what contains itself', holdsItself, TOO_DEEP, /^It cannot be written as JSON/],
	['NUL', 'a\0b', NOT_UNICODE, /^It contains a NUL character or half of a character/],
	['half of an emoji', '👍'.slice(0, 1), NOT_UNICODE, /^It contains/],
	['the other half', `a${'👍'.slice(1)}`, NOT_UNICODE, /^It contains/],
	['NUL inside an object', { a: ['\0'] }, NOT_UNICODE, /^It contains/],
])('%s is named, with what to do', (_what, value, phrase, description) => {
	expect(normalize({ x: value })).toBeInstanceOf(InvalidRow);
	expect(normalize({ x: value })).toMatchObject({
		phrase,
		description: expect.stringMatching(description),
	});
});

test('several faults of a row are named together, four at most', () => {
	expect(phraseOf({ a: NaN, b: '\0' })).toBe(
		"has NaN in 'a', text that is not valid Unicode in 'b'",
	);
	const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, NaN]));
	expect(phraseOf(many)).toBe("has NaN in 'a', NaN in 'b', NaN in 'c', NaN in 'd' and 2 more");
});

test.each([{}, { a: undefined }, { '': null }])('%j has no fields', (row) =>
	expect(phraseOf(row)).toBe('has no fields'),
);

describe('nested values', () => {
	const flatten = { nestedValues: 'flatten' } as const;

	test('flattened, each has a field of its own; arrays are JSON text, an empty object stays', () => {
		const row = { a: { b: { c: 1, d: [2] }, e: new Date(0), g: null }, f: {}, ' h ': { ' i ': 1 } };
		expect(normalize(row, flatten)).toEqual({
			...{ 'a.b.c': 1, 'a.b.d': '[2]', 'a.e': '1970-01-01T00:00:00.000Z', 'a.g': null },
			...{ f: {}, 'h.i': 1 },
		});
	});

	test('flattened, two fields of one name are refused', () =>
		expect(phraseOf({ 'a.b': 1, a: { b: 2 } }, flatten)).toBe("has two fields named 'a.b'"));

	test('flattened, what contains itself is refused', () =>
		expect(phraseOf({ x: holdsItself }, flatten)).toMatch(/^has a value nested too deeply in 'x/));

	test.each<[unknown, string]>([
		[{ a: 1 }, "has an object in 'x'"],
		[[1], "has an array in 'x'"],
		[{}, "has an object in 'x'"],
	])('with Error %j is named', (value, phrase) =>
		expect(phraseOf({ x: value }, { nestedValues: 'error' })).toBe(phrase),
	);

	test('with Error a date is a single value', () =>
		expect(normalize({ x: new Date(0) }, { nestedValues: 'error' })).toEqual({
			x: '1970-01-01T00:00:00.000Z',
		}));
});

describe('names', () => {
	test.each<[string, string, string]>([
		['white space around them', ' a\t', 'a'],
		['a decomposed accent', 'Cafe\u0301', 'Café'],
		['a no-break space', 'First\u00A0Name', 'First Name'],
		['a narrow one', 'First\u202FName', 'First Name'],
		['a zero-width space', 'Na\u200Bme', 'Name'],
		['a byte order mark', '\uFEFFName', 'Name'],
		['a soft hyphen', 'Na\u00ADme', 'Name'],
		['a mark of direction', '\u200EName\u200F', 'Name'],
	])('lose %s', (_what, name, clean) => {
		expect(normalize({ [name]: 1 })).toEqual({ [clean]: 1 });
		expect(phraseOf({ [name]: 1, [clean]: 2 })).toBe(`has two fields named '${clean}'`);
	});

	test.each<[Row, string]>([
		[{ ' ': 1 }, 'has a field without a name'],
		[{ '\u200B': 0 }, 'has a field without a name'],
		[JSON.parse('{"__proto__": {"a": 1}}') as Row, "has a field named '__proto__'"],
		[{ 'a\0': 1 }, "has a field named 'a�'"],
		[{ ['👍'.slice(0, 1)]: 1 }, "has a field named '�'"],
	])('%j is refused', (row, phrase) => expect(phraseOf(row)).toBe(phrase));

	test('a column without a heading and without values is left out', () => {
		for (const empty of ['', null, undefined]) {
			expect(normalize({ '': empty, ' ': empty, a: 1 })).toEqual({ a: 1 });
		}
	});

	test('those to ignore are left out, whatever is in them, and noted', () => {
		const more = {
			ignoreFields: new Set(['a', 'b', '', 'o', 'p.q', 'never']),
			foundIgnoreFields: new Set<string>(),
			nestedValues: 'flatten' as const,
		};
		const row = { a: NaN, ' b ': 2, '': 'x', c: 3, o: { p: 1 }, p: { q: 1, r: 2 } };
		expect(normalize(row, more)).toEqual({ c: 3, 'p.r': 2 });
		expect([...more.foundIgnoreFields]).toEqual(['a', 'b', '', 'o', 'p.q']);
	});

	test('long ones are cut where a message names them', () => {
		const long = 'n'.repeat(100_000);
		const shown = `'${'n'.repeat(60)}…'`;
		expect(phraseOf({ [long]: NaN })).toBe(`has NaN in ${shown}`);
		expect(phraseOf({ [long]: 1, [` ${long}`]: 2 })).toBe(`has two fields named ${shown}`);
		expect(phraseOf({ [`${long}\0`]: 1 })).toBe(`has a field named ${shown}`);
	});
});
