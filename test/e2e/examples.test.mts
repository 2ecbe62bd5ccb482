/** The examples in docs/examples, as a user imports them; agents.test.mts has those for agents. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, test } from 'node:test';

import * as replies from '../support/akkio/replies.mts';
import { heldOutPenguins, penguins, trainingPenguins } from '../support/akkio/penguins.mts';
import { FORM_DATASET, WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { runExample, startFixture, storedRows, type Fixture } from '../support/n8n/fixture.mts';
import { IS_N8N_1 } from '../support/n8n/install.mts';
import {
	CARS,
	FORM,
	postToWebhook,
	submitForm,
	submitPenguin,
	VISITOR,
} from '../support/n8n/triggers.mts';
import { until } from '../support/n8n/until.mts';
import type { Row } from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));

const stored = (name: string) => storedRows(fixture, name);
const datasetNames = () => fixture.akkio.datasets.list().map(({ name }) => name);
const run = async (example: string, trigger?: string) =>
	await runExample(fixture, example, trigger);

/** Publishes an example with other parameters of its trigger. */
async function publishChanged(example: string, type: RegExp, change: (parameters: any) => void) {
	const { n8n, examples } = fixture;
	const id = examples[example]!;
	const { nodes } = await n8n.get(`/workflows/${id}`);
	change(nodes.find((node: { type: string }) => type.test(node.type)).parameters);
	await n8n.patch(`/workflows/${id}`, { nodes });
	await n8n.publish(id);
}

test('every operation: the example fills a dataset, trains on it, predicts, and deletes it all', async () => {
	const { akkio } = fixture;
	const before = datasetNames();
	const items = await run('every-operation');
	const { id, name } = items('Create a dataset')[0]!;
	const cars = items('One item a car');
	assert.deepEqual(
		items('Append the rows').map(({ outcome, datasetId, row }) => [outcome, datasetId, row]),
		cars.map((row) => ['appended', id, row]),
	);
	const [dataset] = items('Get the dataset');
	assert.deepEqual([dataset!.id, dataset!.rows], [id, 100]);
	assert.ok(items('List all datasets').some((one) => one.name === name));

	const [training] = items('Get its status');
	assert.equal(training!.taskId, items('Start a training')[0]!.taskId);
	const models = items('List its models').map((model) => model.id);
	const trained = [training!.modelId, items('Train a model')[0]!.modelId];
	assert.deepEqual(models.toSorted(), trained.toSorted());
	assert.deepEqual(
		items('Predict three cars').map(({ prediction }: any) => prediction.value),
		['Japan', 'Europe', 'USA'],
	);
	const deleted = (id: unknown) => ({ deleted: true, id });
	assert.deepEqual(items('Delete the models'), models.map(deleted));
	assert.deepEqual(items('Delete the dataset'), [deleted(id)]);
	assert.deepEqual([akkio.models.list(), datasetNames()], [[], before]);
});

test('what a visitor submits in a form becomes a row, without what n8n adds to it', async () => {
	await publishChanged('form-to-dataset', /formTrigger$/, ({ options }) => {
		options.showHeaders = true;
	});
	await submitForm(fixture.n8n, `${FORM}?utm_source=newsletter`);
	await until(() => stored(FORM_DATASET).length > 0);
	assert.deepEqual(stored(FORM_DATASET), [VISITOR]);
});

test('what a webhook receives becomes rows: one object, or 406 in one request; nothing else does', async () => {
	const { n8n, akkio } = fixture;
	const [car] = CARS;
	const [report] = await postToWebhook(n8n, car);
	assert.equal(report!.outcome, 'appended');

	const before = akkio.requests.length;
	const reports = await postToWebhook(n8n, CARS);
	assert.deepEqual(
		reports.map(({ outcome, rowCount, rows }) => [outcome, rowCount, rows]),
		[['appended', 406, CARS]],
	);
	const appends = akkio.requests.slice(before).filter(({ method }) => method === 'POST');
	assert.equal(appends.filter(({ status }) => status === 200).length, 1);

	for (const body of [[car, 'two', null, {}], [], {}, 'text']) {
		await postToWebhook(n8n, body).catch(() => []);
	}
	assert.deepEqual(stored(WEBHOOK_DATASET), [car, ...CARS]);
});

