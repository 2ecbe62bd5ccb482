import { Datasets, InvalidRows, type Switches } from '../../support/akkio/datasets.mts';

const create = (rows: unknown, switches: Switches = {}) => {
	const datasets = new Datasets(switches);
	const dataset = datasets.create('Cars');
	datasets.append(dataset.id, rows);
	return { datasets, dataset, append: (more: unknown) => datasets.append(dataset.id, more) };
};
const namesOf = (rows: unknown) => create(rows).dataset.fields.map(({ name }) => name);

describe('Datasets', () => {
	it('gives every dataset an id of 20 letters and digits (W13), also under one name (W17)', () => {
		const datasets = new Datasets();
		const ids = [datasets.create('Cars').id, datasets.create('Cars').id];
		expect(new Set(ids).size).toBe(2);
		for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]{20}$/);
	});

	it('lists what was created and not deleted, oldest first, and shows it to clients by id (W6)', () => {
		const datasets = new Datasets();
		const all = Array.from('abcdef', (name) => datasets.create(name));
		const [deleted, ...left] = all;
		expect(datasets.delete(deleted!.id)).toBe(true);
		expect(datasets.delete(deleted!.id)).toBe(false);
		expect(datasets.list()).toEqual(left);
		const ids = left.map(({ id }) => id);
		expect(datasets.show().map(({ id }) => id)).toEqual(ids.sort());
	});

	it('shows a new dataset only after as many lists as listDelay says (U7)', () => {
		const datasets = new Datasets({ listDelay: 2 });
		const shown = () => datasets.show().map(({ name }) => name);
		datasets.create('first');
		expect(shown()).toEqual([]);
		datasets.create('second');
		expect(shown()).toEqual([]);
		expect(shown()).toEqual(['first']);
		expect(shown().sort()).toEqual(['first', 'second']);
	});

	it('throws for an id that it does not have', () => {
		const datasets = new Datasets();
		expect(() => datasets.append('nowhere', [])).toThrow('There is no dataset');
		expect(() => datasets.setFields('nowhere', [])).toThrow('There is no dataset');
	});
});

describe('the first append (W11)', () => {
	it('makes every key of its rows a field, in first-seen order', () => {
		expect(namesOf([{ b: 1 }, { a: 1, b: 2 }, { c: 1 }])).toEqual(['b', 'a', 'c']);
	});

	it('is the first one that has a field', () => {
		const { dataset, append } = create([]);
		append([{}]);
		expect(dataset.fields).toEqual([]);
		append([{ a: 1 }]);
		expect(dataset.fields).toEqual([{ name: 'a', type: 'integer' }]);
	});

	it.each([
		['integer', [1, null, '-2', ' 007 ', '']],
		['float', [1, '2.5', '-1e3', '.5']],
		['date', ['2024-01-31', '2024-01-31T08:00:00Z', '2024-01-31 08:00']],
		['string', [1, 'two']],
		['string', ['0x10', '0b1']],
		['string', [null, '']],
		['string', [{ deep: 1 }, [1]]],
		['category', [true, 'FALSE']],
		['category', Array<number>(10).fill(1)],
		['category', Array.from({ length: 20 }, (_, n) => (n % 2 ? 'yes' : 'no'))],
	])('infers %s from the text of the values %j (W8, W16)', (type, values) => {
		const { dataset } = create(values.map((v) => ({ v })));
		expect(dataset.fields).toEqual([{ name: 'v', type }]);
	});

	it('leaves fields alone that a test has set', () => {
		const { datasets, dataset, append } = create([]);
		const fields = [{ name: 'zip', type: 'id' }];
		datasets.setFields(dataset.id, fields);
		append([{ zip: 1 }]);
		expect(datasets.describe(dataset.id)).toEqual({ name: 'Cars', fields, rows: 1 });
	});
});

describe('rows', () => {
	it('are stored as sent, also from JSON text (W10): no value changes, a missing key stays missing', () => {
		const rows = [{ a: 0, b: '', c: false, d: null, e: { deep: [1] } }, { a: '007' }];
		expect(create(rows).dataset.rows).toEqual(rows);
		expect(create(JSON.stringify(rows)).dataset.rows).toEqual(rows);
	});

	it('are refused as a whole unless they are a list of objects (E5)', () => {
		const { dataset, append } = create([]);
		for (const rows of [undefined, { a: 1 }, 'no JSON', '{"a":1}', [1], [{ a: 1 }, null], [[]]]) {
			expect(() => append(rows)).toThrow(InvalidRows);
		}
		expect(dataset.rows).toEqual([]);
	});
});

describe('a value that is no field of the dataset (U1)', () => {
	const later = [{ a: 2, x: 9 }, { a: 3 }, { x: 9 }];

	it.each([
		['left out', 'by default', {}, [{ a: 2 }, { a: 3 }, {}]],
		['stored', 'when extraFields is keep', { extraFields: 'keep' }, later],
	] as const)('is %s %s, and does not become a field', (_stored, _when, switches, stored) => {
		const { dataset, append } = create([{ a: 1 }], switches);
		append(later);
		expect(dataset.rows).toEqual([{ a: 1 }, ...stored]);
		expect(dataset.fields).toHaveLength(1);
	});

	it.each([
		[0, []],
		[2, [{ a: 2 }, { a: 3 }]],
	])('fails the append by name when extraFields is refuse; %s rows are kept (U3)', (kept, rows) => {
		const switches = { extraFields: 'refuse', keptOfRefused: kept } as const;
		const { dataset, append } = create([{ a: 1 }], switches);
		const detail = [expect.objectContaining({ loc: ['body', 'rows', 'x'] })];
		expect(() => append(later)).toThrow(expect.objectContaining({ detail }));
		expect(dataset.rows).toEqual([{ a: 1 }, ...rows]);
	});
});

describe('parsingDelay (W15)', () => {
	const start = () => {
		const clock = { ms: 0 };
		const { datasets, dataset, append } = create([{ a: 1 }], {
			...{ parsingDelay: 1000, now: () => clock.ms },
		});
		const { id } = dataset;
		const shown = (ms: number) => {
			clock.ms = ms;
			const { rows, fields } = datasets.describe(id)!;
			return [rows, fields.length];
		};
		return { datasets, dataset, append, shown };
	};

	it('shows no fields and no rows before the first append is parsed, though they are stored', () => {
		const { dataset, shown } = start();
		expect(shown(999)).toEqual([0, 0]);
		expect(dataset).toMatchObject({ rows: [{ a: 1 }], fields: [{ name: 'a' }] });
		expect(shown(1000)).toEqual([1, 1]);
	});

	it('shows the old row count before a later append is parsed, each append in its own time', () => {
		const { append, shown } = start();
		expect(shown(600)).toEqual([0, 0]);
		append([{ a: 2 }, { a: 3 }]);
		expect(shown(1500)).toEqual([1, 1]);
		append([{ a: 4 }]);
		expect([shown(1600), shown(2500)]).toEqual([
			[3, 1],
			[4, 1],
		]);
	});

	it('ends when a test says so or sets the fields', () => {
		const { datasets, dataset, append, shown } = start();
		datasets.finishParsing(dataset.id);
		expect(shown(0)).toEqual([1, 1]);
		append([{ a: 2 }]);
		datasets.setFields(dataset.id, []);
		expect(shown(0)).toEqual([2, 0]);
	});
});
