/** A dataset's columns: set once, kept by every later row, and known while Akkio still parses. */
import { clock } from '../../../nodes/Akkio/shared/clock';
import * as replies from '../../support/akkio/replies.mts';
import { retry, run } from '../../support/engine/run';
import * as engine from '../../support/engine/standIn';
import { answering, byId, byName, CONTINUE, people, WAYS } from '../../support/engine/standIn';

const options = { parsingDelay: 0, now: () => clock.now() };
const { akkio, appends, asked, create, fail, filled, namesAndRows, rowsOf, send, settingUp } =
	engine.useStandIn(options);

const columnsOf = (id: string) =>
	akkio()
		.datasets.get(id)!
		.fields.map(({ name }) => name);
const notColumn = (row: number, name: string) =>
	`Row ${row} has a field that is not a column: ${name}`;

describe('a dataset without columns', () => {
	test('gets those of all items, with the first request, and hints say what cannot be undone', async () => {
		const id = create();
		const items = [{ b: 1 }, { ' a\u00A0b ': 'x' }, { b: 'two' }];
		const { hints } = await send(byId(id), items, { batchSize: 1 });
		expect(appends()[0]!.body).toMatchObject({ rows: [{ b: 1, 'a b': null }] });
		expect(columnsOf(id)).toEqual(['b', 'a b']);
		expect(hints).toEqual([
			"Appended 3 rows to 'Leads' in 3 requests",
			"These rows set the columns of 'Leads' permanently: b, a b",
			'Numbers in some rows and text in others: b. Akkio chooses one type for a column, so check these values.',
		]);
	});

	describe('to which another process appends first', () => {
		/** Just after this one has looked. */
		function createContested(): string {
			const { datasets } = akkio();
			const id = create();
			const describe = datasets.describe.bind(datasets);
			datasets.describe = (one) => {
				const shown = describe(one);
				datasets.describe = describe;
				datasets.append(id, [{ a: 0 }]);
				return shown;
			};
			return id;
		}
		const MISSING = /Akkio does not show these columns, .*: b\b/m;
		const warned = { outcome: 'appended', warning: expect.stringMatching(MISSING) as string };
		const ITEMS = [1, 2].map((n) => ({ a: n, b: n }));

		test.each(WAYS)('%s: results and hint name what is missing', async (type) => {
			const { jsons, hints } = await send(byId(createContested()), [ITEMS[0]!], {}, { type });
			expect(jsons).toMatchObject([warned]);
			if (type === 'akkio') expect(hints.join('\n')).toMatch(MISSING);
		});

		test('a run that fails later names it in its error, and its retry again', async () => {
			const id = createContested();
			fail([engine.FINE, answering(replies.serverFault())]);
			const ran = await send(byId(id), ITEMS, { batchSize: 1 });
			expect(ran.error!.description).toMatch(MISSING);
			const { outputs } = await retry(ran, { ...settingUp(byId(id)), ...CONTINUE });
			expect(appends()).toHaveLength(2);
			expect(outputs).toMatchObject([[{ json: warned }, { json: { outcome: 'unknown' } }]]);
		});

		test('a run that stops at an invalid row of the next dataset names it, too', async () => {
			const [id, next] = [createContested(), create()];
			fail({ kind: 'slow', ms: 300 });
			const items = [id, next].map((to) => ({ to, a: 1, b: 1 }));
			const running = send(byId('={{ $json.to }}'), items, { ignoreFields: 'to' });
			await asked(1);
			await send(byId(next), [{ a: 0 }]);
			const { error } = await running;
			expect(error!.message).toBe(notColumn(2, 'b'));
			expect(error!.description).toMatch(MISSING);
		});
	});
});

