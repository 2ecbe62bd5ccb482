import * as replies from '../../../../akkio/replies.mts';
import { startStandIn, type StandIn } from '../../../../akkio/server.mts';
import { run, type Run } from '../../../../engine/run';

const KEY = 'a key that must not leak';

let akkio: StandIn;
beforeEach(async () => (akkio = await startStandIn({ keys: [KEY] })));
afterEach(async () => await akkio.stop());

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const people = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ n, name: `Person ${n}` }));

async function append(dataset: object, items: object[], more: Partial<Run> = {}) {
	const credential = { apiKey: KEY, baseUrl: akkio.baseUrl };
	const parameters = { operation: 'appendRows', dataset } as never;
	const ran = await run({ credential, parameters, items: items as never, ...more });
	expect(ran.stored).not.toContain(KEY);
	return { ...ran, description: (ran.error as { description?: string } | undefined)?.description };
}

/** How many rows each append carried, in the order in which they came. */
const batches = () =>
	akkio.requests.map(({ body }) => (body as { rows?: unknown[] } | undefined)?.rows?.length);
const rowsOf = (id: string) => akkio.datasets.get(id)!.rows;

test('2,500 items arrive in three requests, in order, with every value as it was', async () => {
	const { id } = akkio.datasets.create('Leads');
	const items = people(2500);
	const { outputs } = await append(byId(id), items);

	expect(batches()).toEqual([1000, 1000, 500]);
	expect(rowsOf(id)).toEqual(items);
	const last = { outcome: 'appended', datasetId: id, rowCount: 1, request: 3, row: items[2499] };
	expect(outputs[0]).toHaveLength(2500);
	expect(outputs[0]![2499]).toEqual({ json: last, pairedItem: { item: 2499 } });
});

test('id, rows and key travel in the body, and the address holds none of them', async () => {
	const { id } = akkio.datasets.create('Leads');
	await append(byId(id), people(1));
	expect(akkio.requests).toMatchObject([
		{
			method: 'POST',
			path: '/v1/datasets',
			query: {},
			body: { id, rows: people(1), api_key: KEY },
		},
	]);
});

test("the user's row stays under its own key, whatever its columns are called", async () => {
	const { id } = akkio.datasets.create('Leads');
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
	const [leads, zoo] = ['Leads', 'Zoo'].map((name) => akkio.datasets.create(name));
	const items = ['Leads', 'Zoo', 'Leads'].map((to, n) => ({ to, n }));
	const { outputs } = await append(byName('={{ $json.to }}'), items);

	expect(rowsOf(leads!.id)).toEqual([items[0], items[2]]);
	expect(rowsOf(zoo!.id)).toEqual([items[1]]);
	expect(outputs[0]!.map(({ json }) => json.row)).toEqual(items);
	expect(outputs[0]!.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
	expect(akkio.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST', 'POST']);
});

test('one item without a dataset, and nothing is sent; the item is named', async () => {
	const { id } = akkio.datasets.create('Leads');
	const { error } = await append(byId('={{ $json.to }}'), [{ to: id }, { to: '' }]);
	expect(error).toMatchObject({ message: "'Dataset' is empty", context: { itemIndex: 1 } });
	expect(akkio.requests).toEqual([]);
});

test('an item without fields is refused before anything is sent', async () => {
	const { id } = akkio.datasets.create('Leads');
	const { error } = await append(byId(id), [{ a: 1 }, {}]);
	expect(error).toMatchObject({
		message: 'This item has no fields to make a row of',
		context: { itemIndex: 1 },
	});
	expect(akkio.requests).toEqual([]);
});

test('when it stops, it says what became of every row', async () => {
	const { id } = akkio.datasets.create('Leads');
	akkio.faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply: replies.tooMany() } });
	const { error, description, outputs } = await append(byId(id), people(2500));

	expect(error).toMatchObject({
		message: 'Akkio got more requests than it takes',
		httpCode: '429',
		context: { itemIndex: 1000 },
	});
	expect(description).toMatch(
		/^Rows 1–1000: appended\. Rows 1001–2000: not appended\. Rows 2001–2500: not sent\. Akkio allows five/,
	);
	expect(rowsOf(id)).toHaveLength(1000);
	expect(outputs).toEqual([]);
});

