/** Append Rows: the ways from items to rows, and the output. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startStandIn } from '../support/akkio/server.mts';
import {
	executeNode,
	KEY,
	publishWebhook,
	startFixture,
	type Fixture,
} from '../support/n8n/fixture.mts';
import { postToWebhook } from '../support/n8n/scenarios.mts';
import { akkioNode, byId, mapByHand, webhookNode, type Row } from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));
after(async () => await fixture?.stop());

/** A new dataset. With a row in it, it has columns. */
function createDataset(...rows: Row[]): string {
	const { id } = fixture.akkio.datasets.create('Rows');
	if (rows.length > 0) fixture.akkio.datasets.append(id, rows);
	return id;
}
const storedIn = (id: string) => fixture.akkio.datasets.get(id)!.rows;
const into = (id: string) => ({ operation: 'appendRows', dataset: byId(id) });

test('12,000 items become 12,000 rows, each once and in order, in two requests', async () => {
	const { akkio } = fixture;
	const id = createDataset();
	const items = Array.from({ length: 12_000 }, (_, n) => ({ n, text: `row ${n}` }));
	const before = akkio.requests.length;
	const { status, error, outputs, hints } = await executeNode(fixture, {
		parameters: into(id),
		items,
	});
	assert.equal(status, 'success', error);
	assert.deepEqual(storedIn(id), items);
	const reports = outputs()[0]!.map(({ outcome, row }) => ({ outcome, row }));
	assert.deepEqual(
		reports,
		items.map((row) => ({ outcome: 'appended', row })),
	);
	assert.match(hints().join('\n'), /^Appended 12,000 rows to 'Rows' in 2 requests$/m);
	const requests = akkio.requests.slice(before);
	const appends = requests.filter(({ method, status }) => method === 'POST' && status === 200);
	assert.equal(appends.length, 2);
});

test('an expression chooses the dataset for each item', async () => {
	const ids = [createDataset(), createDataset()];
	const items = [0, 1, 0].map((of, n) => ({ to: ids[of]!, n }));
	const parameters = into('={{ $json.to }}');
	const { status, error } = await executeNode(fixture, { parameters, items });
	assert.equal(status, 'success', error);
	for (const id of ids) {
		assert.deepEqual(
			storedIn(id),
			items.filter(({ to }) => to === id),
		);
	}
});

/** Appends the items to a dataset with the columns of this row, and finds these rows behind it. */
async function assertRows(columns: Row, parameters: object, items: Row[], rows: Row[]) {
	const id = createDataset(columns);
	const given = { parameters: { ...into(id), ...parameters }, items };
	const { status, error } = await executeNode(fixture, given);
	assert.equal(status, 'success', error);
	assert.deepEqual(storedIn(id).slice(1), rows);
}

test('values that are mapped by hand arrive as they are, in numeric columns too', async () => {
	const value = { Zip: '={{ $json.zip }}', Age: '={{ $json.age }}', Note: '={{ $json.note }}' };
	const items = [
		{ zip: '007', age: 0, note: '' },
		{ zip: '', age: 1.5, note: false },
	];
	await assertRows({ Zip: '0', Age: 0, Note: 'x' }, mapByHand(value, 'number'), items, [
		{ Zip: '007', Age: 0, Note: '' },
		{ Zip: '', Age: 1.5, Note: false },
	]);
});

test('JSON: an object is a row, and a list is many', async () => {
	const parameters = { dataMode: 'json', jsonRows: '={{ $json.rows }}' };
	const items = [{ rows: { a: 1 } }, { rows: [{ a: 2 }, { a: 3 }] }];
	await assertRows({ a: 0 }, parameters, items, [{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test("what a webhook's caller sends cannot leave the quotes of 'Rows'", async () => {
	const id = createDataset();
	const jsonRows = '=[{"name": "{{ $json.body.name }}", "path": "{{ $json.body.path }}"}]';
	const parameters = { ...into(id), dataMode: 'json', jsonRows };
	const node = akkioNode(fixture.credentialId, parameters);
	await publishWebhook(fixture, webhookNode('akkio-quotes'), node);
	const body = { name: 'Eve"}, {"name": "Mallory', path: 'C:\\temp\\new "1"' };
	await postToWebhook(fixture.n8n, body, 'akkio-quotes');
	assert.deepEqual(storedIn(id), [body]);
});

test('flattened, null and an empty object are null in each column of the object', async () => {
	const id = createDataset();
	const items = [{ ship: { name: 'A', city: 'B' } }, { ship: null }, { ship: {} }];
	const parameters = { ...into(id), options: { nestedValues: 'flatten' } };
	for (const some of [items, items.slice(1)]) {
		const { status, error } = await executeNode(fixture, { parameters, items: some });
		assert.equal(status, 'success', error);
	}
	const empty = { 'ship.name': null, 'ship.city': null };
	const rows = [{ 'ship.name': 'A', 'ship.city': 'B' }, empty, empty, empty, empty];
	assert.deepEqual(storedIn(id), rows);
});

test('while Akkio still parses the first append, a misspelled field is refused', async (t) => {
	const akkio = await startStandIn({ keys: [KEY], parsingDelay: 3_600_000 });
	t.after(async () => await akkio.stop());
	const data = { apiKey: KEY, baseUrl: akkio.baseUrl };
	const credentialId = await fixture.n8n.saveCredential('For an Akkio that parses', data);
	const { id } = akkio.datasets.create('Parsed for an hour');
	const append = async (item: Row) =>
		await executeNode(fixture, { credentialId, parameters: into(id), items: [item] });
	assert.equal((await append({ email: 'ada@example.com' })).status, 'success');
	const { status, error } = await append({ emial: 'grace@example.com' });
	assert.equal(status, 'error');
	assert.match(error, /^Row 1 has a field that is not a column: emial.*Did you mean 'email'/);
	assert.equal((await append({ email: 'alan@example.com' })).status, 'success');
	const rows = [{ email: 'ada@example.com' }, { email: 'alan@example.com' }];
	assert.deepEqual(akkio.datasets.get(id)!.rows, rows);
});

test('the error output has each failed item once, with its own fields, and no other', async () => {
	const id = createDataset();
	const items = [id, 'nowhere', id].map((to, n) => ({ to, n }));
	const { status, error, outputs } = await executeNode(fixture, {
		...{ parameters: into('={{ $json.to }}'), items },
		node: { onError: 'continueErrorOutput' },
	});
	assert.equal(status, 'success', error);
	const [appended, failed] = outputs() as any[][];
	assert.deepEqual(
		appended!.map(({ row }) => row),
		[items[0], items[2]],
	);
	assert.equal(failed!.length, 1);
	const { to, n, error: report } = failed![0];
	assert.deepEqual({ to, n }, items[1]);
	assert.equal(report.outcome, 'notAppended');
	assert.match(report.message, /Akkio has no dataset with the ID 'nowhere'/);
});
