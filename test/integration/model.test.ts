import type { IDataObject } from 'n8n-workflow';

import { clock } from '../../nodes/Akkio/shared/clock';
import { TRAINING_POLL_MS } from '../../nodes/Akkio/shared/constants';
import * as replies from '../support/akkio/replies.mts';
import type { Run } from '../support/engine/run';
import * as engine from '../support/engine/standIn';
import { answering, byId, byName, CUT, jsonOf } from '../support/engine/standIn';
import { useOperations } from './operations';

/** Akkio's time moves on with each look at it, by so much. */
let step = 100;
let now = 0;
const options: Parameters<typeof useOperations>[0] = { trainingMs: 1000, now: () => (now += step) };
const { addModel, akkio, create, credential, operate, requests } = useOperations(options);
afterEach(() => (step = 100));

const operateModel = async (parameters: IDataObject, more: Partial<Run> = {}) =>
	await operate({ resource: 'model', ...parameters }, more);

test('Get Many gives what the list has, newest first', async () => {
	const [a, b, c] = ['2024-05-01', '2026-01-31', '2023-12-24'].map((date, n) =>
		addModel({
			name: n === 1 ? 'Churn' : 'Leads',
			createdAt: `${date} 16:57:22.040000+00:00`,
			api: n === 1,
		}),
	);
	const getMany = async (parameters: IDataObject) =>
		jsonOf(await operateModel({ operation: 'getAll', ...parameters }));
	expect(await getMany({ returnAll: true })).toEqual([
		expect.objectContaining({ id: b, name: 'Churn', predict_fields: ['adult'], api: true }),
		{ id: a, name: 'Leads', created_at: '2024-05-01 16:57:22.040000+00:00' },
		{ id: c, name: 'Leads', created_at: '2023-12-24 16:57:22.040000+00:00' },
	]);
	const chosen = { returnAll: false, limit: 1, options: { nameContains: ' LEAD' } };
	expect(await getMany(chosen)).toMatchObject([{ id: a }]);
});

test('Delete deletes each model once, and says what may have happened', async () => {
	const remove = async (model: IDataObject, items: IDataObject[] = [{}]) =>
		await operateModel({ operation: 'delete', model }, { items });
	const id = addModel();
	const deleted = { deleted: true, id };
	const ran = await remove(byName('={{ $json.model }}'), [{ model: 'Adults' }, { model: id }]);
	const note = 'Already deleted for item 1 of this run';
	expect(jsonOf(ran)).toEqual([deleted, { ...deleted, note }]);
	expect(akkio().models.list()).toEqual([]);
	expect(requests().filter((one) => one !== 'GET')).toEqual([`DELETE ${id}`]);

	const unknown = await remove(byId('nope'));
	expect(unknown.error!.message).toBe("Akkio has no model with the ID 'nope'");
	akkio().faults.next({ on: 'deleteModel', fault: CUT });
	const { error } = await remove(byId(addModel()));
	expect(error!.description).toMatch(/^The model may have been deleted\./);
});

/** A dataset of people, half of them adults. */
function createPeople() {
	const id = create('People');
	const adultOf = (age: number) => (age < 20 ? 'no' : 'yes');
	const rowOf = (age: number) => ({ age, x: age, y: 1, adult: adultOf(age) });
	akkio().datasets.append(id, [...Array(40).keys()].map(rowOf));
	return byId(id);
}
const train = async (parameters: IDataObject = {}, more: Partial<Run> = {}) => {
	const dataset = createPeople();
	const all = { operation: 'train', dataset, predictFields: ['adult'], ...parameters };
	return await operateModel(all, more);
};
const askStatus = async (taskId: unknown) =>
	await operateModel({ operation: 'getTrainingStatus', taskId: String(taskId) });
const started = () => akkio().requests.filter(({ path }) => path.endsWith('/train/new'));
const steps = () => akkio().requests.map(({ path }) => path.split('/').pop());
const RETRY = { settings: engine.RETRY_ON_FAIL };

