import { Datasets, type Switches } from '../../support/akkio/datasets.mts';

// What test/contract shows on the stand-in is not shown again.

const create = (rows: unknown, switches: Switches = {}) => {
	const datasets = new Datasets(switches);
	const dataset = datasets.create('Cars');
	datasets.append(dataset.id, rows);
	return { datasets, dataset, append: (more: unknown) => datasets.append(dataset.id, more) };
};

it('lists what was created and not deleted, oldest first, and shows it to clients by id (W6)', () => {
	const datasets = new Datasets();
	const [deleted, ...left] = Array.from({ length: 6 }, () => datasets.create('Cars'));
	expect([datasets.delete(deleted!.id), datasets.delete(deleted!.id)]).toEqual([true, false]);
	expect(datasets.list()).toEqual(left);
	const ids = new Set(left.map(({ id }) => id));
	expect(datasets.show().map(({ id }) => id)).toEqual([...ids].sort());
});

it('makes every key of the first rows that have any a field, in first-seen order (W11)', () => {
	const { dataset, append } = create([{}]);
	expect(dataset.fields).toEqual([]);
	append([{ b: 1 }, { a: 1, b: 2 }, { c: 1 }]);
	append([{ d: 1 }]);
	expect(dataset.fields.map(({ name }) => name)).toEqual(['b', 'a', 'c']);
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

it('stores rows as sent, also from JSON text (W10): a missing key stays missing', () => {
	const rows = [{ a: 0, b: '', c: false, d: null, e: { deep: [1] } }, { a: '007' }];
	expect(create(rows).dataset.rows).toEqual(rows);
	expect(create(JSON.stringify(rows)).dataset.rows).toEqual(rows);
});

const later = [{ a: 2, x: 9 }, { a: 3 }, { x: 9 }];
const trimmed = [{ a: 2 }, { a: 3 }, {}];
it.each<[Switches, object[]]>([
	[{}, trimmed],
	[{ extraFields: 'keep' }, later],
	[{ extraFields: 'refuse' }, []],
	[{ extraFields: 'refuse', keptOfRefused: 2 }, trimmed.slice(0, 2)],
])('with %j leaves %j behind of values that are no field (U1)', (switches, stored) => {
	const { dataset, append } = create([{ a: 1 }], switches);
	if (switches.extraFields === 'refuse') {
		const detail = [expect.objectContaining({ loc: ['body', 'rows', 'x'] })];
		expect(() => append(later)).toThrow(expect.objectContaining({ detail }));
	} else {
		append(later);
	}
	expect(dataset.rows).toEqual([{ a: 1 }, ...stored]);
	expect(dataset.fields).toHaveLength(1);
});

it('shows what was there before each append until that is parsed, or a test sets the fields (W15)', () => {
	let now = 0;
	const started = create([{ a: 1 }], { parsingDelay: 1000, now: () => now });
	const { datasets, dataset, append } = started;
	const shown = (ms: number) => {
		now = ms;
		const { rows, fields } = datasets.describe(dataset.id)!;
		return [rows, fields.length];
	};
	expect(shown(600)).toEqual([0, 0]);
	expect(dataset).toMatchObject({ rows: [{ a: 1 }], fields: [{ name: 'a' }] });
	append([{ a: 2 }, { a: 3 }]);
	expect([shown(999), shown(1000)].flat()).toEqual([0, 0, 1, 1]);
	append([{ a: 4 }]);
	expect([shown(1599), shown(1600), shown(2000)].flat()).toEqual([1, 1, 3, 1, 4, 1]);
	append([{ a: 5 }]);
	const fields = [{ name: 'zip', type: 'id' }];
	datasets.setFields(dataset.id, fields);
	append([{ zip: 1 }]);
	expect(datasets.describe(dataset.id)).toEqual({ name: 'Cars', fields, rows: 5 });
});
