import { DateTime } from 'luxon';

import { InvalidRow, normalizeRow, type NormalizeRules } from '../../../nodes/Akkio/rows/normalize';
import { runInNewContext } from '../../support/engine/realm.mts';

type Row = Record<string, unknown>;
const SETS = { ignoreFields: new Set<string>(), foundIgnoreFields: new Set<string>() };
const normalize = (row: Row, more: Partial<NormalizeRules> = {}) =>
	normalizeRow(row, { nestedValues: 'json', ...SETS, ...more });
const phraseOf = (row: Row, more: Partial<NormalizeRules> = {}) =>
	(normalize(row, more) as InvalidRow).phrase;
const NOT_UNICODE = 'text that is not valid Unicode';
const BAD_DATE = 'an invalid date';
const FLATTEN = { nestedValues: 'flatten' } as const;

test('a row that needs nothing is returned as it is, not as a copy', () => {
	const values = { zero: 0, no: false, empty: '', nothing: null, zip: '00501', n: 2 ** 60 };
	const row = { ...values, ünï: '☃👍' };
	expect(normalize(row)).toBe(row);
	const names = { constructor: 1, toString: 2, hasOwnProperty: 3, error: 4, api_key: 6 } as never;
	expect(normalize(names)).toBe(names);
});

const HERE = DateTime.fromISO('2026-11-24T10:00:00', { zone: 'Europe/Paris' });

// prettier-ignore
test.each<[unknown, string]>([
	[new Date(0), '1970-01-01T00:00:00.000Z'], [HERE, '2026-11-24T10:00:00.000+01:00'], [12345678901234567890n, '12345678901234567890'], [{}, '{}'],
	[{ city: 'Paris', n: [1], big: 1n }, '{"city":"Paris","n":[1],"big":"1"}'],
	[[1, 'two', null, new Date(0)], '[1,"two",null,"1970-01-01T00:00:00.000Z"]'],
])('%p becomes the text %s', (value, text) => expect(normalize({ x: value })).toEqual({ x: text }));

const holdsItself: Row = {};
holdsItself.me = holdsItself;
const NUMBER = /^Akkio does not accept this number/;
const DATE = /^The date could not be read/;
const JSON_TEXT = /^It cannot be written as JSON/;
const UNICODE = /^It contains a NUL character or half of a character/;

// prettier-ignore
test.each<[string, RegExp, unknown[]]>([
	['NaN', NUMBER, [NaN, { deep: [NaN] }]],
	['-Infinity', NUMBER, [-Infinity]],
	[BAD_DATE, DATE, [
		new Date(NaN), DateTime.invalid('why'), { at: [new Date(NaN)] }, [DateTime.invalid('why')],
		runInNewContext('new Date(NaN)'), 'Invalid DateTime',
	]],
	['a function', JSON_TEXT, [() => 1]],
	['a symbol', JSON_TEXT, [Symbol('s')]],
	['a value nested too deeply', JSON_TEXT, [holdsItself]],
	[NOT_UNICODE, UNICODE, ['a\0b', '👍'.slice(0, 1), `a${'👍'.slice(1)}`, { a: ['\0'] }]],
])('%s is named, with what to do', (what, description, values) => {
	const rows = values.map((x) => normalize({ x }));
	const expected = { phrase: `has ${what} in 'x'`, description: expect.stringMatching(description) };
	expect(rows).toMatchObject(values.map(() => expected));
	for (const row of rows) expect(row).toBeInstanceOf(InvalidRow);
});

test('several faults of a row are named together, four at most', () => {
	const many = Object.fromEntries([...'abcdef'].map((name) => [name, NaN]));
	expect(phraseOf({ ...many, a: '\0' })).toBe(
		"has text that is not valid Unicode in 'a', NaN in 'b', NaN in 'c', NaN in 'd' and 2 more",
	);
});

test('undefined is left out, and so is a column without a heading and without values', () => {
	expect(normalize({ a: undefined, b: 1, '': '', ' ': null, '\t': undefined })).toEqual({ b: 1 });
	const empty: Row[] = [{}, { a: undefined }, { '': null }];
	for (const row of empty) expect(phraseOf(row)).toBe('has no fields');
});

test('flattened, each value has a field; arrays are JSON text, an empty object stays', () => {
	const row = { a: { b: { c: 1, d: [2] }, e: new Date(0), g: null }, f: {}, ' h ': { ' i ': 1 } };
	expect(normalize(row, FLATTEN)).toEqual({
		...{ 'a.b.c': 1, 'a.b.d': '[2]', 'a.e': '1970-01-01T00:00:00.000Z', 'a.g': null },
		...{ f: {}, 'h.i': 1 },
	});
	expect(phraseOf({ 'a.b': 1, a: { b: 2 } }, FLATTEN)).toBe("has two fields named 'a.b'");
	expect(phraseOf({ x: holdsItself }, FLATTEN)).toMatch(/^has a value nested too deeply in 'x/);
});

test('with Error nested values are named; a date is a single value', () => {
	const error = { nestedValues: 'error' } as const;
	expect(phraseOf({ x: [1], y: {} }, error)).toBe("has an array in 'x', an object in 'y'");
	expect(normalize({ x: new Date(0) }, error)).toEqual({ x: '1970-01-01T00:00:00.000Z' });
});

describe('names', () => {
	test('lose what nobody sees, and may then be the same', () => {
		expect(normalize({ '\uFEFF Cafe\u0301\u00A0bar': 1 })).toEqual({ 'Café bar': 1 });
		expect(phraseOf({ 'Na\u200Bme': 1, Name: 2 })).toBe("has two fields named 'Name'");
	});

	// prettier-ignore
	test.each<[string, unknown, string]>([
		[' ', 1, 'has a field without a name'], ['\u200B', 0, 'has a field without a name'], ['__proto__', {}, "has a field named '__proto__'"],
		['a\0', 1, "has a field named 'a�'"], ['👍'.slice(0, 1), 1, "has a field named '�'"],
	])('%j with %j is refused', (name, value, phrase) =>
		expect(phraseOf(Object.fromEntries([[name, value]]))).toBe(phrase),
	);

	test('those to ignore are left out, whatever is in them, and noted', () => {
		const ignoreFields = new Set(['a', 'b', '', 'o', 'p.q', 'never']);
		const foundIgnoreFields = new Set<string>();
		const row = { a: NaN, ' b ': 2, '': 'x', c: 3, o: { p: 1 }, p: { q: 1, r: 2 } };
		const rules = { ...FLATTEN, ignoreFields, foundIgnoreFields };
		expect(normalize(row, rules)).toEqual({ c: 3, 'p.r': 2 });
		expect([...foundIgnoreFields]).toEqual(['a', 'b', '', 'o', 'p.q']);
	});

	test('long ones are cut where a message names them', () => {
		const [long, shown] = ['n'.repeat(100_000), `'${'n'.repeat(60)}…'`];
		expect(phraseOf({ [long]: NaN })).toBe(`has NaN in ${shown}`);
		expect(phraseOf({ [long]: 1, [` ${long}`]: 2 })).toBe(`has two fields named ${shown}`);
		expect(phraseOf({ [`${long}\0`]: 1 })).toBe(`has a field named ${shown}`);
	});
});
