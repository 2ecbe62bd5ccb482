/** The examples in docs/examples, as a user imports them. datasets.test.mts and agents.test.mts have the others. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import * as replies from '../support/akkio/replies.mts';
import { FORM_DATASET, WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { execute } from '../support/n8n/executions.mts';
import { startFixture, storedRows, type Fixture } from '../support/n8n/fixture.mts';
import { CARS, postToWebhook, submitForm, VISITOR } from '../support/n8n/scenarios.mts';
import { IS_N8N_1 } from '../support/n8n/install.mts';
import { DataTables } from '../support/n8n/tables.mts';
import { until } from '../support/n8n/until.mts';
import type { Row } from '../support/n8n/workflow.mts';

let fixture: Fixture;
let tables: DataTables;
before(async () => {
	fixture = await startFixture();
	tables = await DataTables.of(fixture.n8n);
});
after(async () => await fixture?.stop());

const stored = (name: string) => storedRows(fixture, name);
const datasetNames = () => fixture.akkio.datasets.list().map(({ name }) => name);

/** Runs an example by one of its triggers; returns how it ended. */
const run = async (example: string, trigger: string) =>
	(await execute(fixture.n8n, fixture.examples[example]!, trigger)).status;

const skip = IS_N8N_1 && 'This n8n finds a data table by its ID only, and the example names it.';

test('what a visitor submits in a form becomes a row, without what n8n adds to it', async () => {
	const { n8n, examples } = fixture;
	const id = examples['form-to-dataset']!;
	const { nodes } = await n8n.get(`/workflows/${id}`);
	const form = nodes.find(({ type }: { type: string }) => /formTrigger$/.test(type));
	form.parameters.options.showHeaders = true;
	await n8n.patch(`/workflows/${id}`, { nodes });
	await n8n.publish(id);
	await submitForm(n8n, '?utm_source=newsletter');
	await until(() => stored(FORM_DATASET).length > 0);
	assert.deepEqual(stored(FORM_DATASET), [VISITOR]);
});

test('what a webhook receives becomes rows: one, then 406 in one request', async () => {
	const [report] = await postToWebhook(fixture.n8n, CARS.slice(0, 1));
	assert.equal(report!.outcome, 'appended');
	assert.deepEqual(stored(WEBHOOK_DATASET), CARS.slice(0, 1));

	const before = fixture.akkio.requests.length;
	const reports = await postToWebhook(fixture.n8n, CARS);
	assert.deepEqual(stored(WEBHOOK_DATASET), [...CARS.slice(0, 1), ...CARS]);
	assert.deepEqual(
		reports.map(({ outcome, rowCount, rows }) => [outcome, rowCount, rows]),
		[['appended', 406, CARS]],
	);
	const requests = fixture.akkio.requests.slice(before);
	assert.equal(
		requests.filter(({ method, status }) => method === 'POST' && status === 200).length,
		1,
	);
});

test('a webhook call with one object makes one row; what holds something else makes none', async () => {
	const before = stored(WEBHOOK_DATASET).length;
	await postToWebhook(fixture.n8n, CARS[1]);
	assert.deepEqual(stored(WEBHOOK_DATASET).slice(before), [CARS[1]]);
	for (const body of [[CARS[2], 'two', null, {}], [], {}, 'text']) {
		await postToWebhook(fixture.n8n, body).catch(() => []);
	}
	assert.equal(stored(WEBHOOK_DATASET).length, before + 1);
});

test(
	"every morning: yesterday's rows, and no others, into a dataset that is created if missing",
	{ skip },
	async () => {
		await tables.create('Leads', [
			{ Name: 'Ada', Seats: 5, Zip: '00501' },
			{ Name: 'Grace', Seats: 0, Zip: '' },
		]);
		const morning = async () => await run('schedule-to-dataset', 'Every morning');

		assert.equal(await morning(), 'success');
		assert.ok(!datasetNames().includes('Leads by day'), "today's rows are not yesterday's");

		await tables.age('Leads', 1);
		assert.equal(await morning(), 'success');
		assert.deepEqual(stored('Leads by day'), await tables.rows('Leads'));

		await tables.age('Leads', 1);
		assert.equal(await morning(), 'success');
		assert.equal(stored('Leads by day').length, 2);
		assert.equal(datasetNames().filter((name) => name === 'Leads by day').length, 1);
	},
);

