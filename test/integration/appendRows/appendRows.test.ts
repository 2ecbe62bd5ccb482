import * as replies from '../../support/akkio/replies.mts';
import { byId, byName, KEY, people, useStandIn } from '../../support/engine/standIn';

const { akkio, append, appends, batches, create, rowsOf } = useStandIn();

test('2,500 items arrive in three requests, in order, with every value as it was', async () => {
	const id = create();
	const items = people(2500);
	const { outputs } = await append(byId(id), items);

	expect(batches()).toEqual([1000, 1000, 500]);
	expect(rowsOf(id)).toEqual(items);
	const last = { outcome: 'appended', datasetId: id, rowCount: 1, request: 3, row: items[2499] };
	expect(outputs[0]).toHaveLength(2500);
	expect(outputs[0]![2499]).toEqual({ json: last, pairedItem: { item: 2499 } });
});

test('id, rows and key travel in the body, and the address holds none of them', async () => {
	const id = create();
	await append(byId(id), people(1));
	const wanted = akkio().requests.filter(({ method }) => method === 'POST');
	expect(wanted).toMatchObject([
		{
			method: 'POST',
			path: '/v1/datasets',
			query: {},
			body: { id, rows: people(1), api_key: KEY },
		},
	]);
});

test("the user's row stays under its own key, whatever its columns are called", async () => {
	const id = create();
	const row = { error: 'E42', outcome: 'lost', json: 1, pairedItem: 2 };
	const { outputs } = await append(byId(id), [row]);
	expect(outputs[0]![0]!.json).toEqual({
		outcome: 'appended',
		datasetId: id,
		rowCount: 1,
		request: 1,
		row,
	});
});

test('an expression per item spreads the rows over datasets; each is looked up once', async () => {
	const [leads, zoo] = ['Leads', 'Zoo'].map(create);
	const items = ['Leads', 'Zoo', 'Leads'].map((to, n) => ({ to, n }));
	const { outputs } = await append(byName('={{ $json.to }}'), items);

	expect(rowsOf(leads!)).toEqual([items[0], items[2]]);
	expect(rowsOf(zoo!)).toEqual([items[1]]);
	expect(outputs[0]!.map(({ json }) => json.row)).toEqual(items);
	expect(outputs[0]!.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
	const listings = akkio().requests.filter(({ method, query }) => method === 'GET' && !query.id);
	expect(listings).toHaveLength(2);
	expect(batches()).toEqual([2, 1]);
});

test('one item without a dataset, and nothing is sent; the item is named', async () => {
	const id = create();
	const { error } = await append(byId('={{ $json.to }}'), [{ to: id }, { to: '' }]);
	expect(error).toMatchObject({ message: "'Dataset' is empty", context: { itemIndex: 1 } });
	expect(akkio().requests).toEqual([]);
});

test('an item without fields is refused before anything is sent', async () => {
	const id = create();
	const { error } = await append(byId(id), [{ a: 1 }, {}]);
	expect(error).toMatchObject({
		message: 'Row 2 has no fields',
		description: expect.stringMatching(/^No row was sent\./),
		context: { itemIndex: 1 },
	});
	expect(akkio().requests).toEqual([]);
});

test('when it stops, it says what became of every row', async () => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	akkio().faults.next({
		on: 'append',
		fault: { kind: 'answer', reply: replies.tooMany(61) },
	});
	const { error, outputs } = await append(byId(id), people(2500));

	expect(error).toMatchObject({
		message: 'Akkio got more requests than it takes',
		httpCode: '429',
		context: { itemIndex: 1000 },
	});
	expect(error!.description).toMatch(
		/^Rows 1–1000: appended\. Rows 1001–2000: not appended\. Rows 2001–2500: not sent\. Akkio allows five/,
	);
	expect(rowsOf(id)).toHaveLength(1000);
	expect(outputs).toEqual([]);
});

test('rows whose answer was lost are unknown, and they are there: nothing else was said', async () => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind: 'writeThenCut' } });
	const { error } = await append(byId(id), people(2));
	expect(error!.message).toBe('The connection to Akkio was cut before an answer came');
	expect(error!.description).toMatch(/^Rows 1–2: sent, but no answer came; may be in the dataset/);
	expect(error!.description).toContain(
		'The dataset had 0 rows before this run and has 2 rows now.',
	);
	expect(rowsOf(id)).toEqual(people(2));
	expect(appends()).toHaveLength(1);
});