describe('a dataset with columns', () => {
	test('with a field that is not a column gets nothing, and the error names all of them', async () => {
		const id = filled({ Email: 'x', Seats: 1 });
		const { error } = await send(byId(id), [{ Email: 'y' }, { Emial: 'z' }, { utm: 1 }]);
		expect(error).toMatchObject({ message: notColumn(2, 'Emial') });
		expect(error!.description).toMatch(
			/^No row was sent\. Also cannot be sent: Row 3\. Not columns: Emial, utm\. Did you mean 'Email' instead of 'Emial'\?/,
		);
		expect(appends()).toEqual([]);
	});

	// prettier-ignore
	test.each<[object, object, string]>([
		[{ extraFields: 'ignore', ignoreFields: [''] }, { a: 2 }, '2 fields ignored: notes, utm'],
		[{ extraFields: 'send', ignoreFields: [''] }, { a: 2, notes: 'x', utm: 'y' }, '2 fields sent anyway: notes, utm'],
		[{ ignoreFields: 'notes,,tag, utm,' }, { a: 2 }, "No item has the field in 'Ignore Fields': tag"],
		[{ ignoreFields: ['notes', 'utm', '', 'tag'] }, { a: 2 }, "No item has the field in 'Ignore Fields': tag"],
	])('with %j gets %j, and a hint', async (choices, row, hint) => {
		const id = filled({ a: 1 });
		const { hints } = await send(byId(id), [{ a: 2, notes: 'x', utm: 'y', '': 'z' }], choices);
		expect(appends().at(-1)!.body).toMatchObject({ rows: [row] });
		expect(hints).toEqual(["Appended 1 row to 'Leads'", hint]);
	});

	test('that comes near its million rows is named in a hint', async () => {
		const fields = [{ name: 'n', type: 'integer' }];
		akkio().datasets.describe = () => ({ name: 'Leads', fields, rows: 949_999 });
		const { hints } = await send(byId(create()), [{ n: 1 }, { n: 2 }]);
		expect(hints).toEqual([
			"Appended 2 rows to 'Leads'",
			"With these rows 'Leads' has 950,001 rows. Akkio holds 1,000,000 without an add-on.",
		]);
	});

	const invalid = replies.invalid({ loc: ['body'], msg: 'no', type: 'x' });
	// To say how many rows Akkio counts, an unknown outcome is looked into.
	test.each([
		['a rejection', answering(invalid), 1, 1],
		['a rate limit', answering(replies.tooMany(3600)), 1, 0],
		['a row that is too large', answering(replies.tooLarge()), 1, 0],
		['a lost answer', engine.CUT, 2, 0],
	])(
		'is read again after what may have changed it, and with another key: %s',
		async (_what, fault, before, after) => {
			const reads = () =>
				akkio().requests.filter(({ method, query }) => method === 'GET' && query.id).length;
			const id = filled({ n: 0, name: 'x' });
			await send(byId(id), people(1));
			fail(fault);
			await send(byId(id), people(1));
			expect(reads()).toBe(before);
			await send(byId(id), people(1));
			expect(reads()).toBe(before + after);
			const credential = { apiKey: 'another', baseUrl: akkio().baseUrl };
			await send(byId(id), people(1), {}, { credential });
			expect(reads()).toBe(before + after + 1);
		},
	);
});

describe('while Akkio parses', () => {
	beforeAll(() => (options.parsingDelay = 60_000));
	afterAll(() => (options.parsingDelay = 0));

	test('columns that this process sent stay known: a misspelt field does not get through', async () => {
		const id = create();
		const { hints } = await send(byId(id), [{ Name: 'Ada' }]);
		expect(hints.join('\n')).toMatch(/Akkio does not show these columns, .*: Name$/m);
		expect((await send(byId(id), [{ Nmae: 'Bob' }])).error!.message).toBe(notColumn(1, 'Nmae'));
		const third = await send(byId(id), [{ Name: 'Cy' }]);
		expect(third.error).toBeUndefined();
		expect(third.hints.join('\n')).toMatch(/Akkio does not show these columns, .*: Name$/m);
		expect(rowsOf(id)).toEqual([{ Name: 'Ada' }, { Name: 'Cy' }]);
	});

	test('they stay known when a later request of the same run fails', async () => {
		const id = create();
		fail([engine.FINE, engine.CUT]);
		const names = ['Ada', 'Bob'].map((Name) => ({ Name }));
		expect((await send(byId(id), names, { batchSize: 1 })).error).toBeDefined();
		expect((await send(byId(id), [{ Nmae: 'Cy' }])).error!.message).toBe(notColumn(1, 'Nmae'));
	});
});

