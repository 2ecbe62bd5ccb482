import { Columns, columnsOf } from '../../../../nodes/Akkio/append/columns';

const columns = new Columns([
	{ name: 'Name', type: 'string' },
	{ name: ' Age ', type: 'number' },
	{ name: 'constructor', type: 'category' },
]);

test('the columns of an empty dataset are those of all rows, first seen first', () =>
	expect(columnsOf([{ b: 1 }, { a: 2, b: 3 }, { c: 4 }])).toEqual([
		{ name: 'b' },
		{ name: 'a' },
		{ name: 'c' },
	]));

test('a row is fitted that has each column, in order, and nothing else', () => {
	expect(columns.isFitted({ Name: 1, ' Age ': 2, constructor: 3 })).toBe(true);
	expect(columns.isFitted({ ' Age ': 2, Name: 1, constructor: 3 })).toBe(false);
	expect(columns.isFitted({ Name: 1, ' Age ': 2 })).toBe(false);
	expect(columns.isFitted({ Name: 1, ' Age ': 2, constructor: 3, more: 4 })).toBe(false);
});

test('values go where their column is, white space around names or not, and null where there is none', () => {
	const row = columns.arranged({ Age: 36, Name: 'Ada' }, []);
	expect(JSON.stringify(row)).toBe('{"Name":"Ada"," Age ":36,"constructor":null}');
});

test('extras come after the columns, or are left out', () => {
	const row = { note: 'x', Name: 'Ada' };
	expect(Object.keys(columns.arranged(row, ['note']))).toEqual([
		'Name',
		' Age ',
		'constructor',
		'note',
	]);
	expect(Object.keys(columns.arranged(row, []))).toEqual(['Name', ' Age ', 'constructor']);
});

test('fields without a column are found over all rows', () =>
	expect(columns.extrasOf([{ Name: 1, x: 2 }, { Age: 3 }, { y: 4, x: 5, name: 6 }])).toEqual([
		'x',
		'y',
		'name',
	]));

test.each([0, 12.5, '12.5', ' 7 ', '', ' ', null, '1e3'])('%j fits a number column', (value) =>
	expect(columns.wrongNumbers({ Name: 'x', ' Age ': value })).toEqual([]),
);

test.each(['abc', '1,234', true, '12 years'])('%j does not', (value) =>
	expect(columns.wrongNumbers({ Name: 'x', ' Age ': value })).toEqual([' Age ']),
);
