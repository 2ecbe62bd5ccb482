import type { IDataObject } from 'n8n-workflow';

import { TRAINING_POLL_MS } from '../../../nodes/Akkio/shared/constants';
import { clock } from '../../../nodes/Akkio/shared/clock';
import * as replies from '../../support/akkio/replies.mts';
import { KEY, byId, byName } from '../../support/engine/standIn';
import type { Run } from '../../support/engine/run';
import { jsonOf } from '../dataset/operate';
import { useModels } from './model';

/** Akkio's time moves on with each look at it, by so much. */
let step = 100;
let now = 0;
const models = useModels({ trainingMs: 1000, now: () => (now += step) });
afterEach(() => (step = 100));
const { akkio, create, operate, requests } = models;

/** A dataset of people, half of them adults. */
function createPeople() {
	const id = create('People');
	const rows = Array.from({ length: 40 }, (_, age) => ({
		age,
		x: age,
		y: 1,
		adult: age < 20 ? 'no' : 'yes',
	}));
	akkio().datasets.append(id, rows);
	return id;
}

const train = async (id: string, parameters: IDataObject = {}, more: Partial<Run> = {}) =>
	await operate(
		{ operation: 'train', dataset: byId(id), predictFields: ['adult'], ...parameters },
		more,
	);
const started = () => akkio().requests.filter(({ path }) => path.endsWith('/train/new'));

describe('Train', () => {
	test('sends all that the user chose with the key in a header, waits, and returns the model', async () => {
		const id = createPeople();
		const ran = await train(id, {
			...{ ignoreFields: '={{ "x, y " }}', duration: 60 },
			options: { extraAttention: true, trainAgain: '={{ "true" }}' },
		});
		const [request] = started();
		expect(request).toMatchObject({
			path: '/api/v1/models/train/new',
			query: {},
			body: {
				...{ dataset_id: id, predict_fields: ['adult'], ignore_fields: ['x', 'y'], duration: 60 },
				...{ extra_attention: true, force: true },
			},
		});
		const [{ modelId }] = jsonOf(ran) as [{ modelId: string }];
		expect(modelId).toBe(akkio().models.list()[0]!.id);
		expect(ran.outputs[0]![0]!.pairedItem).toEqual({ item: 0 });
		const paths = akkio().requests.map(({ path }) => path.split('/').pop());
		expect(paths.at(-1)).toBe('result');
		expect(paths.slice(1, -1).every((one) => one === 'status')).toBe(true);
	});

	test('By Name finds the dataset, and items are trained one after the other', async () => {
		const id = createPeople();
		const ran = await train(
			'',
			{ dataset: byName('People') },
			{
				items: [{}, {}],
			},
		);
		expect(jsonOf(ran)).toHaveLength(2);
		expect(started().map(({ body }) => (body as IDataObject).dataset_id)).toEqual([id, id]);
	});

	test('asks for the status at a gentle pace, and ends at once on Stop', async () => {
		const waits: number[] = [];
		const { sleep } = clock;
		const id = createPeople();
		let stop = () => {};
		clock.sleep = async (ms, signal) => {
			waits.push(ms);
			stop();
			await sleep(ms, signal);
		};
		const ran = await train(id, {}, { onStart: (stopRun) => (stop = stopRun) });
		clock.sleep = sleep;
		expect(waits[0]).toBe(TRAINING_POLL_MS);
		expect(akkio().requests.map(({ path }) => path.split('/').pop())).toEqual(['new']);
		expect(ran.outputs.flat()).toEqual([]);
	});

	test.each([
		["'Fields to Predict' is empty", { predictFields: '={{ [] }}' }],
		["'Fields to Predict' is empty", { predictFields: '={{ " , " }}' }],
		["'adult' is in both 'Fields to Predict' and 'Fields to Ignore'", { ignoreFields: ['adult'] }],
		["'Duration' has to be", { duration: '={{ 7 }}' }],
		["'Wait for Completion' has to be true or false", { waitForCompletion: '={{ "maybe" }}' }],
		["'Dataset' is empty", { dataset: byId('={{ "" }}') }],
	])('%s: nothing is sent', async (message, parameters) => {
		const { error } = await train(createPeople(), parameters);
		expect(error!.message).toContain(message);
		expect(requests()).toEqual([]);
	});

	test('a column that is not there is named, with a word on parsing', async () => {
		const { error } = await train(createPeople(), { predictFields: ['Adult'] });
		expect(error!.message).toMatch(/^Akkio rejected the data: .*Adult|^Akkio rejected the data/);
		expect(error!.description).toMatch(/may still be parsing/);
	});

	test('a wrong key is said', async () => {
		const { error } = await train(
			createPeople(),
			{},
			{
				credential: { apiKey: `${KEY}x`, baseUrl: akkio().baseUrl },
			},
		);
		expect(error!.message).toBe('Akkio does not accept this API key');
	});

	test('a lost answer to the start is unknown, and not sent again by Retry On Fail', async () => {
		akkio().faults.next({ on: 'startTraining', fault: { kind: 'writeThenCut' } });
		const { error } = await train(
			createPeople(),
			{},
			{
				settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 },
			},
		);
		expect(error!.message).toBe('The connection to Akkio closed before it responded');
		expect(error!.description).toMatch(/^The training may have started\./);
		expect(started()).toHaveLength(1);
	});

	test('a status that cannot be read names the task, and trains nothing again', async () => {
		akkio().faults.next({
			on: 'trainingStatus',
			times: 99,
			fault: { kind: 'answer', reply: replies.serverFault() },
		});
		const { error } = await train(
			createPeople(),
			{},
			{
				settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
			},
		);
		expect(error!.description).toMatch(/Use 'Get Training Status' with the task ID \w{20},/);
		expect(started()).toHaveLength(1);
	});
});

describe('without waiting', () => {
	test('the task is returned, and Get Training Status says how far it is, and then the model', async () => {
		step = 0;
		const [{ taskId }] = jsonOf(await train(createPeople(), { waitForCompletion: false })) as [
			{ taskId: string },
		];
		expect(taskId).toMatch(/^\w{20}$/);
		const ask = async () =>
			jsonOf(await operate({ operation: 'getTrainingStatus', taskId: ` ${taskId} ` }))[0];
		expect(await ask()).toMatchObject({
			taskId,
			status: 'PENDING',
		});
		now += 1000;
		const { id } = akkio().models.list()[0]!;
		expect(await ask()).toMatchObject({ taskId, status: 'SUCCEEDED', modelId: id });
	});

	test.each([
		['={{ " " }}', "'Task ID' is empty"],
		['nope', "Akkio has no training 'nope'"],
	])("the task '%s' is refused", async (taskId, message) => {
		const { error } = await operate({ operation: 'getTrainingStatus', taskId });
		expect(error!.message).toBe(message);
	});
});