describe('Dry Run', () => {
	test('lists every row, also those that would fail, with the reason, and sends nothing', async () => {
		const id = filled({ a: 1, b: 'x' });
		const items = [{ a: 1 }, { x: 2 }, {}, { a: NaN }, { a: 'x' }, { a: 2, to: 'Nowhere' }];
		const dataset = byName("={{ $json.to ?? 'Leads' }}");
		const { jsons, hints } = await send(dataset, items, { dryRun: true, ignoreFields: 'to' });
		expect(jsons[0]).toEqual({
			...{ outcome: 'wouldAppend', row: { a: 1, b: null }, dataset: 'Leads', datasetId: id },
			...{ rowCount: 1, request: null },
		});
		expect(jsons.slice(1).map(({ outcome, error }) => [outcome, error])).toEqual([
			['wouldFail', notColumn(2, 'x')],
			['wouldFail', 'Row 3 has no fields'],
			['wouldFail', "Row 4 has NaN in 'a'"],
			['wouldFail', "Row 5 has 'x' in 'a', but the column is numeric"],
			['wouldFail', "Akkio has no dataset named 'Nowhere'"],
		]);
		expect(jsons[1]!.description).toMatch(/Rename the field/);
		expect(hints).toEqual([
			"Dry run, nothing was sent: 1 row would be appended in 1 request to 'Leads'; 5 rows would fail",
			'1 column left empty: b',
		]);
		expect(appends()).toEqual([]);
	});

	test('on an empty dataset names new columns that look alike, and how often typed rows would be appended', async () => {
		const jsonRows =
			'[{"Email": "a", "First Name": 1}, {"Emial": "b", "first_name": 2, "Q1": 1, "Q2": 2}]';
		const setUp = settingUp(byId(create()), { dryRun: true }, { dataMode: 'json', jsonRows });
		const { hints } = await run({ ...setUp, items: [{}, {}, {}] });
		expect(hints).toEqual([
			expect.stringMatching(/6 rows would be appended in 1 request/),
			"2 rows × 3 incoming items. To append them once, turn on 'Execute Once' in the node's settings",
			expect.stringMatching(/^These rows would set the columns/),
			"These names look alike, so check that they are different columns: 'Email' and 'Emial', 'First Name' and 'first_name'",
		]);
	});

	test('of a key that is not known says so for each row; a summary counts', async () => {
		const credential = { apiKey: 'another', baseUrl: akkio().baseUrl };
		const choices = { dryRun: true, output: 'summary' };
		const { jsons } = await send(byId('abc'), people(2), choices, { credential });
		const failed = { outcome: 'wouldFail', error: 'Akkio does not recognize this API key' };
		const counts = { rowCount: 2, wouldAppend: 0, wouldFail: 2, requests: 0 };
		expect(jsons).toMatchObject([counts, failed, failed]);
	});

	test('creates no dataset, and says that it would', async () => {
		const choices = { dryRun: true, createIfNotFound: true };
		const { jsons, hints } = await send(byName('New'), [{ a: 1 }], choices);
		expect(namesAndRows()).toEqual([]);
		expect(jsons[0]).toMatchObject({ dataset: 'New', datasetId: null, row: { a: 1 } });
		expect(hints[0]).toMatch(/appended in 1 request to 'New', which would be created$/);
		expect(hints[1]).toBe("These rows would set the columns of 'New' permanently: a");
	});
});

test('By Name a dataset is created once, for all items and runs at the same time, and none for rows that cannot be sent', async () => {
	const choices = { createIfNotFound: true };
	for (const item of [{ a: NaN }, {}]) await send(byName('New'), [item], choices);
	const items = ['A', 'B', ' A', 'a\u0300', 'à', 'A\u200B'].map((to, n) => ({ to, n }));
	const run = async () => await send(byName('={{ $json.to }}'), items, choices);
	for (const { outcomes } of await Promise.all([run(), run()])) {
		expect(outcomes).toEqual(Array(6).fill('appended'));
	}
	expect(namesAndRows().map(([, count]) => count)).toEqual([6, 2, 4]);
});

describe('options by expression', () => {
	test.each<[string, unknown, string]>([
		['dryRun', '', "'Dry Run' has to be true or false"],
		['createIfNotFound', 0, "'Create Dataset If Not Found' has to be true or false"],
		['rawItems', 'no', "'Use Raw Items' has to be true or false"],
		['extraFields', 'leaveOut', "'Handling Extra Fields' has to be error"],
		['nestedValues', 'yes', "'Nested Values' has to be error"],
		['onUnknownOutcome', true, "'On Unknown Outcome' has to be report"],
		['output', 'none', "'Output' has to be items"],
		['batchSize', 10_001, "'Batch Size' has to be a number from 1 to 10,000"],
	])('%s given as %j is refused by its label', async (name, value, message) => {
		const { error } = await send(byId('abc'), [{ value }], { [name]: '={{ $json.value }}' });
		expect(error!.message.slice(0, message.length)).toBe(message);
		expect(akkio().requests).toEqual([]);
	});
});
