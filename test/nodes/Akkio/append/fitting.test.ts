import { Columns } from '../../../../nodes/Akkio/append/columns';
import { Fitting, listed, type ExtraFields } from '../../../../nodes/Akkio/append/fitting';
import type { Row } from '../../../../nodes/Akkio/append/rows';
import type { Unfit } from '../../../../nodes/Akkio/append/unfit';

const COLUMNS = new Columns([{ name: 'name' }, { name: 'age', type: 'number' }]);
const fitted = (extraFields: ExtraFields, ...rows: Row[]) => {
	const fitting = new Fitting(COLUMNS, extraFields, rows);
	return { extras: fitting.extras, rows: rows.map((row) => fitting.fit(row)) };
};

test('a row that fits stays itself; what is missing is null', () => {
	const row = { name: 'Ada', age: 36 };
	const { rows, extras } = fitted('refuse', row, { age: 1 });
	expect(rows[0]).toBe(row);
	expect(rows[1]).toEqual({ name: null, age: 1 });
	expect(extras).toEqual([]);
});

describe('a field without a column', () => {
	const rows = [
		{ name: 'Ada', age: 1 },
		{ nmae: 'Bob', age: 2 },
		{ name: 'Cy', utm: 'x', note: 'y' },
	];

	test('is refused: each row names its own, and is told of all of them and of the nearest column', () => {
		const { rows: result } = fitted('refuse', ...rows);
		expect(result[0]).toBe(rows[0]);
		expect(result[1]).toMatchObject({
			phrase: 'has a field without a column: nmae',
			description: expect.stringMatching(
				/^Without a column are: nmae, utm, note\. Is 'nmae' the column 'name'\? A dataset's columns are fixed\./,
			),
		});
		expect(result[2]).toMatchObject({ phrase: 'has fields without a column: utm, note' });
	});

	test('is left out', () => {
		const { rows: result, extras } = fitted('leaveOut', ...rows);
		expect(result[2]).toEqual({ name: 'Cy', age: null });
		expect(extras).toEqual(['nmae', 'utm', 'note']);
	});

	test('is left out, unless nothing would be left of the row', () =>
		expect(fitted('leaveOut', { utm: 1 }).rows[0]).toMatchObject({
			phrase: 'has no field with a column',
		}));

	test('is sent, after the columns', () =>
		expect(JSON.stringify(fitted('send', ...rows).rows[2])).toBe(
			'{"name":"Cy","age":null,"utm":"x","note":"y"}',
		));
});

test('what cannot fit a number column is named with its value, and shortened', () => {
	expect(fitted('refuse', { name: 'x', age: 'abc' }).rows[0]).toMatchObject({
		phrase: "has 'abc' in 'age', where the dataset has numbers",
	});
	expect(fitted('refuse', { name: 'x', age: 'y'.repeat(1000) }).rows[0]).toMatchObject({
		phrase: `has '${'y'.repeat(40)}…' in 'age', where the dataset has numbers`,
	});
	expect(fitted('refuse', { name: 'x', age: true }).rows[0]).toMatchObject({
		phrase: "has true in 'age', where the dataset has numbers",
	});
});

test('names are shortened where a message lists them', () => {
	const { rows } = fitted('refuse', { ['n'.repeat(100_000)]: 1 });
	expect(rows[0]).toMatchObject({ phrase: `has a field without a column: ${'n'.repeat(100)}…` });
});

test('no more than ten guesses are made: each looks at every column', () => {
	const typos = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`name${n % 10}${n}`, n]));
	const columns = new Columns(Object.keys(typos).map((name) => ({ name: `${name}x` })));
	const row = new Fitting(columns, 'refuse', [typos]).fit(typos) as Unfit;
	expect(row.description.match(/Is '/g)).toHaveLength(10);
});

test('many names are counted', () => {
	expect(listed(['a', 'b', 'c'], 3)).toBe('a, b, c');
	expect(listed(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
});
