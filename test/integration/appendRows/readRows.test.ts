/** What items hold arrives as rows, by the custom operation and by RoutingNode. */
import type { Run } from '../../support/engine/run';
import { byId, useStandIn } from '../../support/engine/standIn';

const { akkio, append, appends, create, rowsOf, settingUp } = useStandIn();
const WAYS = ['akkio', 'akkioByRouting'] as const;
const TOOLS = ['akkioTool', 'akkioByRoutingTool'] as const;

/** The parameters of a run with another Mapping Mode. */
const by = (id: string, more: object, choices: object = {}): Partial<Run> => {
	const { parameters } = settingUp(byId(id), choices);
	return { parameters: { ...parameters, ...more } as Run['parameters'] };
};
const columns = (value: object) => ({
	dataMode: 'defineBelow',
	columns: { mappingMode: 'defineBelow', value },
});
const json = (jsonRows: unknown) => ({ dataMode: 'json', jsonRows });
const CALL = {
	headers: { host: 'n8n.example', authorization: 'Bearer secret-of-Ada' },
	params: {},
	query: {},
	webhookUrl: 'https://n8n.example/webhook/rows',
	executionMode: 'production',
};

test.each(WAYS)('%s: what n8n adds to an item becomes no column', async (type) => {
	const id = create();
	const form = { submittedAt: '2026-11-24T10:00:00.000+00:00', formMode: 'production' };
	const items = [
		{ ...CALL, jwtPayload: { sub: 1 }, body: { a: 1 }, source: 'web' },
		{ ...CALL, body: [{ a: 2 }, { a: 3 }] },
		{ ...CALL, body: {}, query: { a: '4' } },
		{ ...CALL, body: '{"a":5}' },
		{ a: 6, ...form, formQueryParameters: { utm: 'x' }, headers: CALL.headers, user: { id: 1 } },
	];
	for (const item of items) await append(byId(id), [item], { type });
	const rows = [1, 2, 3, '4', 5, 6].map((a) => ({ a, source: a === 1 ? 'web' : null }));
	expect(rowsOf(id)).toEqual(rows);
});

test("a webhook's list is many rows of one item, and comes out as one", async () => {
	const id = create();
	const body = [{ a: 1 }, { a: 2, b: 'x' }];
	const { outputs } = await append(byId(id), [{ ...CALL, body }]);
	expect(rowsOf(id)).toEqual([{ a: 1, b: null }, body[1]]);
	expect(outputs[0]).toMatchObject([
		{ json: { outcome: 'appended', rowCount: 2, request: 1, rows: body }, pairedItem: { item: 0 } },
	]);
});

test.each<[string, object, Run['settings']]>([
	['of a dry run', { dryRun: true }, {}],
	['of Continue', {}, { onError: 'continueRegularOutput' }],
	['of the error output', {}, { onError: 'continueErrorOutput' }],
])('a report %s goes into another Append Rows as its rows', async (_what, choices, settings) => {
	const [one, other] = [create('One'), create('Other')];
	akkio().datasets.append(one, [{ n: 0, name: '' }]);
	const items = [
		{ n: 'bad', name: 'Ada' },
		{ ...CALL, body: [{ n: 1, name: 'Bob' }, { n: 'bad' }] },
		{ ...CALL, body: { n: 3 } },
	];
	const { outputs } = await append(byId(one), items, { ...by(one, {}, choices), settings });
	const failed = settings?.onError === 'continueErrorOutput' ? outputs[1]! : outputs[0]!;
	expect(failed.length).toBeGreaterThanOrEqual(2);
	await append(
		byId(other),
		outputs.flat().map((item) => item.json),
	);
	const names = rowsOf(other).map(({ n, name }) => [n, name]);
	expect(names.sort()).toEqual(
		[
			['bad', 'Ada'],
			[1, 'Bob'],
			['bad', null],
			[3, null],
		].sort(),
	);
	expect(Object.keys(rowsOf(other)[0]!)).toHaveLength(2);
});

test.each(WAYS)('%s: a value in quotes cannot leave them', async (type) => {
	const id = create();
	const name = 'Eve"}, {"name": "C:\\temp\\';
	const template = '=[{ "name": "{{ $json.name }}" }]';
	await append(byId(id), [{ name }], { ...by(id, json(template)), type });
	expect(rowsOf(id)).toEqual([{ name }]);
});

test('the same rows of all items are sent once, with Execute Once', async () => {
	const id = create();
	const items = [{ a: 1 }, { a: 2 }, { a: 3 }];
	const more = by(id, json('={{ $input.all().map(i => i.json) }}'));
	const { error } = await append(byId(id), items, more);
	expect(error!.message).toBe("'Rows' gives the same 3 rows for every item");
	expect(rowsOf(id)).toEqual([]);
	await append(byId(id), items, { ...more, settings: { executeOnce: true } });
	expect(rowsOf(id)).toEqual(items);
});

test("the mapper's values arrive without n8n's conversions; what is missing is null", async () => {
	const id = create();
	const value = {
		zip: '={{ $json.zip }}',
		empty: '={{ $json.empty }}',
		none: null,
		no: '={{ $json.no }}',
	};
	const schema = Object.keys(value).map((name) => ({
		id: name,
		displayName: name,
		type: 'number',
	}));
	const way = { dataMode: 'defineBelow', columns: { mappingMode: 'defineBelow', value, schema } };
	await append(byId(id), [{ zip: '00501', empty: '' }], by(id, way));
	expect({ no: null, ...rowsOf(id)[0] }).toEqual({ zip: '00501', empty: '', none: null, no: null });
});

test('a file without fields says what to do with it', async () => {
	const binary = { data: { data: '', mimeType: 'text/csv' } };
	const { error } = await append(byId(create()), [{}], { binary });
	expect(error!.message).toBe('Row 1 has a file and no fields');
	expect(error!.description).toMatch(/Add the Extract From File node before this node\.$/);
});

describe("as an agent's tool", () => {
	const OWN = { action: 'call', chatInput: 'hi', sessionId: 's', toolCallId: 't' };

	test.each(TOOLS)(
		"%s: what the model gave arrives, and nothing of the agent's own",
		async (type) => {
			const id = create();
			const rows = [{ action: 'buy', n: 1 }];
			const ways = [json(rows), json(JSON.stringify(rows)), columns({ action: 'buy', n: 1 })];
			for (const way of ways) {
				const { error } = await append(byId(id), [OWN], { ...by(id, way), type });
				expect(error).toBeUndefined();
			}
			expect(rowsOf(id)).toEqual([...rows, ...rows, ...rows]);
		},
	);

	test.each(TOOLS)('%s: Map Automatically says what to choose instead', async (type) => {
		const { error } = await append(byId(create()), [OWN], { type });
		expect(error).toMatchObject({
			message: 'As a tool of an AI agent this node cannot map fields automatically',
			description: expect.stringMatching(/Choose JSON in 'Mapping Mode'/),
		});
		expect(appends()).toEqual([]);
	});
});

test('a Mapping Mode that there is not says which there are', async () => {
	const { error } = await append(byId('abc'), [{ a: 1 }], by('abc', { dataMode: 'csv' }));
	expect(error!.message).toMatch(/^'Mapping Mode' has to be .*JSON/);
	expect(akkio().requests).toEqual([]);
});
