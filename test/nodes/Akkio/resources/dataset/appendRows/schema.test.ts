import { sleep } from 'n8n-workflow';

import * as replies from '../../../../../support/akkio/replies.mts';
import { byId, byName, people, useStandIn } from '../../../../../support/engine/standIn';

const { akkio, append, appends, batches, create, rowsOf, settingUp } = useStandIn();

const reads = () => akkio().requests.filter(({ method, query }) => method === 'GET' && query.id);
/** A dataset that has columns, and a row. */
function filled(...rows: object[]): string {
	const id = create();
	akkio().datasets.append(id, rows);
	return id;
}

describe('a dataset without columns', () => {
	test('gets those of all items, in the first request already, and a hint says so', async () => {
		const id = create();
		const { hints } = await append(
			byId(id),
			[{ b: 1 }, { a: 2 }],
			settingUp(byId(id), { rowsPerRequest: 1 }),
		);
		expect(appends()[0]!.body).toMatchObject({ rows: [{ b: 1, a: null }] });
		expect(
			akkio()
				.datasets.get(id)!
				.fields.map(({ name }) => name),
		).toEqual(['b', 'a']);
		expect(hints).toEqual([
			"2 rows in 2 requests to 'Leads'",
			"These rows have fixed the columns of 'Leads' for good: b, a",
		]);
	});

	test('gets one set of columns, whatever number of runs fill it first at the same time', async () => {
		const id = create();
		const runs = [{ a: 1 }, { b: 1 }, { a: 2 }, { c: 1, a: 3 }];
		const results = await Promise.all(runs.map(async (row) => await append(byId(id), [row])));
		const refused = results.filter(({ error }) => error);
		for (const { error } of refused) {
			expect(error!.message).toMatch(/^Row 1 has (a field|fields) without a column: /);
			expect(error!.description).toMatch(/^No row was sent\./);
		}
		expect(refused.length).toBeGreaterThan(0);
		expect(rowsOf(id)).toHaveLength(runs.length - refused.length);
		const columns = akkio()
			.datasets.get(id)!
			.fields.map(({ name }) => name);
		for (const row of rowsOf(id)) expect(Object.keys(row)).toEqual(columns);
	});

	test('is looked at again in its turn, where a run fills it whose first request got no answer', async () => {
		const id = create();
		akkio().faults.next({ on: 'append', fault: { kind: 'cut' } });
		const [{ outputs }, { error }] = await Promise.all([
			append(byId(id), [{ a: 1 }, { a: 2 }], {
				...settingUp(byId(id), { rowsPerRequest: 1 }),
				settings: { onError: 'continueRegularOutput' },
			}),
			append(byId(id), [{ b: 1 }]),
		]);
		expect(outputs[0]!.map(({ json }) => (json.details ? 'unknown' : json.outcome))).toEqual([
			'unknown',
			'appended',
		]);
		expect(error?.message).toBe('Row 1 has a field without a column: b');
		expect(rowsOf(id)).toEqual([{ a: 2 }]);
	});

	test('is looked at again in its turn, where a run that came before fills it: what fits is sent', async () => {
		const id = create();
		akkio().faults.next({ on: 'append', fault: { kind: 'slow', ms: 200 } });
		const first = append(byId(id), [{ a: 1 }]);
		while (appends().length === 0) await sleep(1);
		const goingOn = append(byId(id), [{ b: 1 }, { a: 2 }], {
			settings: { onError: 'continueRegularOutput' },
		});
		const stopping = append(byId(id), [{ a: 3 }, { b: 2 }]);
		const [, { outputs }, { error }] = await Promise.all([first, goingOn, stopping]);

		expect(rowsOf(id)).toEqual([{ a: 1 }, { a: 2 }]);
		expect(outputs[0]![0]!.json.error).toBe('Row 1 has a field without a column: b');
		expect(outputs[0]![1]!.json).toMatchObject({ outcome: 'appended', row: { a: 2 } });
		expect(error).toMatchObject({
			message: 'Row 2 has a field without a column: b',
			description: expect.stringMatching(/^No row was sent\./),
		});
	});
});