describe('Train', () => {
	test('sends all that the user chose with the key in a header, waits, and returns the model', async () => {
		const ran = await train({
			...{ ignoreFields: '={{ "x, y " }}', duration: 60 },
			options: { extraAttention: true, trainAgain: '={{ "true" }}' },
		});
		const dataset_id = akkio().datasets.list()[0]!.id;
		const body = {
			...{ dataset_id, predict_fields: ['adult'], ignore_fields: ['x', 'y'], duration: 60 },
			...{ extra_attention: true, force: true },
		};
		expect(started()).toMatchObject([{ path: '/api/v1/models/train/new', query: {}, body }]);
		const modelId = akkio().models.list()[0]!.id;
		expect(ran.outputs).toMatchObject([[{ json: { modelId }, pairedItem: { item: 0 } }]]);
		expect(steps().join()).toMatch(/^new(,status)+,result$/);
	});

	test.each([
		['By Name', { dataset: byName('People') }, 'datasets,'],
		['By ID', {}, ''],
	])(
		'items are trained one after the other on the dataset chosen %s',
		async (_mode, given, look) => {
			// Akkio does not describe its result: an ID in it is not the dataset's.
			const result = answering({ status: 200, body: { id: 'a-model' } });
			akkio().faults.next({ on: 'trainingResult', fault: result });
			const ran = await train(given, { items: [{}, {}] });
			expect(jsonOf(ran)).toMatchObject([{ modelId: 'a-model' }, {}]);
			const datasetId = akkio().datasets.list()[0]!.id;
			expect(started().map(({ body }) => (body as IDataObject).dataset_id)).toEqual([
				...[datasetId, datasetId],
			]);
			const once = `${look}new(,status)+,result`;
			expect(steps().join()).toMatch(new RegExp(`^${once},${once}$`));
		},
	);

	test('asks for the status at a gentle pace, and ends at once on Stop', async () => {
		const waits: number[] = [];
		const { sleep } = clock;
		const { onStart, stop } = engine.stopButton();
		clock.sleep = async (ms, signal) => {
			waits.push(ms);
			stop();
			await sleep(ms, signal);
		};
		const { outputs } = await train({}, { onStart });
		clock.sleep = sleep;
		expect(waits[0]).toBe(TRAINING_POLL_MS);
		expect([steps(), outputs.flat()]).toEqual([['new'], []]);
	});

	test.each<[string, IDataObject]>([
		["'Fields to Predict' is empty", { predictFields: '={{ " , " }}' }],
		["'adult' is in both 'Fields to Predict' and 'Fields to Ignore'", { ignoreFields: ['adult'] }],
		["'Duration' has to be", { duration: '={{ 7 }}' }],
		["'Wait for Completion' has to be true or false", { waitForCompletion: '={{ "maybe" }}' }],
		["'Dataset' is empty", { dataset: byId('={{ "" }}') }],
	])('%s: nothing is sent', async (message, parameters) => {
		const { error } = await train(parameters);
		expect(error!.message).toContain(message);
		expect(requests()).toEqual([]);
	});

	test('a column that is not there is an error with a word on parsing; a wrong key is said', async () => {
		const { error } = await train({ predictFields: ['Adult'] });
		expect(error!.message).toMatch(/^Akkio rejected the data: .*Adult/);
		expect(error!.description).toMatch(/may still be parsing/);
		const wrong = await train({}, { credential: { ...credential(), apiKey: 'another' } });
		expect(wrong.error!.message).toBe('Akkio does not accept this API key');
	});

	const NEXT = /Use 'Get Training Status' with the task ID \w{20},/;
	test.each([
		['a lost answer to the start', 'startTraining', CUT, /^The training may have started\./],
		['an unreadable status', 'trainingStatus', answering(replies.serverFault()), NEXT],
	] as const)('%s trains nothing again', async (_what, on, fault, description) => {
		akkio().faults.next({ on, times: 99, fault });
		const { error } = await train({}, RETRY);
		expect(error!.description).toMatch(description);
		expect(started()).toHaveLength(1);
	});

	test.each([
		['FAILED', /^Akkio could not train the model: Training failed/, /still be parsing/],
		['UNKNOWN_TIMEOUT', /UNKNOWN_TIMEOUT/, NEXT],
	] as const)(
		'a training that ends %s fails the item; for who asks, it is a status like others',
		async (...given) => {
			const [status, message, description] = given;
			Object.assign(akkio().models.switches, { trainingEnds: status });
			const { error } = await train();
			expect(error!.message).toMatch(message);
			expect(error!.description).toMatch(description);
			const [{ taskId }] = jsonOf(await train({ waitForCompletion: false })) as [IDataObject];
			now += 1000;
			expect(jsonOf(await askStatus(taskId))).toMatchObject([{ taskId, status }]);
		},
	);
});

test('Get Training Status says how far a training is, and then the model', async () => {
	step = 0;
	const [{ taskId }] = jsonOf(await train({ waitForCompletion: false })) as [IDataObject];
	expect(taskId).toMatch(/^\w{20}$/);
	const ask = async () => jsonOf(await askStatus(` ${String(taskId)} `));
	expect(await ask()).toMatchObject([{ taskId, status: 'PENDING' }]);
	now += 1000;
	const modelId = akkio().models.list()[0]!.id;
	expect(await ask()).toMatchObject([{ taskId, status: 'SUCCEEDED', modelId }]);
	expect((await askStatus('={{ " " }}')).error!.message).toBe("'Task ID' is empty");
	expect((await askStatus('nope')).error!.message).toBe("Akkio has no training 'nope'");
});