test(
	'what fails waits in a data table, and is sent again if it is certainly not there',
	{ skip },
	async () => {
		const { n8n, akkio, examples } = fixture;
		const id = examples['failed-rows-wait']!;
		const workflow = await n8n.get(`/workflows/${id}`);
		const schedule = workflow.nodes.find(({ type }: { type: string }) => /schedule/.test(type));
		// The test runs it, and not the clock as well.
		schedule.parameters.rule.interval = [{ field: 'cronExpression', expression: '0 0 1 1 *' }];
		await n8n.patch(`/workflows/${id}`, { nodes: workflow.nodes });
		await n8n.publish(id);
		const orders = (...rows: Row[]) => postToWebhook(n8n, rows, 'akkio-orders');
		const waiting = async () => await tables.rows('Rows that wait');
		const append = (reply: replies.Reply) =>
			akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply } });
		const again = async () => await run('failed-rows-wait', 'Every quarter of an hour');

		await orders({ Item: 'Bolt', Pieces: 1 }, { Item: 'Nut', Pieces: 2 });
		await until(async () => (await waiting()).length === 2);
		akkio.datasets.create('Orders');
		assert.equal(await again(), 'success');
		assert.deepEqual(stored('Orders'), [
			{ Item: 'Bolt', Pieces: 1 },
			{ Item: 'Nut', Pieces: 2 },
		]);
		assert.deepEqual(await waiting(), []);

		append(replies.tooMany(61));
		await orders({ Item: 'Screw', Pieces: 3 }, { Item: 'Nail', Pieces: 4 });
		await until(async () => (await waiting()).length === 2);
		append(replies.serverFault());
		await orders({ Item: 'Washer', Pieces: 5 });
		await until(async () => (await waiting()).length === 3);
		assert.equal(stored('Orders').length, 2);
		const line = (row: Row, outcome: string, reason: string) => ({
			row: JSON.stringify(row),
			outcome,
			reason,
			tries: 0,
		});
		assert.deepEqual(await waiting(), [
			line({ Item: 'Screw', Pieces: 3 }, 'notAppended', "Akkio's rate limit was exceeded"),
			line({ Item: 'Nail', Pieces: 4 }, 'notAppended', "Akkio's rate limit was exceeded"),
			line(
				{ Item: 'Washer', Pieces: 5 },
				'unknown',
				'Akkio could not process the request (HTTP 500)',
			),
		]);

		append(replies.tooMany(61));
		assert.equal(await again(), 'success');
		assert.deepEqual(
			(await waiting()).map(({ outcome, tries }) => [outcome, tries]),
			[
				['notAppended', 1],
				['notAppended', 1],
				['unknown', 0],
			],
		);
		assert.equal(await again(), 'success');
		assert.deepEqual(stored('Orders').slice(2), [
			{ Item: 'Screw', Pieces: 3 },
			{ Item: 'Nail', Pieces: 4 },
		]);
		assert.deepEqual(await waiting(), [
			line(
				{ Item: 'Washer', Pieces: 5 },
				'unknown',
				'Akkio could not process the request (HTTP 500)',
			),
		]);
		assert.equal(await again(), 'success');
		assert.equal(stored('Orders').length, 4);
	},
);

test('old datasets of test runs are deleted, others are not, and more than ten stop the workflow', async () => {
	const { datasets } = fixture.akkio;
	const today = new Date().toISOString().slice(0, 10);
	const kept = [
		`Test run ${today}`,
		'Test run 2020-01-01 (keep)',
		'My Test run 2020-01-01',
		'Leads',
	];
	const old = ['Test run 2020-01-01', 'Test run 2021-12-31'];
	for (const name of [...kept, ...old]) datasets.create(name);
	const before = datasetNames();

	assert.equal(await run('clean-up-datasets', 'Start'), 'success');
	assert.deepEqual(
		datasetNames(),
		before.filter((name) => !old.includes(name)),
	);

	for (let day = 10; day < 21; day++) datasets.create(`Test run 2020-01-${day}`);
	const count = datasets.list().length;
	assert.equal(await run('clean-up-datasets', 'Start'), 'error');
	assert.equal(datasets.list().length, count);
});
