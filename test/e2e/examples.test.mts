/** The examples in docs/examples, as a user imports them. datasets.test.mts and agents.test.mts have the others. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import * as replies from '../support/akkio/replies.mts';
import { heldOutPenguins, penguins, trainingPenguins } from '../support/akkio/penguins.mts';
import { FORM_DATASET, WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { runExample, startFixture, storedRows, type Fixture } from '../support/n8n/fixture.mts';
import {
	CARS,
	FORM,
	postToWebhook,
	submitForm,
	submitPenguin,
	VISITOR,
} from '../support/n8n/scenarios.mts';
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

const run = async (example: string, trigger: string) => await runExample(fixture, example, trigger);

const skip = IS_N8N_1 && 'This n8n finds a data table by its ID only, and the example names it.';

test('what a visitor submits in a form becomes a row, without what n8n adds to it', async () => {
	const { n8n, examples } = fixture;
	const id = examples['form-to-dataset']!;
	const { nodes } = await n8n.get(`/workflows/${id}`);
	const form = nodes.find(({ type }: { type: string }) => /formTrigger$/.test(type));
	form.parameters.options.showHeaders = true;
	await n8n.patch(`/workflows/${id}`, { nodes });
	await n8n.publish(id);
	await submitForm(n8n, `${FORM}?utm_source=newsletter`);
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

		await morning();
		assert.ok(!datasetNames().includes('Leads by day'), "today's rows are not yesterday's");

		await tables.age('Leads', 1);
		await morning();
		assert.deepEqual(stored('Leads by day'), await tables.rows('Leads'));

		await tables.age('Leads', 1);
		await morning();
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

		const rows = ['Bolt', 'Nut', 'Screw', 'Nail', 'Washer'].map((Item, Pieces) => ({
			Item,
			Pieces,
		}));
		const line = (row: Row | undefined, outcome: string, reason: string, tries = 0) => ({
			...{ row: JSON.stringify(row), outcome, reason, tries },
		});
		const limited = ['notAppended', "Akkio's rate limit was exceeded"] as const;
		const failed = ['unknown', 'Akkio could not process the request (HTTP 500)'] as const;

		await orders(...rows.slice(0, 2));
		await until(async () => (await waiting()).length === 2);
		akkio.datasets.create('Orders');
		await again();
		assert.deepEqual([stored('Orders'), await waiting()], [rows.slice(0, 2), []]);

		append(replies.tooMany(61));
		await orders(...rows.slice(2, 4));
		await until(async () => (await waiting()).length === 2);
		append(replies.serverFault());
		await orders(rows[4]!);
		await until(async () => (await waiting()).length === 3);
		const lines = rows.slice(2, 4).map((row) => line(row, ...limited));
		assert.deepEqual(await waiting(), [...lines, line(rows[4], ...failed)]);

		append(replies.tooMany(61));
		await again();
		const once = rows.slice(2, 4).map((row) => line(row, ...limited, 1));
		assert.deepEqual(await waiting(), [...once, line(rows[4], ...failed)]);
		for (let round = 0; round < 2; round++) {
			await again();
			assert.deepEqual(stored('Orders'), rows.slice(0, 4));
			assert.deepEqual(await waiting(), [line(rows[4], ...failed)]);
		}
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

	await run('clean-up-datasets', 'Start');
	assert.deepEqual(
		datasetNames(),
		before.filter((name) => !old.includes(name)),
	);

	for (let day = 10; day < 21; day++) datasets.create(`Test run 2020-01-${day}`);
	const count = datasets.list().length;
	await assert.rejects(run('clean-up-datasets', 'Start'), /more than ten/);
	assert.equal(datasets.list().length, count);
});

test('a model learns from 300 penguins, and tells the species of 44 others, each its own', async (t) => {
	const { akkio } = fixture;
	const items = await run('train-and-check', 'Start');
	assert.deepEqual(stored('Penguins'), trainingPenguins);
	assert.deepEqual(
		items('Append Rows').map(({ outcome, row }) => [outcome, row]),
		trainingPenguins.map((row) => ['appended', row]),
	);
	const model = akkio.models.get(String(items('Train')[0]!.modelId))!;
	assert.equal(model.predicted, 44);
	const sent = akkio.requests.flatMap(({ body }) => (body as { data?: Row[] })?.data ?? []);
	assert.ok(sent.length === 44 && sent.every((row) => !('Species' in row)));

	const pairs = items('Predict').map(({ prediction, ...row }) => [row, prediction as Row] as const);
	assert.deepEqual(
		pairs.map(([row]) => row),
		heldOutPenguins,
	);
	for (const [row, { target, value, probability, probabilities }] of pairs) {
		assert.deepEqual({ [String(target)]: probabilities }, model.estimate(row));
		assert.equal((probabilities as Row)[String(value)], probability);
	}
	const right = pairs.filter(([row, { value }]) => row.Species === value).length;
	const accuracy = Math.round((1000 * right) / 44) / 10;
	assert.deepEqual(items('Compare with the truth'), [{ predicted: 44, right, accuracy }]);
	t.diagnostic(`${right} of 44 penguins told right: ${accuracy} %`);
	assert.ok(accuracy >= 95);
});

/** The model of the test before. */
const penguinModel = () => fixture.akkio.models.list().find(({ api }) => api)!;

test('what a form submits is predicted, and goes the way of its probability', async () => {
	const { estimate } = penguinModel();
	const isSure = (row: Row) => Math.max(...Object.values(estimate(row).Species!)) >= 0.8;
	const complete = penguins.filter((row) => Object.values(row).every((value) => value !== null));
	for (const [row, branch, other] of [
		[complete.find(isSure)!, 'Answer at once', 'Ask a person'],
		[complete.find((row) => !isSure(row))!, 'Ask a person', 'Answer at once'],
	] as const) {
		const { outputs } = await submitPenguin(fixture.n8n, row);
		const [predicted] = outputs('Predict')[0] as Array<{ prediction: Row }>;
		const { Species, ...measures } = row;
		const { prediction, ...input } = predicted!;
		assert.deepEqual(input, measures);
		assert.deepEqual({ Species: prediction.probabilities }, estimate(row));
		assert.ok(String(outputs(branch)[0]![0]!.message).includes(String(prediction.value)));
		assert.deepEqual(outputs(other).flat(), []);
	}
});

test('every morning: new rows are predicted, and kept with the prediction as columns', async () => {
	const morning = async () => await run('schedule-to-prediction', 'Every morning');
	for (const count of [3, 6]) {
		await morning();
		assert.equal(stored('Predicted penguins').length, count);
	}
	const { estimate } = penguinModel();
	for (const row of stored('Predicted penguins')) {
		const classes = Object.entries(estimate(row).Species!) as Array<[string, number]>;
		const [value, probability] = classes.sort(([, a], [, b]) => b - a)[0]!;
		assert.deepEqual(row, {
			...Object.fromEntries(Object.entries(row).filter(([name]) => !/^prediction/.test(name))),
			...{ 'prediction.target': 'Species', 'prediction.value': value },
			'prediction.probability': probability,
			...Object.fromEntries(classes.map(([name, p]) => [`prediction.probabilities.${name}`, p])),
		});
	}
});
