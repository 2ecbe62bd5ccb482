import { cleanName } from '../../../nodes/Akkio/shared/names';
import { readLocator } from '../../../nodes/Akkio/shared/locator';
import { readBoolean, readChoice, readInteger } from '../../../nodes/Akkio/shared/parameters';
import type { Context } from '../../../nodes/Akkio/shared/request';
import { node } from '../../support/engine/run';

const context = { getNode: () => node('Akkio', 'akkio') } as unknown as Context;
const CHOICES = { json: 'JSON Text', error: 'Error' };
const LIMITS = { min: 1, max: 10_000, fallback: 7 };
const READERS = {
	switch: (value: unknown) => readBoolean(context, 'Dry Run', value, 'the default' as never),
	choice: (value: unknown) => readChoice(context, 'Nested Values', value, CHOICES, 'json'),
	'whole number': (value: unknown) => readInteger(context, 'Batch Size', value, LIMITS),
	dataset: (value: unknown) => readLocator(context, 'dataset', value, 0),
	name: (value: unknown) => cleanName(value as string),
};
type What = keyof typeof READERS;

const abc = { mode: 'id', value: 'abc', label: "with the ID 'abc'" };
const leads = { mode: 'name', value: 'Leads', label: "'Leads'" };
// prettier-ignore
const GOOD: Array<[What, Array<[unknown, unknown]>]> = [
	['switch', [[true, true], [false, false], ['true', true], ['false', false], [' FALSE\n', false], [undefined, 'the default'], [null, 'the default']]],
	['choice', [['error', 'error'], [undefined, 'json'], [null, 'json']]],
	['whole number', [[1, 1], ['250', 250], [2.9, 2], [10_000, 10_000], [undefined, 7], [null, 7]]],
	['dataset', [
		[{ mode: 'id', value: ' abc ' }, abc], ['abc', abc], [7, { mode: 'id', value: '7', label: "with the ID '7'" }],
		[{ mode: 'list', value: 'abc', cachedResultName: 'Leads' }, { ...abc, label: "'Leads'" }], [{ mode: 'name', value: 'Leads' }, leads],
	]],
	['name', [
		['Leads', 'Leads'], ['  Leads 2026\n', 'Leads 2026'], ['Cafe\u0301', 'Café'], ['Zu\u0308rich', 'Zürich'],
		['Leads\u00A02026', 'Leads 2026'], ['Leads\u2003\u30002026', 'Leads  2026'], ['\uFEFFLe\u200Bads\u200D', 'Leads'],
		['soft\u00ADhyphen', 'softhyphen'], ['\u200B\u00A0', ''], ['ﬁ', 'ﬁ'],
	]],
];
// prettier-ignore
const BAD: Array<[What, string, unknown[]]> = [
	['switch', "'Dry Run' has to be true or false", ['', 'no', '0', 0, 1, {}, [true]]],
	['choice', "'Nested Values' has to be json (JSON Text), error (Error)", ['', 'Error', 'toString', true, ['json'], { json: 1 }]],
	['whole number', "'Batch Size' has to be a number from 1 to 10,000", [0, -1, 10_001, NaN, Infinity, '', ' ', 'many', true, [5], {}]],
	['dataset', "'Dataset' is empty", ['', undefined, { mode: 'list', value: null }, { mode: 'id', value: ' \n' }]],
	['dataset', "'Dataset' is not text", [{ mode: 'id', value: ['a'] }, { mode: 'name', value: { id: 'a' } }]],
];

test.each(GOOD)('a %s is read: %j', (what, pairs) =>
	expect(pairs.map(([given]) => [given, READERS[what](given)])).toMatchObject(pairs),
);

test.each(BAD)('no %s: %s, where it is one of %j', (what, message, values) => {
	const refusal = (value: unknown) => {
		try {
			return READERS[what](value);
		} catch (error) {
			return (error as Error).message;
		}
	};
	expect(values.map((value) => [value, refusal(value)])).toEqual(
		values.map((value) => [value, message]),
	);
});

test('what is given instead of a choice is named', () =>
	expect(() => READERS.choice('flat')).toThrow(
		expect.objectContaining({ description: expect.stringMatching(/^It is 'flat'\./) }),
	));
