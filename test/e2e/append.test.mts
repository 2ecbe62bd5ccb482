/** Append Rows: the ways from items to rows, and the output. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { executeNode, startFixture, type Fixture } from '../support/n8n/fixture.mts';
import { byId, type Row } from '../support/n8n/workflow.mts';

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

test('3,000 items become 3,000 rows, each once and in order, in three requests', async () => {
	const { akkio } = fixture;
	const id = createDataset();
	const items = Array.from({ length: 3000 }, (_, n) => ({ n, text: `row ${n}` }));
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
	assert.match(hints().join('\n'), /^3,000 rows in 3 requests to 'Rows'/);
	const requests = akkio.requests.slice(before);
	const appends = requests.filter(({ method, status }) => method === 'POST' && status === 200);
	assert.equal(appends.length, 3);
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

test('values that are mapped by hand arrive as they are', async () => {
	const value = { Zip: '={{ $json.zip }}', Age: '={{ $json.age }}', Note: '={{ $json.note }}' };
	const types = { Zip: 'number', Age: 'number', Note: 'string' };
	const schema = Object.entries(types).map(([id, type]) => ({
		...{ id, type, displayName: id, required: false, display: true },
	}));
	const columns = { mappingMode: 'defineBelow', value, matchingColumns: [], schema };
	const items = [
		{ zip: '007', age: 0, note: '' },
		{ zip: '', age: 1.5, note: false },
	];
	await assertRows({ Zip: '0', Age: 0, Note: 'x' }, { rowsFrom: 'columns', columns }, items, [
		{ Zip: '007', Age: 0, Note: '' },
		{ Zip: '', Age: 1.5, Note: false },
	]);
});

test('JSON: an object is a row, and a list is many', async () => {
	const parameters = { rowsFrom: 'json', rowsJson: '={{ $json.rows }}' };
	const items = [{ rows: { a: 1 } }, { rows: [{ a: 2 }, { a: 3 }] }];
	await assertRows({ a: 0 }, parameters, items, [{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test("a webhook's item is read from its body", async () => {
	const call = { headers: {}, params: {}, query: {}, webhookUrl: 'x', executionMode: 'test' };
	const items = [{ a: 1 }, [{ a: 2 }, { a: 3 }]].map((body) => ({ ...call, body }));
	await assertRows({ a: 0 }, {}, items, [{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test('a field that is no column stops the workflow, and nothing is sent', async () => {
	const id = createDataset({ a: 0 });
	const items = [{ a: 1, colour: 'red' }];
	const { status, error } = await executeNode(fixture, { parameters: into(id), items });
	assert.equal(status, 'error');
	assert.match(error, /colour/);
	assert.deepEqual(storedIn(id), [{ a: 0 }]);
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