describe('a dataset with columns', () => {
	test('gets every row with all of them, null where a field is missing, in its own order', async () => {
		const id = filled({ a: 1, b: 2 });
		await append(byId(id), [{ b: 4, a: 3 }, { b: 5 }]);
		expect(JSON.stringify(appends().at(-1)!.body)).toContain(
			'"rows":[{"a":3,"b":4},{"a":null,"b":5}]',
		);
	});

	test('a field without a column: nothing is sent, and all of them are named', async () => {
		const id = filled({ Email: 'x', Seats: 1 });
		const { error } = await append(byId(id), [{ Email: 'y' }, { Emial: 'z' }, { utm: 1 }]);
		expect(error).toMatchObject({
			message: 'Row 2 has a field without a column: Emial',
			context: { itemIndex: 1 },
		});
		expect(error!.description).toMatch(
			/^No row was sent\. 1 more row cannot be sent either\. Without a column are: Emial, utm\. Is 'Emial' the column 'Email'\?/,
		);
		expect(appends()).toEqual([]);
	});

	test('Leave Out sends the rest, and a hint says which fields and how many', async () => {
		const id = filled({ a: 1 });
		const { hints } = await append(
			byId(id),
			[{ a: 2, notes: 'x', utm: 'y' }],
			settingUp(byId(id), { extraFields: 'leaveOut' }),
		);
		expect(rowsOf(id)).toEqual([{ a: 1 }, { a: 2 }]);
		expect(hints).toEqual(["1 row in 1 request to 'Leads'; 2 fields left out: notes, utm"]);
	});

	test('Send leaves it to Akkio, and a hint says so', async () => {
		const id = filled({ a: 1 });
		const { hints } = await append(
			byId(id),
			[{ a: 2, notes: 'x' }],
			settingUp(byId(id), { extraFields: 'send' }),
		);
		expect(appends().at(-1)!.body).toMatchObject({ rows: [{ a: 2, notes: 'x' }] });
		expect(hints).toEqual(["1 row in 1 request to 'Leads'; 1 field sent without a column: notes"]);
	});

	test('text in a number column is named before anything is sent', async () => {
		const id = filled({ n: 1 });
		const { error } = await append(byId(id), [{ n: '2' }, { n: 'two' }]);
		expect(error!.message).toBe("Row 2 has 'two' in 'n', where the dataset has numbers");
		expect(appends()).toEqual([]);
	});

	test('Fields to Leave Out are not sent, named with commas or as a list', async () => {
		const id = create();
		for (const leaveOut of ['b, c', ['b', 'c']]) {
			await append(byId(id), [{ a: 1, b: 2, c: 3 }], settingUp(byId(id), { leaveOut }));
		}
		expect(rowsOf(id)).toEqual([{ a: 1 }, { a: 1 }]);
	});
});

describe('what was read of a dataset', () => {
	test('is remembered: a single row costs one request, many rows one more', async () => {
		const id = filled({ n: 0, name: 'x' });
		await append(byId(id), people(1));
		await append(byId(id), people(1));
		expect(reads()).toHaveLength(1);
		await append(byId(id), people(2));
		expect(reads()).toHaveLength(2);
	});

	test('is not remembered as long as there are no columns', async () => {
		const id = create();
		akkio().faults.next({ on: 'append', fault: { kind: 'answer', reply: replies.failed('no') } });
		await append(byId(id), people(1));
		await append(byId(id), people(1));
		expect(reads().length).toBeGreaterThanOrEqual(2);
		expect(rowsOf(id)).toEqual(people(1));
	});

	test('is forgotten after a refusal', async () => {
		const id = filled({ n: 0, name: 'x' });
		await append(byId(id), people(1));
		const reply = replies.invalid({ loc: ['body'], msg: 'no', type: 'x' });
		akkio().faults.next({ on: 'append', fault: { kind: 'answer', reply } });
		await append(byId(id), people(1));
		const before = reads().length;
		await append(byId(id), people(1));
		expect(reads()).toHaveLength(before + 1);
	});

	test('belongs to the key it was read with', async () => {
		const id = filled({ n: 0, name: 'x' });
		await append(byId(id), people(1));
		const credential = { apiKey: 'another', baseUrl: akkio().baseUrl };
		const { error } = await append(byId(id), people(1), { credential });
		expect(error!.message).toBe('Akkio does not know this API key');
		expect(appends()).toHaveLength(1);
	});
});

test('a dataset that cannot be read gets nothing: its columns are not known', async () => {
	const id = create();
	akkio().faults.next({
		on: 'get',
		times: 5,
		fault: { kind: 'answer', reply: replies.serverFault() },
	});
	const { error } = await append(byId(id), people(2));
	expect(error!.description).toMatch(/^Rows 1–2: not sent\./);
	expect(appends()).toEqual([]);
});

