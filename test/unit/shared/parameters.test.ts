import { cleanName } from '../../../nodes/Akkio/shared/names';
import { readLocator } from '../../../nodes/Akkio/shared/locator';
import { readBoolean, readChoice, readInteger } from '../../../nodes/Akkio/shared/parameters';
import type { Context } from '../../../nodes/Akkio/shared/request';
import { node } from '../../support/engine/run';

const context = { getNode: () => node('Akkio', 'akkio') } as unknown as Context;

test.each([
	[true, true],
	[false, false],
	['true', true],
	['false', false],
	[' FALSE\n', false],
	[undefined, 'the default'],
	[null, 'the default'],
])('%j is the switch %j', (value, expected) => {
	expect(readBoolean(context, 'Dry Run', value, 'the default' as never)).toBe(expected);
});

test.each(['', 'no', '0', 0, 1, {}, [true]])('%j is no switch', (value) => {
	expect(() => readBoolean(context, 'Dry Run', value, true)).toThrow(
		"'Dry Run' has to be true or false",
	);
});

const CHOICES = { json: 'JSON Text', error: 'Error' };
test('a choice is one of those there are, and what else is given is named', () => {
	const read = (value: unknown) => readChoice(context, 'Nested Values', value, CHOICES, 'json');
	expect([read('error'), read(undefined), read(null)]).toEqual(['error', 'json', 'json']);
	for (const value of ['', 'Error', 'toString', true, ['json'], { json: 1 }]) {
		expect(() => read(value)).toThrow("'Nested Values' has to be json (JSON Text), error (Error)");
	}
	expect(() => read('flat')).toThrow(
		expect.objectContaining({ description: expect.stringMatching(/^It is 'flat'\./) }),
	);
});

test.each([
	[1, 1],
	['250', 250],
	[2.9, 2],
	[10_000, 10_000],
	[undefined, 7],
	[null, 7],
])('%j is the whole number %j', (value, expected) => {
	expect(readInteger(context, 'Batch Size', value, { min: 1, max: 10_000, fallback: 7 })).toBe(
		expected,
	);
});

test.each([0, -1, 10_001, NaN, Infinity, '', ' ', 'many', true, [5], {}])('%j is none', (value) => {
	const limits = { min: 1, max: 10_000, fallback: 7 };
	expect(() => readInteger(context, 'Batch Size', value, limits)).toThrow(
		"'Batch Size' has to be a number from 1 to 10,000",
	);
});

test.each([
	['Leads', 'Leads'],
	['  Leads 2026\n', 'Leads 2026'],
	['Cafe\u0301', 'Café'],
	['Zu\u0308rich', 'Zürich'],
	['Leads\u00A02026', 'Leads 2026'],
	['Leads\u2003\u30002026', 'Leads  2026'],
	['\uFEFFLe\u200Bads\u200D', 'Leads'],
	['soft\u00ADhyphen', 'softhyphen'],
	['\u200B\u00A0', ''],
	['ﬁ', 'ﬁ'],
])('%j is the name %j', (name, clean) => {
	expect(cleanName(name)).toBe(clean);
	expect(cleanName(clean)).toBe(clean);
});

test.each([
	[
		{ mode: 'id', value: ' abc ' },
		{ mode: 'id', value: 'abc', label: "with the ID 'abc'" },
	],
	['abc', { mode: 'id', value: 'abc', label: "with the ID 'abc'" }],
	[7, { mode: 'id', value: '7', label: "with the ID '7'" }],
	[
		{ mode: 'list', value: 'abc', cachedResultName: 'Leads' },
		{ mode: 'id', value: 'abc', label: "'Leads'" },
	],
	[
		{ mode: 'name', value: 'Leads' },
		{ mode: 'name', value: 'Leads', label: "'Leads'" },
	],
])('the dataset %j is %j', (parameter, locator) => {
	expect(readLocator(context, parameter, 0)).toEqual(locator);
});

test.each([
	['', "'Dataset' is empty"],
	[undefined, "'Dataset' is empty"],
	[{ mode: 'list', value: null }, "'Dataset' is empty"],
	[{ mode: 'id', value: ' \n' }, "'Dataset' is empty"],
	[{ mode: 'id', value: ['a'] }, "'Dataset' is not text"],
	[{ mode: 'name', value: { id: 'a' } }, "'Dataset' is not text"],
])('the dataset %j is none', (parameter, message) => {
	expect(() => readLocator(context, parameter, 0)).toThrow(message);
});
