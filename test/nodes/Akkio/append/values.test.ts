import { DateTime } from 'luxon';

import { runInNewContext } from '../../../support/engine/realm.mts';

import { Unfit } from '../../../../nodes/Akkio/append/unfit';
import type { ValueRules } from '../../../../nodes/Akkio/append/cells';
import { Values } from '../../../../nodes/Akkio/append/values';

const rules = (more: Partial<ValueRules> = {}): ValueRules => ({
	nested: 'json',
	leaveOut: new Set(),
	...more,
});
const valued = (row: Record<string, unknown>, given: ValueRules) => new Values(given).of(row);
const cell = (value: unknown, nested: ValueRules['nested'] = 'json') =>
	valued({ x: value }, rules({ nested }));

test('a row that needs nothing is returned as it is, not as a copy', () => {
	const row = {
		zero: 0,
		no: false,
		empty: '',
		nothing: null,
		zip: '00501',
		ünï: '☃',
		big: 2 ** 60,
	};
	expect(valued(row, rules())).toBe(row);
});

test.each([
	['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
	[
		"n8n's date",
		DateTime.fromISO('2026-11-24T10:00:00', { zone: 'Europe/Paris' }),
		'2026-11-24T10:00:00.000+01:00',
	],
	['a BigInt', 12345678901234567890n, '12345678901234567890'],
	['an object', { city: 'Paris', n: [1] }, '{"city":"Paris","n":[1]}'],
	['a list', [1, 'two', null], '[1,"two",null]'],
	['an empty object', {}, '{}'],
	['a date inside an object', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
	['a BigInt inside a list', [1n], '["1"]'],
])('%s becomes text', (_what, value, text) => expect(cell(value)).toEqual({ x: text }));

test('undefined is left out', () =>
	expect(valued({ a: undefined, b: 1 }, rules())).toEqual({ b: 1 }));

const holdsItself: Record<string, unknown> = {};
holdsItself.me = holdsItself;

test.each([
	['NaN', NaN, "has NaN in 'x'"],
	['Infinity', -Infinity, "has -Infinity in 'x'"],
	['NaN inside an object', { deep: [NaN] }, "has NaN in 'x'"],
	['a date that is none', new Date(NaN), "has a date that is none in 'x'"],
	["a date of n8n's that is none", DateTime.invalid('why'), "has a date that is none in 'x'"],
	[
		'a date that is none, inside an object',
		{ at: [new Date(NaN)] },
		"has a date that is none in 'x'",
	],
	["one of n8n's, inside a list", [DateTime.invalid('why')], "has a date that is none in 'x'"],
	['one from another realm', runInNewContext('new Date(NaN)'), "has a date that is none in 'x'"],
	['its text', 'Invalid DateTime', "has a date that is none in 'x'"],
	['a function', () => 1, "has a function in 'x'"],
	['a symbol', Symbol('s'), "has a symbol in 'x'"],
	['what holds itself', holdsItself, "has a value nested too deeply in 'x'"],
])('%s is named, and not sent', (_what, value, phrase) => {
	expect(cell(value)).toBeInstanceOf(Unfit);
	expect(cell(value)).toMatchObject({ phrase });
});

describe('nested values', () => {
	test('flattened, each value has a column of its own; lists and what is empty are JSON text', () => {
		const row = { a: { b: { c: 1, d: [2] }, e: new Date(0) }, f: {} };
		expect(valued(row, rules({ nested: 'flatten' }))).toEqual({
			'a.b.c': 1,
			'a.b.d': '[2]',
			'a.e': '1970-01-01T00:00:00.000Z',
			f: '{}',
		});
	});

	test('flattened, two fields of one name are refused', () =>
		expect(valued({ 'a.b': 1, a: { b: 2 } }, rules({ nested: 'flatten' }))).toMatchObject({
			phrase: "has two fields named 'a.b'",
		}));

	test('refused, they are named', () => {
		expect(cell({ a: 1 }, 'refuse')).toMatchObject({ phrase: "has an object in 'x'" });
		expect(cell([1], 'refuse')).toMatchObject({ phrase: "has a list in 'x'" });
	});

	test('what holds itself ends no run, flattened or not', () =>
		expect(cell(holdsItself, 'flatten')).toMatchObject({
			phrase: expect.stringMatching(/^has a value nested too deeply in 'x/),
		}));
});

describe('names', () => {
	test('long ones are shortened where a message names them', () => {
		const long = 'n'.repeat(100_000);
		const named = `'${'n'.repeat(100)}…'`;
		const twice = { [long]: 1, [` ${long}`]: 2 };
		expect(valued({ [long]: NaN }, rules())).toMatchObject({ phrase: `has NaN in ${named}` });
		expect(valued(twice, rules())).toMatchObject({ phrase: `has two fields named ${named}` });
		expect(valued({ [long]: [1] }, rules({ nested: 'refuse' }))).toMatchObject({
			phrase: `has a list in ${named}`,
		});
	});

	test('white space around them is not part of them', () =>
		expect(valued({ ' a ': 1, b: 2 }, rules())).toEqual({ a: 1, b: 2 }));

	test.each([
		[{ a: 1, ' a': 2 }, "has two fields named 'a'"],
		[{ ' ': 1 }, 'has a field without a name'],
		[JSON.parse('{"__proto__": {"a": 1}}'), "has a field named '__proto__'"],
	])('%j is refused', (row, phrase) => expect(valued(row, rules())).toMatchObject({ phrase }));

	test("JavaScript's own are names like any other", () => {
		const row = { constructor: 1, toString: 2, hasOwnProperty: 3, error: 4, json: 5, api_key: 6 };
		expect(valued(row as never, rules())).toEqual(row);
	});

	test('those to be left out are, whatever is in them', () =>
		expect(valued({ a: NaN, ' b ': 2, c: 3 }, rules({ leaveOut: new Set(['a', 'b']) }))).toEqual({
			c: 3,
		}));
});

test.each([{}, { a: undefined }])('%j has no fields', (row) =>
	expect(valued(row, rules())).toMatchObject({ phrase: 'has no fields' }),
);

describe('rows after one that needed nothing', () => {
	const values = new Values(rules({ leaveOut: new Set(['left']) }));
	const last = { a: 1, b: 'x' };

	test.each<[string, Record<string, unknown>, unknown]>([
		['more fields', { a: 1, b: 2, c: new Date(0) }, { a: 1, b: 2, c: '1970-01-01T00:00:00.000Z' }],
		['fewer fields', { a: 1 }, { a: 1 }],
		['the same fields with other values', { a: [1], b: undefined }, { a: '[1]' }],
		['its fields in another order', { b: 1, a: 2 }, { b: 1, a: 2 }],
		['a field to be left out', { a: 1, left: 2 }, { a: 1 }],
		['a name with white space', { a: 1, 'b ': 2 }, { a: 1, b: 2 }],
	])('are looked at anew: %s', (_what, row, sent) => {
		expect(values.of(last)).toBe(last);
		expect(JSON.stringify(values.of(row))).toBe(JSON.stringify(sent));
	});

	test('are told from it by what is their own', () => {
		expect(values.of(last)).toBe(last);
		const heir = Object.assign(Object.create({ b: 'not its own' }), { a: 1 });
		expect(JSON.stringify(values.of(heir))).toBe('{"a":1}');
		expect(Object.getPrototypeOf(values.of(heir))).toBe(Object.prototype);
		expect(values.of({})).toMatchObject({ phrase: 'has no fields' });
		expect(values.of(Object.create(last))).toMatchObject({ phrase: 'has no fields' });
	});
});
