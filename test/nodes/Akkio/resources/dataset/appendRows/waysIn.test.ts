import { byId, useStandIn } from '../../../../../support/engine/standIn';
import type { Run } from '../../../../../support/engine/run';

const { akkio, append, appends, create, rowsOf, settingUp } = useStandIn();

/** The parameters of a run with another way in than Map Automatically. */
const by = (id: string, more: object, choices: object = {}): Partial<Run> => {
	const { parameters } = settingUp(byId(id), choices);
	return { parameters: { ...parameters, ...more } as Run['parameters'] };
};
const mapped = (value: object) => ({
	rowsFrom: 'columns',
	columns: { mappingMode: 'defineBelow', value },
});
const json = (rowsJson: unknown) => ({ rowsFrom: 'json', rowsJson });
const CALL = {
	headers: { host: 'localhost' },
	params: {},
	query: {},
	webhookUrl: 'http://localhost/webhook/rows',
	executionMode: 'production',
};

describe('Map Automatically', () => {
	test("a webhook's list is many rows of one item, and comes out as one item", async () => {
		const id = create();
		const body = [{ a: 1 }, { a: 2, b: 'x' }];
		const { outputs } = await append(byId(id), [{ ...CALL, body }]);
		const rows = [
			{ a: 1, b: null },
			{ a: 2, b: 'x' },
		];
		expect(rowsOf(id)).toEqual(rows);
		expect(outputs[0]).toEqual([
			{
				json: { outcome: 'appended', datasetId: id, rowCount: 2, request: 1, rows },
				pairedItem: { item: 0 },
			},
		]);
	});

	test("a webhook's object is one row, and comes out with it", async () => {
		const id = create();
		const { outputs } = await append(byId(id), [{ ...CALL, body: { a: 1 } }]);
		expect(rowsOf(id)).toEqual([{ a: 1 }]);
		expect(outputs[0]![0]!.json).toMatchObject({ rowCount: 1, row: { a: 1 } });
	});

	test("an item's rows over several requests name them all", async () => {
		const id = create();
		const body = [{ a: 1 }, { a: 2 }, { a: 3 }];
		const more = by(id, {}, { rowsPerRequest: 2 });
		const { outputs } = await append(byId(id), [{ ...CALL, body }], more);
		expect(outputs[0]![0]!.json).toMatchObject({ rowCount: 3, request: [1, 2] });
	});

	test('what comes out of Append Rows goes into another as it was', async () => {
		const [one, other] = ['One', 'Other'].map(create);
		const items = [{ ...CALL, body: [{ a: 1 }, { a: 2 }] }, { a: 3 }];
		const { outputs } = await append(byId(one!), items);
		await append(
			byId(other!),
			outputs[0]!.map((item) => item.json),
		);
		expect(rowsOf(other!)).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
	});

	test('Read Items as They Are makes columns of what n8n adds', async () => {
		const id = create();
		const items = [{ Name: 'Ada', submittedAt: '2026-11-24', formMode: 'test' }];
		await append(byId(id), items, by(id, {}, { readAsIs: true }));
		expect(rowsOf(id)).toEqual(items);
	});
});

describe('Map Each Column Manually', () => {
	test("the mapper's values arrive without n8n's conversions", async () => {
		const id = create();
		const value = {
			text: '={{ $json.zip }}',
			empty: '={{ $json.empty }}',
			nothing: null,
			fixed: 'x',
			missing: '={{ $json.missing }}',
		};
		const more = by(id, {
			rowsFrom: 'columns',
			columns: {
				mappingMode: 'defineBelow',
				value,
				schema: Object.keys(value).map((name) => ({
					id: name,
					displayName: name,
					type: name === 'fixed' ? 'string' : 'number',
				})),
			},
		});
		await append(byId(id), [{ zip: '00501', empty: '' }], more);
		const { missing, ...rest } = rowsOf(id)[0]!;
		expect(rest).toEqual({ text: '00501', empty: '', nothing: null, fixed: 'x' });
		expect(missing).toBeUndefined();
	});

	test('an item of which nothing is mapped is named', async () => {
		const id = create();
		const more = by(id, mapped({ a: '={{ $json.a }}', b: null }));
		const { error } = await append(byId(id), [{ a: 1 }, { x: 1 }], more);
		expect(error).toMatchObject({
			message: "'Values to Send' has no value for this item",
			context: { itemIndex: 1 },
		});
		expect(akkio().requests).toEqual([]);
	});

	test('an expression that fails costs its item only, going on', async () => {
		const id = create();
		const more = by(id, mapped({ a: '={{ $json.a.toUpperCase() }}' }));
		const { outputs } = await append(byId(id), [{ a: 'x' }, { a: 7 }, { a: 'y' }], {
			...more,
			settings: { onError: 'continueRegularOutput' },
		});
		expect(rowsOf(id)).toEqual([{ a: 'X' }, { a: 'Y' }]);
		expect(outputs[0]!.map((item) => 'error' in item.json)).toEqual([false, true, false]);
	});
});