const skip = IS_N8N_1 && 'It finds a data table by its ID only, and the example names it.';

/** n8n's own data tables, over the API of its editor. */
async function findTable(name: string): Promise<{ path: string; id: string | undefined }> {
	const path = `/projects/${(await fixture.n8n.get('/projects/personal')).id}/data-tables`;
	const { data } = await fixture.n8n.get(path);
	return { path, id: data.find((table: Row) => table.name === name)?.id };
}

/** The rows, oldest first, without n8n's own columns; none if there is no such table. */
async function tableRows(name: string): Promise<Row[]> {
	const { path, id } = await findTable(name);
	if (!id) return [];
	const { data } = await fixture.n8n.get(`${path}/${id}/rows?sortBy=id:asc`);
	return data.map(({ id: _id, createdAt: _c, updatedAt: _u, ...row }: Row) => row);
}

test(
	"every morning: yesterday's rows, and no others, into a dataset that is created if missing",
	{
		skip,
	},
	async () => {
		const rows = [
			{ Name: 'Ada', Seats: 5, Zip: '00501' },
			{ Name: 'Grace', Seats: 0, Zip: '' },
		];
		const { path } = await findTable('Leads');
		const columns = Object.entries(rows[0]!).map(([name, value]) => ({ name, type: typeof value }));
		const { id } = await fixture.n8n.post(path, { name: 'Leads', columns });
		await fixture.n8n.post(`${path}/${id}/insert`, { data: rows, returnType: 'all' });
		/** Makes the rows look a day older, which n8n's API cannot. */
		const passDay = () => {
			const file = join(fixture.n8n.folder, '.n8n', 'database.sqlite');
			const database = new DatabaseSync(file, { timeout: 60_000 });
			database.exec(
				`UPDATE "data_table_user_${id}" SET createdAt = datetime(createdAt, '-1 days')`,
			);
			database.close();
		};
		const morning = async () => await run('schedule-to-dataset', 'Every morning');

		await morning();
		assert.ok(!datasetNames().includes('Leads by day'), "today's rows are not yesterday's");
		for (let day = 0; day < 2; day++) {
			passDay();
			await morning();
			assert.deepEqual(stored('Leads by day'), rows);
		}
	},
);

test(
	'what fails waits in a data table, and is sent again if it is certainly not there',
	{
		skip,
	},
	async () => {
		const { n8n, akkio } = fixture;
		await publishChanged('failed-rows-wait', /schedule/, ({ rule }) => {
			// The test runs it, and not the clock as well.
			rule.interval = [{ field: 'cronExpression', expression: '0 0 1 1 *' }];
		});
		const waiting = async () => await tableRows('Rows that wait');
		const order = async (...rows: Row[]) => {
			const before = (await waiting()).length;
			await postToWebhook(n8n, rows, 'akkio-orders');
			await until(async () => (await waiting()).length === before + rows.length);
		};
		const again = async () => await run('failed-rows-wait', 'Every quarter of an hour');
		const failNext = (reply: replies.Reply) =>
			akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply } });
		const rows = ['Bolt', 'Nut', 'Screw', 'Nail', 'Washer'].map((Item, Pieces) => ({
			Item,
			Pieces,
		}));
		const limited = (tries: number) =>
			rows.slice(2, 4).map((row) => ({
				...{ row: JSON.stringify(row), outcome: 'notAppended', tries },
				reason: "Akkio's rate limit was exceeded",
			}));
		const unknown = {
			...{ row: JSON.stringify(rows[4]), outcome: 'unknown', tries: 0 },
			reason: 'Akkio could not process the request (HTTP 500)',
		};

		await order(...rows.slice(0, 2));
		akkio.datasets.create('Orders');
		await again();
		assert.deepEqual([stored('Orders'), await waiting()], [rows.slice(0, 2), []]);

		failNext(replies.tooMany(61));
		await order(...rows.slice(2, 4));
		failNext(replies.serverFault());
		await order(rows[4]!);
		assert.deepEqual(await waiting(), [...limited(0), unknown]);

		failNext(replies.tooMany(61));
		await again();
		assert.deepEqual(await waiting(), [...limited(1), unknown]);
		for (let round = 0; round < 2; round++) {
			await again();
			assert.deepEqual([stored('Orders'), await waiting()], [rows.slice(0, 4), [unknown]]);
		}
	},
);

