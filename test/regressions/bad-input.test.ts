/** Input of a size or shape that nobody means to send: it arrives, or a sentence of bearable length says why not. */
import type { IDataObject } from 'n8n-workflow';

import { byId, byName, KEY, useStandIn } from '../support/engine/standIn';

const { akkio, append, appends, batches, create, rowsOf, settingUp } = useStandIn();

const filled = (row: object) => {
	const id = create();
	akkio().datasets.append(id, [row]);
	return id;
};
const fields = (count: number, name = (n: number) => `c${n}`) =>
	Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), n]));
const json = (rowsJson: unknown) => ({ rowsFrom: 'json', rowsJson }) as IDataObject;

test('a row of a million columns arrives', async () => {
	const id = create();
	const { error, outputs } = await append(byId(id), [fields(1_000_000)]);
	expect(error).toBeUndefined();
	expect(outputs[0]![0]!.json).toMatchObject({ outcome: 'appended', rowCount: 1 });
	const row = rowsOf(id)[0]!;
	expect(Object.keys(row)).toHaveLength(1_000_000);
	expect(row.c999999).toBe(999_999);
}, 180_000);

test('a cell of 50 MB arrives, alone in its request, and its neighbours arrive as well', async () => {
	const id = create();
	const items = [
		{ n: 1, text: 'a' },
		{ n: 2, text: 'x'.repeat(50_000_000) },
		{ n: 3, text: 'b' },
	];
	const { error } = await append(byId(id), items);
	expect(error).toBeUndefined();
	expect(batches()).toEqual([1, 1, 1]);
	expect(rowsOf(id).map(({ n, text }) => [n, String(text).length])).toEqual([
		[1, 1],
		[2, 50_000_000],
		[3, 1],
	]);
}, 180_000);

test('a column named api_key is a column, and the key is the key', async () => {
	const id = create();
	await append(byId(id), [{ api_key: 'mine', id: 'yours', rows: 'theirs' }]);
	expect(appends()[0]!.body).toEqual({
		id,
		rows: [{ api_key: 'mine', id: 'yours', rows: 'theirs' }],
		api_key: KEY,
	});
});

describe('what is said stays short', () => {
	const long = 'n'.repeat(1_000_000);
	const all = (rows: object[], first: object = { a: 1 }) => ({
		items: rows,
		dataset: byId(filled(first)),
	});

	test.each([
		[
			'100,000 fields without a column',
			() => all([fields(100_000)]),
			/^Row 1 has fields without a column: c0, c1, .*, c99 and 99900 more$/,
		],
		[
			'200 long ones that are nearly columns',
			() => {
				const near = (n: number) => `${'x'.repeat(90)}${n + 1000}`;
				return all([fields(200, (n) => `${near(n)}s`)], fields(1000, near));
			},
			/^Row 1 has fields without a column: x{90}1000s, .* and 100 more$/,
		],
		['a long name', () => all([{ [long]: 1 }]), /^Row 1 has a field without a column: n{100}…$/],
		['NaN under a long name', () => all([{ [long]: NaN }]), /^Row 1 has NaN in 'n{100}…'$/],
		[
			'long text in a column of numbers',
			() => all([{ a: long }]),
			/^Row 1 has 'n{40}…' in 'a', where the dataset has numbers$/,
		],
		['text that is no JSON', () => ({ ...all([{}]), more: json(long) }), /^'Rows' is not JSON: /],
		[
			'a million wrong rows',
			() => ({ ...all([{}]), more: json(JSON.stringify(new Array(1_000_000).fill(1))) }),
			/^Row 1 is a number, and no object$/,
		],
		[
			'a long name of a dataset',
			() => ({ items: [{ a: 1 }], dataset: byName(long) }),
			/^Akkio has no dataset named 'n{100}…'$/,
		],
	] as Array<[string, () => { items: object[]; dataset: object; more?: IDataObject }, RegExp]>)(
		'%s',
		async (_what, set, message) => {
			const { items, dataset, more } = set();
			const { parameters } = settingUp(dataset);
			const { error } = await append(dataset, items, {
				parameters: { ...parameters, ...more } as typeof parameters,
			});
			expect(error!.message).toMatch(message);
			expect(error!.description).toMatch(/^No row was sent\./);
			expect(`${error!.message} ${error!.description}`.length).toBeLessThan(50_000);
			expect(appends()).toEqual([]);
		},
		180_000,
	);
});

test.each([
	['text', 'x', 'Row 1 is a string, and no object'],
	['an empty list', [], 'Item 1 has no rows'],
	['a list of lists', [[{ a: 1 }]], 'Row 1 is a list, and no object'],
])('an item that is %s is named, and nothing is sent', async (_what, item, message) => {
	const id = create();
	const { error } = await append(byId(id), [item as object]);
	expect(error!.message).toBe(message);
	expect(akkio().requests).toEqual([]);
});

test('without an item nothing is asked, nothing sent, nothing put out', async () => {
	const { error, outputs } = await append(byId(create()), []);
	expect(error).toBeUndefined();
	expect(outputs.flat()).toEqual([]);
	expect(akkio().requests).toEqual([]);
});