test('rows whose answer was lost are unknown, and they are there: nothing else was said', async () => {
	const { id } = akkio.datasets.create('Leads');
	akkio.faults.next({ on: 'append', fault: { kind: 'writeThenCut' } });
	const { error, description } = await append(byId(id), people(2));
	expect(error!.message).toBe('The connection to Akkio was cut before an answer came');
	expect(description).toMatch(/^Rows 1–2: sent, but no answer came: they may be in the dataset/);
	expect(rowsOf(id)).toEqual(people(2));
	expect(akkio.requests).toHaveLength(1);
});

test('going on, every failed item comes out once, paired, with its row and outcome', async () => {
	const { id } = akkio.datasets.create('Leads');
	akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply: replies.tooMany() } });
	const items: object[] = people(1500);
	items[1200] = {};
	const { outputs } = await append(byId(id), items, { onError: 'continueRegularOutput' });

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
	expect(outputs[0]![1200]!.json.error).toBe('This item has no fields to make a row of');
	expect(outputs[0]![1499]!.json).toMatchObject({ outcome: 'appended', request: 2 });
	expect(rowsOf(id)).toEqual([...items.slice(1000, 1200), ...items.slice(1201)]);
});

test('the error output gets the failed items with their own fields, the main output the others', async () => {
	const items = [{ to: akkio.datasets.create('Leads').id }, { to: 'nowhere' }];
	const { outputs } = await append(byId('={{ $json.to }}'), items, {
		onError: 'continueErrorOutput',
	});
	const [appended, failed] = outputs;
	expect(appended!.map(({ json }) => json.row)).toEqual([items[0]]);
	expect(failed).toHaveLength(1);
	expect(failed![0]!.json).toMatchObject({
		to: 'nowhere',
		error: "Akkio has no dataset 'nowhere'",
		details: { outcome: 'notAppended', row: items[1] },
	});
});

test('a key that Akkio does not know ends the run: the rest is not sent', async () => {
	const { id } = akkio.datasets.create('Leads');
	const credential = { apiKey: 'another', baseUrl: akkio.baseUrl };
	const { outputs } = await append(byId(id), people(1001), {
		credential,
		onError: 'continueRegularOutput',
	});
	expect(akkio.requests).toHaveLength(1);
	expect(outputs[0]![0]!.json.error).toBe('Akkio does not know this API key');
	expect(outputs[0]![1000]!.json.error).toBe('Not sent: Akkio does not know this API key');
});

test('a 401 is one request, and a redirect is not followed', async () => {
	const { id } = akkio.datasets.create('Leads');
	akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply: replies.unauthorized() } });
	const { error } = await append(byId(id), people(1));
	expect(error!.message).toBe('Akkio does not accept this API key');
	expect(akkio.requests).toHaveLength(1);

	akkio.faults.next({
		on: 'append',
		fault: { kind: 'answer', reply: replies.redirect(307, akkio.baseUrl) },
	});
	const redirected = await append(byId(id), people(1));
	expect(redirected.error!.message).toMatch(/sends requests on to another address$/);
	expect(akkio.requests).toHaveLength(2);
});

test('RoutingNode, which knows no custom operation, appends the same rows with the same report', async () => {
	const [one, other] = ['One', 'Other'].map((name) => akkio.datasets.create(name));
	const items = [{ n: 1 }, {}, { n: 2, submittedAt: 'x', formMode: 'test' }];
	const onError = 'continueRegularOutput';
	const custom = await append(byId(one!.id), items, { onError });
	const routed = await append(byId(other!.id), items, { onError, type: 'akkioByRouting' });

	const told = ({ outputs }: typeof custom) =>
		outputs[0]!.map(({ json: { outcome, row, error }, pairedItem }) => [
			outcome,
			row,
			error,
			pairedItem,
		]);
	expect(told(routed)).toEqual(told(custom));
	expect(rowsOf(other!.id)).toEqual(rowsOf(one!.id));
	expect(rowsOf(one!.id)).toEqual([{ n: 1 }, { n: 2 }]);
});

test.each(['akkio', 'akkioByRouting'] as const)(
	'%s, when nobody listens, says so in words',
	async (type) => {
		await akkio.stop();
		const { error, description } = await append(byId('abc'), people(1), { type });
		expect(error!.message).toBe(`Akkio cannot be reached at ${new URL(akkio.baseUrl).host}`);
		expect(description).toMatch(/^Row 1: not appended\./);
	},
);

test("an agent's own item never becomes a row", async () => {
	const { id } = akkio.datasets.create('Leads');
	const { error } = await append(byId(id), [{ action: 'x', chatInput: 'y' }], {
		type: 'akkioTool',
	});
	expect(error!.message).toBe('An AI agent cannot append rows yet');
	expect(akkio.requests).toEqual([]);
});
