/** Append Rows: the ways from items to rows, and the output. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
	createDataset,
	publishWebhook,
	startFixture,
	succeed,
	type Fixture,
} from '../support/n8n/fixture.mts';
import { postToWebhook } from '../support/n8n/scenarios.mts';
import { akkioNode, byId, mapByHand, webhookNode, type Row } from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));
after(async () => await fixture?.stop());

test('12,000 items become 12,000 rows, each once and in order, in two requests', async () => {
	const { id, parameters, stored } = createDataset(fixture);
	const items = Array.from({ length: 12_000 }, (_, n) => ({ n, text: `row ${n}` }));
	const { outputs, hints } = await succeed(fixture, { parameters, items });
	assert.deepEqual(stored(), items);
	const report = { outcome: 'appended', dataset: 'Rows', datasetId: id, rowCount: 1 };
	const reports = items.map((row, n) => ({ ...report, row, request: n < 10_000 ? 1 : 2 }));
	assert.deepEqual(outputs(), [reports]);
	assert.deepEqual(hints().slice(0, 1), ["Appended 12,000 rows to 'Rows' in 2 requests"]);
});

test('an expression chooses the dataset for each item', async () => {
	const datasets = [createDataset(fixture), createDataset(fixture)];
	const items = [0, 1, 0].map((of, n) => ({ to: datasets[of]!.id, n }));
	const parameters = { operation: 'appendRows', dataset: byId('={{ $json.to }}') };
	await succeed(fixture, { parameters, items });
	for (const { id, stored } of datasets) {
		assert.deepEqual(
			stored(),
			items.filter(({ to }) => to === id),
		);
	}
});

/** Appends the items to a dataset with the columns of this row: these rows are there, and reported. */
async function assertRows(columns: Row, mapping: object, items: Row[], rows: Row[]) {
	const { parameters, stored } = createDataset(fixture, columns);
	const { outputs } = await succeed(fixture, { parameters: { ...parameters, ...mapping }, items });
	assert.deepEqual(stored(), rows);
	const reported = outputs()[0]!.flatMap(({ row, rows }) => rows ?? [row]);
	assert.deepEqual(reported, rows);
}

test('values that are mapped by hand arrive as they are, in numeric columns too', async () => {
	const value = { Zip: '={{ $json.zip }}', Age: '={{ $json.age }}', Note: '={{ $json.note }}' };
	const items = [
		{ zip: '007', age: 0, note: '' },
		{ zip: '', age: 1.5, note: false },
	];
	await assertRows({ Zip: '0', Age: 0, Note: 'x', Other: 1 }, mapByHand(value, 'number'), items, [
		{ Zip: '007', Age: 0, Note: '', Other: null },
		{ Zip: '', Age: 1.5, Note: false, Other: null },
	]);
});

test('JSON: an object is a row, and an array is many', async () => {
	const mapping = { dataMode: 'json', jsonRows: '={{ $json.rows }}' };
	const items = [{ rows: { a: 1 } }, { rows: [{ a: 2 }, { a: 3 }] }];
	await assertRows({ a: 0 }, mapping, items, [{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test("what a webhook's caller sends cannot leave the quotes of 'Rows'", async () => {
	const { parameters, stored } = createDataset(fixture);
	const jsonRows = '=[{"name": "{{ $json.body.name }}", "path": "{{ $json.body.path }}"}]';
	const mapping = { ...parameters, dataMode: 'json', jsonRows };
	const path = 'akkio-quotes';
	await publishWebhook(fixture, webhookNode(path), akkioNode(fixture.credentialId, mapping));
	const body = { name: 'Eve"}, {"name": "Mallory', path: 'C:\\temp\\new "1"' };
	await postToWebhook(fixture.n8n, body, path);
	assert.deepEqual(stored(), [body]);
});

test('the error output has each failed item once, with its own fields, and no other', async () => {
	const { id } = createDataset(fixture);
	const items = [id, 'nowhere', id].map((to, n) => ({ to, n }));
	const { outputs } = await succeed(fixture, {
		parameters: { operation: 'appendRows', dataset: byId('={{ $json.to }}') },
		...{ items, node: { onError: 'continueErrorOutput' } },
	});
	const [appended, failed] = outputs() as any[][];
	const rows = appended!.map(({ row }) => row);
	assert.deepEqual(rows, [items[0], items[2]]);
	assert.equal(failed!.length, 1);
	const { to, n, error: report } = failed![0];
	assert.deepEqual({ to, n }, items[1]);
	assert.equal(report.outcome, 'notAppended');
	assert.match(report.message, /Akkio has no dataset with the ID 'nowhere'/);
});