describe('JSON', () => {
	test.each([
		['typed text, an object', '{ "a": 1 }', [{ a: 1 }]],
		['typed text, a list', '[{ "a": 1 }, { "a": "00501" }]', [{ a: 1 }, { a: '00501' }]],
		["an expression's list", '={{ $json.rows }}', [{ a: 7 }, { a: 8 }]],
		["an expression's text", '={{ JSON.stringify($json.rows) }}', [{ a: 7 }, { a: 8 }]],
		['text around an expression', '=[{ "a": {{ $json.rows[0].a }} }]', [{ a: 7 }]],
	])('%s makes rows', async (_what, text, rows) => {
		const id = create();
		await append(byId(id), [{ rows: [{ a: 7 }, { a: 8 }] }], by(id, json(text)));
		expect(rowsOf(id)).toEqual(rows);
	});

	test.each([
		['', "'Rows' is empty"],
		['={{ $json.nothing }}', "'Rows' is empty"],
		['[]', 'Item 1 has no rows'],
		['[[1]]', 'Row 1 is a list, and no object'],
		['7', 'Row 1 is a number, and no object'],
		['{ a: 1 }', /^'Rows' is not JSON: /],
		['[{ "id": 12345678901234567890 }]', /^'Rows' holds a number too long to be exact/],
	])('%j is refused before anything is sent', async (text, message) => {
		const id = create();
		const { error } = await append(byId(id), [{}], by(id, json(text)));
		if (typeof message === 'string') expect(error!.message).toBe(message);
		else expect(error!.message).toMatch(message);
		expect(error!.description).toMatch(/^No row was sent\. ./);
		expect(akkio().requests).toEqual([]);
	});

	test('a bad row is named by its place in its item; the good ones go on where the user does', async () => {
		const id = create();
		const items = [{ rows: [{ a: 1 }] }, { rows: [{ a: 2 }, {}, { a: 3 }] }];
		const more = by(id, json('={{ $json.rows }}'));
		const { error } = await append(byId(id), items, more);
		expect(error).toMatchObject({
			message: 'Row 2 of item 2 has no fields',
			context: { itemIndex: 1 },
		});
		expect(appends()).toEqual([]);

		const settings = { onError: 'continueErrorOutput' as const };
		const { outputs } = await append(byId(id), items, { ...more, settings });
		expect(rowsOf(id)).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
		expect(outputs.map((one) => one.length)).toEqual([1, 1]);
		expect(outputs[1]![0]!.json).toMatchObject({
			error: {
				message: 'Row 2 of item 2 has no fields',
				outcome: 'notAppended',
				rowCount: 3,
				rows: [
					{ outcome: 'appended', request: 1, row: { a: 2 } },
					{ outcome: 'notAppended', reason: 'Row 2 of item 2 has no fields', row: {} },
					{ outcome: 'appended', request: 1, row: { a: 3 } },
				],
			},
		});
	});
});

test('a file without fields says what to do with it', async () => {
	const id = create();
	const { error } = await append(byId(id), [{}], {
		binary: { data: { data: '', mimeType: 'text/csv' } },
	});
	expect(error!.message).toBe('Row 1 has a file and no fields');
	expect(error!.description).toMatch(/Extract From File\.$/);
});

describe('as the tool of an agent', () => {
	const OWN = { action: 'call', chatInput: 'hi', sessionId: 's', toolCallId: 't' };

	test.each(['akkioTool', 'akkioByRoutingTool'] as const)(
		'%s: what the model gave arrives, as JSON or by column, and nothing of the agent’s own',
		async (type) => {
			const id = create();
			const rows = [{ action: 'buy', n: 1 }];
			for (const way of [json(rows), json(JSON.stringify(rows)), mapped({ action: 'buy', n: 1 })]) {
				const { error } = await append(byId(id), [OWN], { ...by(id, way), type });
				expect(error).toBeUndefined();
			}
			expect(rowsOf(id)).toEqual([...rows, ...rows, ...rows]);
		},
	);

	test.each(['akkioTool', 'akkioByRoutingTool'] as const)(
		'%s: Map Automatically says what to choose instead',
		async (type) => {
			const id = create();
			const { error } = await append(byId(id), [OWN], { type });
			expect(error!.message).toBe('As an agent’s tool this node cannot map columns automatically');
			expect(error!.description).toMatch(/choose JSON and let the model fill in 'Rows'/);
			expect(akkio().requests).toEqual([]);
		},
	);
});