test('a dataset that comes near its million rows is named in a hint', async () => {
	const id = filled();
	akkio().datasets.append(
		id,
		Array.from({ length: 949_999 }, (_, n) => ({ n })),
	);
	const { hints } = await append(byId(id), [{ n: 1 }, { n: 2 }]);
	expect(hints).toEqual([
		"2 rows in 1 request to 'Leads'",
		"With these rows 'Leads' comes to 950,001 rows; Akkio holds 1,000,000 without an add-on",
	]);
});

describe('Check Only', () => {
	const checking = (id: string, more: object = {}) =>
		settingUp(byId(id), { checkOnly: true, ...more });

	test('says what would happen, and sends nothing', async () => {
		const id = create();
		const { outputs, hints } = await append(
			byId(id),
			[{ a: 1 }, { b: 2 }],
			checking(id, { rowsPerRequest: 1 }),
		);
		expect(appends()).toEqual([]);
		expect(outputs[0]!.map(({ json }) => json)).toEqual([
			{
				outcome: 'notAppended',
				checkOnly: true,
				datasetId: id,
				rowCount: 1,
				row: { a: 1, b: null },
			},
			{
				outcome: 'notAppended',
				checkOnly: true,
				datasetId: id,
				rowCount: 1,
				row: { a: null, b: 2 },
			},
		]);
		expect(hints).toEqual([
			"Checked only, nothing was sent: 2 rows would go in 2 requests to 'Leads'",
			"These rows would fix the columns of 'Leads' for good: a, b",
		]);
	});

	test('stops at a row that cannot be sent, or counts it', async () => {
		const id = filled({ a: 1 });
		const { error } = await append(byId(id), [{ a: 1 }, { x: 2 }], checking(id));
		expect(error!.message).toBe('Row 2 has a field without a column: x');
		const { hints } = await append(byId(id), [{ a: 1 }, { x: 2 }], {
			...checking(id),
			settings: { onError: 'continueRegularOutput' },
		});
		expect(hints).toEqual([
			"Checked only, nothing was sent: 1 row would go in 1 request to 'Leads'; 1 row cannot be sent",
		]);
	});

	test('creates no dataset, and says that it is missing', async () => {
		const { outputs, hints } = await append(
			byName('New'),
			[{ a: 1 }],
			settingUp(byName('New'), { checkOnly: true, createIfMissing: true }),
		);
		expect(akkio().datasets.list()).toEqual([]);
		expect(outputs[0]![0]!.json).toMatchObject({ datasetId: null, row: { a: 1 } });
		expect(hints[0]).toBe(
			"Checked only, nothing was sent: 1 row would go in 1 request to 'New', which would be created",
		);
	});
});

describe('Create the Dataset if It Is Missing', () => {
	const creating = (name: string) => settingUp(byName(name), { createIfMissing: true });

	test('creates it once, for all items and all runs at the same time', async () => {
		await Promise.all(
			Array.from(
				{ length: 4 },
				async () => await append(byName('New'), people(3), creating('New')),
			),
		);
		const datasets = akkio().datasets.list();
		expect(datasets.map(({ name, rows }) => [name, rows.length])).toEqual([['New', 12]]);
	});

	test('creates each of several that an expression names', async () => {
		const items = ['A', 'B', 'A'].map((to, n) => ({ to, n }));
		await append(byName('={{ $json.to }}'), items, creating('={{ $json.to }}'));
		expect(
			akkio()
				.datasets.list()
				.map(({ name, rows }) => [name, rows.length]),
		).toEqual([
			['A', 2],
			['B', 1],
		]);
	});

	test('creates none for rows that cannot be sent', async () => {
		await append(byName('New'), [{ a: NaN }], creating('New'));
		await append(byName('New'), [{}], creating('New'));
		expect(akkio().datasets.list()).toEqual([]);
	});
});

test('several datasets are one line, and rows that were not appended are counted', async () => {
	const [one, other] = ['One', 'Other'].map(create);
	const items = [
		{ to: one, n: 1 },
		{ to: other, n: 2 },
		{ to: 'nowhere', n: 3 },
	];
	const { hints } = await append(byId('={{ $json.to }}'), items, {
		settings: { onError: 'continueRegularOutput' },
	});
	expect(hints[0]).toBe('2 rows in 2 requests to 3 datasets; 1 row not appended');
	expect(batches()).toEqual([1, 1]);
});