test('going on, every failed item comes out once, paired, with its row and outcome', async () => {
	const id = create();
	akkio().faults.next({
		on: 'append',
		fault: { kind: 'answer', reply: replies.tooMany(61) },
	});
	const items: object[] = people(1500);
	items[1200] = {};
	const { outputs } = await append(byId(id), items, {
		settings: { onError: 'continueRegularOutput' },
	});

	expect(outputs[0]).toHaveLength(1500);
	expect(outputs[0]!.map(({ pairedItem }) => pairedItem)).toEqual(
		items.map((_, item) => ({ item })),
	);
	const details = {
		outcome: 'notAppended',
		datasetId: id,
		rowCount: 1,
		request: 1,
		row: items[999],
		description: expect.any(String),
	};
	expect(outputs[0]![999]!.json).toEqual({
		error: 'Akkio got more requests than it takes',
		details,
	});
	expect(outputs[0]![1200]!.json.error).toBe('Row 1201 has no fields');
	expect(outputs[0]![1499]!.json).toMatchObject({ outcome: 'appended', request: 2 });
	expect(rowsOf(id)).toEqual([...items.slice(1000, 1200), ...items.slice(1201)]);
});

test('the error output gets the failed items with their own fields, the main output the others', async () => {
	const items = [{ to: create() }, { to: 'nowhere' }];
	const { outputs } = await append(byId('={{ $json.to }}'), items, {
		settings: { onError: 'continueErrorOutput' },
	});
	const [appended, failed] = outputs;
	expect(appended!.map(({ json }) => json.row)).toEqual([items[0]]);
	expect(failed).toHaveLength(1);
	const { to, error, ...more } = failed![0]!.json;
	expect({ to, more }).toEqual({ to: 'nowhere', more: {} });
	// Anything else beside `error` would leave the item on the main output of n8n 1.
	expect(error).toMatchObject({
		message: "Not sent: Akkio has no dataset with the ID 'nowhere'",
		outcome: 'notAppended',
		row: items[1],
	});
});

test('a key that Akkio does not know ends the run: the rest is not sent', async () => {
	const id = create();
	const credential = { apiKey: 'another', baseUrl: akkio().baseUrl };
	const { outputs } = await append(byId(id), people(1001), {
		credential,
		settings: { onError: 'continueRegularOutput' },
	});
	expect(akkio().requests).toHaveLength(1);
	expect(outputs[0]![0]!.json.error).toBe('Not sent: Akkio does not know this API key');
	expect(outputs[0]![1000]!.json.error).toBe('Not sent: Akkio does not know this API key');
});

test('a 401 is one request, and a redirect is not followed', async () => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind: 'answer', reply: replies.unauthorized() } });
	const { error } = await append(byId(id), people(1));
	expect(error!.message).toBe('Akkio does not accept this API key');
	expect(appends()).toHaveLength(1);

	akkio().faults.next({
		on: 'append',
		fault: { kind: 'answer', reply: replies.redirect(307, akkio().baseUrl) },
	});
	const redirected = await append(byId(id), people(1));
	expect(redirected.error!.message).toMatch(/sends requests on to another address$/);
	expect(appends()).toHaveLength(2);
});

test('RoutingNode, which knows no custom operation, appends the same rows with the same report', async () => {
	const [one, other] = ['One', 'Other'].map(create);
	const items = [{ n: 1 }, {}, { n: 2, submittedAt: 'x', formMode: 'test' }];
	const settings = { onError: 'continueRegularOutput' } as const;
	const custom = await append(byId(one!), items, { settings });
	const routed = await append(byId(other!), items, { settings, type: 'akkioByRouting' });

	const told = ({ outputs }: typeof custom) =>
		outputs[0]!.map(({ json: { outcome, row, error }, pairedItem }) => [
			outcome,
			row,
			error,
			pairedItem,
		]);
	expect(told(routed)).toEqual(told(custom));
	expect(rowsOf(other!)).toEqual(rowsOf(one!));
	expect(rowsOf(one!)).toEqual([{ n: 1 }, { n: 2 }]);
});

test.each(['akkio', 'akkioByRouting'] as const)(
	'%s, when nobody listens, says so in words',
	async (type) => {
		await akkio().stop();
		const { error } = await append(byId('abc'), people(1), { type });
		expect(error!.message).toBe(`Akkio cannot be reached at ${new URL(akkio().baseUrl).host}`);
		expect(error!.description).toMatch(/^Row 1: not sent\./);
	},
);