test('old datasets of test runs are deleted, others are not, and more than ten stop the workflow', async () => {
	const { datasets } = fixture.akkio;
	const today = `Test run ${new Date().toISOString().slice(0, 10)}`;
	for (const name of [today, 'Test run 2020-01-01 (keep)', 'My Test run 2020-01-01']) {
		datasets.create(name);
	}
	const kept = datasetNames();
	for (const name of ['Test run 2020-01-01', 'Test run 2021-12-31']) datasets.create(name);
	await run('clean-up-datasets');
	assert.deepEqual(datasetNames(), kept);

	for (let day = 10; day < 21; day++) datasets.create(`Test run 2020-01-${day}`);
	await assert.rejects(run('clean-up-datasets'), /more than ten/);
	assert.equal(datasetNames().length, kept.length + 11);
});

test('a model learns from 300 penguins, and tells the species of 44 others, each its own', async (t) => {
	const { akkio } = fixture;
	const before = akkio.requests.length;
	const items = await run('train-and-check');
	assert.deepEqual(stored('Penguins'), trainingPenguins);
	const model = akkio.models.get(String(items('Train')[0]!.modelId))!;
	const requests = akkio.requests.slice(before);
	const sent = requests.flatMap(({ body }) => (body as { data?: Row[] })?.data ?? []);
	assert.ok(sent.length === 44 && sent.every((row) => !('Species' in row)));

	const predicted = items('Predict') as Array<Row & { prediction: Row }>;
	assert.deepEqual(
		predicted.map(({ prediction, ...row }) => [row, { Species: prediction.probabilities }]),
		heldOutPenguins.map((row) => [row, model.estimate(row)]),
	);
	const right = predicted.filter((row) => row.Species === row.prediction.value).length;
	const accuracy = Math.round((1000 * right) / 44) / 10;
	assert.deepEqual(items('Compare with the truth'), [{ predicted: 44, right, accuracy }]);
	t.diagnostic(`${right} of 44 penguins told right: ${accuracy} %`);
	assert.ok(accuracy >= 95);
});

/** By the model of the test before. */
const estimate = (row: Row) => {
	const [model] = fixture.akkio.models.list().filter(({ api }) => api);
	return model!.estimate(row).Species as Record<string, number>;
};

test('what a form submits is predicted, and goes the way of its probability', async () => {
	const isSure = (row: Row) => Math.max(...Object.values(estimate(row))) >= 0.8;
	const complete = penguins.filter((row) => Object.values(row).every((value) => value !== null));
	for (const [row, branch, other] of [
		[complete.find(isSure)!, 'Answer at once', 'Ask a person'],
		[complete.find((row) => !isSure(row))!, 'Ask a person', 'Answer at once'],
	] as const) {
		const { outputs } = await submitPenguin(fixture.n8n, row);
		const { Species: _, ...measures } = row;
		const { prediction, ...input } = outputs('Predict')[0]![0] as Row & { prediction: Row };
		assert.deepEqual([input, prediction.probabilities], [measures, estimate(row)]);
		assert.ok(String(outputs(branch)[0]![0]!.message).includes(String(prediction.value)));
		assert.deepEqual(outputs(other).flat(), []);
	}
});

test('every morning: new rows are predicted, and kept with the prediction as columns', async () => {
	const kept = () => stored('Predicted penguins');
	for (const count of [3, 6]) {
		await run('schedule-to-prediction', 'Every morning');
		assert.equal(kept().length, count);
	}
	for (const row of kept()) {
		const classes = Object.entries(estimate(row)).sort(([, a], [, b]) => b - a);
		const [value, probability] = classes[0]!;
		assert.deepEqual(
			Object.fromEntries(Object.entries(row).filter(([name]) => /^pred/.test(name))),
			{
				...{ 'prediction.target': 'Species', 'prediction.value': value },
				'prediction.probability': probability,
				...Object.fromEntries(classes.map(([name, p]) => [`prediction.probabilities.${name}`, p])),
			},
		);
	}
});
