import { Datasets, RefusedRows } from '../../support/akkio/datasets.mts';

const filled = (rows: unknown, switches = {}) => {
	const datasets = new Datasets(switches);
	const dataset = datasets.create('Cars');
	datasets.append(dataset.id, rows);
	return { datasets, dataset };
};

describe('Datasets', () => {
	it('gives every dataset an id of 20 letters and digits (W13), also under one name', () => {
		const datasets = new Datasets();
		const ids = [datasets.create('Cars').id, datasets.create('Cars').id];
		expect(new Set(ids).size).toBe(2);
		for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]{20}$/);
	});

	it('lists what was created and not deleted, oldest first', () => {
		const datasets = new Datasets();
		const [first, second, third] = ['a', 'b', 'c'].map((name) => datasets.create(name));
		expect(datasets.delete(second!.id)).toBe(true);
		expect(datasets.delete(second!.id)).toBe(false);
		expect(datasets.list()).toEqual([first, third]);
	});

	it('shows every dataset at once unless chosen otherwise', () => {
		const datasets = new Datasets();
		const dataset = datasets.create('Cars');
		expect(datasets.show()).toEqual([dataset]);
	});

	it('shows a new dataset only after as many lists as listDelay says (U7)', () => {
		const datasets = new Datasets({ listDelay: 2 });
		const first = datasets.create('first');
		expect(datasets.show()).toEqual([]);
		const second = datasets.create('second');
		expect(datasets.show()).toEqual([]);
		expect(datasets.show()).toEqual([first]);
		expect(datasets.show()).toEqual([first, second]);
		expect(datasets.list()).toEqual([first, second]);
	});

	it('throws for an id that it does not have', () => {
		expect(() => new Datasets().append('nowhere', [])).toThrow('There is no dataset');
	});
});

describe('the first append (W11)', () => {
	it('makes every key of its rows a field, in first-seen order', () => {
		const { dataset } = filled([{ b: 1 }, { a: 1, b: 2 }, { c: 1 }]);
		expect(dataset.fields.map(({ name }) => name)).toEqual(['b', 'a', 'c']);
	});

	it('does not happen as long as there are no rows', () => {
		const { datasets, dataset } = filled([]);
		expect(dataset.fields).toEqual([]);
		datasets.append(dataset.id, [{ a: 1 }]);
		expect(dataset.fields).toEqual([{ name: 'a', type: 'number' }]);
	});

	it.each([
		['number', [1, null, 2.5]],
		['string', [1, 'two']],
		['string', [null, null]],
		['string', ['x', 'y', 'z']],
		['category', ['x', 'x', 'y', 'y']],
		['category', [true, false, true]],
	])('makes it a field of the type %s when its values are %j (W8)', (type, values) => {
		expect(filled(values.map((v) => ({ v }))).dataset.fields).toEqual([{ name: 'v', type }]);
	});
});

describe('rows', () => {
	it('are stored as sent: no value changes, and a key that is missing stays missing', () => {
		const rows = [{ a: 0, b: '', c: false, d: null, e: { deep: [1] } }, { a: '007' }];
		expect(filled(rows).dataset.rows).toEqual(rows);
	});

	it('may come as JSON text (W10)', () => {
		expect(filled('[{"a":1}]').dataset.rows).toEqual([{ a: 1 }]);
	});

	it.each([[undefined], [{ a: 1 }], ['no JSON'], ['{"a":1}'], [[1]], [[{ a: 1 }, null]], [[[]]]])(
		'are refused as a whole when they are %j (E5)',
		(rows) => {
			const { datasets, dataset } = filled([]);
			expect(() => datasets.append(dataset.id, rows)).toThrow(RefusedRows);
			expect(dataset.rows).toEqual([]);
		},
	);
});

describe('a value that is no field of the dataset (U1)', () => {
	const later = [{ a: 2, x: 9 }, { a: 3 }, { x: 9 }];
	const appended = (switches: object) => {
		const { datasets, dataset } = filled([{ a: 1 }], switches);
		const append = () => datasets.append(dataset.id, later);
		return { append, dataset };
	};

	it('is left out unless chosen otherwise', () => {
		const { append, dataset } = appended({});
		append();
		expect(dataset.rows).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }, {}]);
		expect(dataset.fields).toHaveLength(1);
	});

	it('is stored without becoming a field when extraFields is keep', () => {
		const { append, dataset } = appended({ extraFields: 'keep' });
		append();
		expect(dataset.rows).toEqual([{ a: 1 }, ...later]);
		expect(dataset.fields).toHaveLength(1);
	});

	it('refuses the whole append by its name when extraFields is refuse', () => {
		const { append, dataset } = appended({ extraFields: 'refuse' });
		expect(append).toThrow(
			expect.objectContaining({
				detail: [expect.objectContaining({ loc: ['body', 'rows', 'x'] })],
			}),
		);
		expect(dataset.rows).toEqual([{ a: 1 }]);
	});

	it('leaves the first rows of the refused append behind when keptOfRefused says so (U3)', () => {
		const { append, dataset } = appended({ extraFields: 'refuse', keptOfRefused: 2 });
		expect(append).toThrow(RefusedRows);
		expect(dataset.rows).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
	});
});
