import { KEY, request } from '../../support/akkio/client.mts';
import type { Operation } from '../../support/akkio/faults.mts';
import type { NewModel, Training } from '../../support/akkio/models.mts';
import { heldOutPenguins, trainingPenguins } from '../../support/akkio/penguins.mts';
import * as replies from '../../support/akkio/replies.mts';
import { startStandIn, type StandIn, type StandInOptions } from '../../support/akkio/server.mts';

let akkio: StandIn;
afterEach(async () => await akkio.stop());

const clock = { ms: 0 };
const start = async (options: Partial<StandInOptions> = {}) => {
	clock.ms = 0;
	akkio = await startStandIn({ keys: [KEY], now: () => clock.ms, ...options });
};
type Body = Record<string, unknown>;
const ask = async (...[method, body, path = '/v1/models']: [Method, Body?, string?]) => {
	const answer = await request(akkio, method, body, { path });
	return [answer.status, answer.body as Body] as const;
};
type Method = 'GET' | 'POST' | 'DELETE';
const TRAIN = '/api/v1/models/train';
const begin = async (body: Body) => {
	const [status, { task_id: id }] = await ask('POST', { duration: 10, ...body }, `${TRAIN}/new`);
	expect(status).toBe(201);
	return `${TRAIN}/${String(id)}`;
};
const statusOf = async (task: string) => (await ask('GET', {}, `${task}/status`))[1];

/** A dataset of weather, with two columns to predict. */
const addWeather = () => {
	const { id } = akkio.datasets.create('Weather');
	const rows = Array.from({ length: 40 }, (_, n) => ({
		degrees: n,
		sky: n % 2 ? 'blue' : 'gray',
		id: `day ${n}`,
		wet: n < 20 ? 'no' : 'yes',
		humidity: 2 * n + 0.5,
	}));
	akkio.datasets.append(id, rows);
	return id;
};
const train = (training: Partial<Training> = {}) =>
	akkio.models.train({ datasetId: addWeather(), predictFields: ['wet'], ...training });

it('predicts at least 95 % of the held-out penguins after training over v2, and the same each time', async () => {
	await start();
	const predictHeldOut = async () => {
		const { id } = akkio.datasets.create('Penguins');
		akkio.datasets.append(id, trainingPenguins);
		const task = await begin({ dataset_id: id, predict_fields: ['Species'] });
		expect(await statusOf(task)).toEqual({ status: 'SUCCEEDED', metadata: {} });
		const [, { model_id }] = await ask('GET', {}, `${task}/result`);
		const data = heldOutPenguins.map(({ Species: _truth, ...row }) => row);
		return (await ask('POST', { id: model_id, data }))[1].predictions as Body[];
	};
	expect([trainingPenguins.length, heldOutPenguins.length]).toEqual([300, 44]);
	const predictions = await predictHeldOut();
	const right = heldOutPenguins.filter(({ Species }, n) => predictions[n]?.Species === Species);
	expect(predictions).toHaveLength(44);
	expect(right.length / 44).toBeGreaterThanOrEqual(0.95);
	expect(await predictHeldOut()).toEqual(predictions);
});

it('lists models by id, those of the API with their fields (M1), and names one only (M2)', async () => {
	await start();
	const estimate = () => ({ a: 1 });
	const createdAt = '2023-03-31 16:57:22.040000+00:00';
	for (const id of ['b', 'a']) {
		akkio.models.add({ id, name: id, predictFields: ['a'], estimate, createdAt });
	}
	const { id } = train({ ignoreFields: ['id'] });
	const at = {
		created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/),
	};
	const fields = { predict_fields: ['wet'], ignored_fields: ['id'], api: true };
	const trained = { id, name: '(model) Weather', ...at, ...fields };
	const added = ['a', 'b'].map((one) => ({ id: one, name: one, created_at: createdAt }));
	const models = [trained, ...added].sort((a, b) => (a.id < b.id ? -1 : 1));
	expect(await ask('GET')).toEqual([200, { status: 'success', models }]);
	expect(await ask('GET', { id })).toEqual([200, { status: 'success', name: '(model) Weather' }]);
	expect(await ask('DELETE', { id })).toEqual([200, { status: 'success' }]);
	expect(akkio.models.list().map((one) => one.id)).toEqual(['b', 'a']);
});

describe('a prediction', () => {
	const share = { '0': 0.25, '1': 0.75 };
	const predict = async (model: Partial<NewModel>, row: object, more: Body = {}) => {
		const parts = { inputs: ['a', 'b'], predictFields: ['x'], estimate: () => ({ x: share }) };
		const { id } = akkio.models.add({ name: 'M', ...parts, ...model });
		const [, { predictions }] = await ask('POST', { id, data: [row], ...more });
		return Object.entries((predictions as object[])[0]!);
	};
	const X = [
		['Probability x is 0', 0.25],
		['Probability x is 1', 0.75],
	];

	it.each<[string, object, Array<[string, unknown]>]>([
		['"" for columns that the input lacks', {}, ['a', 'b'].map((name) => [name, ''])],
		[
			'inputs as they are, unused ones last',
			{ u: [1], b: null },
			[
				['a', ''],
				['b', null],
			],
		],
		[
			'the target as text over an input of its name',
			{ x: 0, a: 1, b: false },
			[
				['a', 1],
				['b', false],
			],
		],
	])('holds %s (M4, M5, M6)', async (_rule, row, inputs) => {
		await start();
		const unused = Object.entries(row).filter(([name]) => name === 'u');
		expect(await predict({}, row)).toEqual([...inputs, ['x', '1'], ...unused, ...X]);
	});

	it('has factors of inputs that add up to 1 if asked for (M7), and each of several targets', async () => {
		await start();
		const { id, inputs, factors } = train({ predictFields: ['wet', 'humidity'] });
		expect(inputs).toEqual(['degrees', 'sky', 'id']);
		const data = [{ degrees: 3, wet: 7 }, { degrees: 35 }];
		const [, body] = await ask('POST', { id, data, show_factors: true });
		const [dry, wet] = body.predictions as Array<Record<string, number>>;
		expect([dry!.wet, wet!.wet]).toEqual(['no', 'yes']);
		expect(dry!['Probability wet is no']! + dry!['Probability wet is yes']!).toBeCloseTo(1);
		expect(wet!.humidity! - dry!.humidity!).toBeGreaterThan(30);
		const keys = Object.keys(dry!).filter((key) => key.startsWith('akkio_prediction_factor_'));
		expect(keys).toEqual(inputs.map((name) => `akkio_prediction_factor_${name}`));
		const sum = keys.reduce((all, key) => all + dry![key]!, 0);
		expect([sum, factors.degrees]).toEqual([
			expect.closeTo(1),
			dry!.akkio_prediction_factor_degrees,
		]);
	});

	it.each<[StandInOptions['regressionShape'], Array<[string, unknown]>]>([
		[undefined, [['x', 4.5]]],
		['text', [['x', '4.5']]],
		[
			'otherKey',
			[
				['x', ''],
				['predicted_x', 4.5],
			],
		],
	])(
		'of a number has the shape that regressionShape says: %s (U11)',
		async (regressionShape, expected) => {
			await start({ regressionShape });
			expect(await predict({ inputs: [], estimate: () => ({ x: 4.5 }) }, {})).toEqual(expected);
		},
	);

	it('is a 403 for more rows than predictionsLeft, and none is made (M10, U12)', async () => {
		await start({ predictionsLeft: 3 });
		const model = train();
		const predict = async (count: number) =>
			(await ask('POST', { id: model.id, data: Array(count).fill({}) }))[0];
		expect([await predict(2), await predict(2), await predict(1)]).toEqual([200, 403, 200]);
		expect([model.predicted, akkio.models.predictionsLeft]).toEqual([3, 0]);
	});

	it('is missing with the fault change and fewerPredictions (U17)', async () => {
		await start();
		const change = replies.fewerPredictions;
		akkio.faults.next({ on: 'predict', fault: { kind: 'change', change } });
		const [, body] = await ask('POST', { id: train().id, data: [{}, {}] });
		expect(body.predictions).toHaveLength(1);
	});
});

describe('a training', () => {
	it('is PENDING, IN_PROGRESS and SUCCEEDED by the clock, and lists its model then (T2, T3)', async () => {
		await start({ trainingMs: 8000 });
		const task = await begin({ dataset_id: addWeather(), predict_fields: ['wet'] });
		const at = async (ms: number) => {
			clock.ms = ms;
			return [(await statusOf(task)).status, (await ask('GET', {}, `${task}/result`))[0]];
		};
		expect(await at(1999)).toEqual(['PENDING', 404]);
		expect(await at(2000)).toEqual(['IN_PROGRESS', 404]);
		expect((await statusOf(task)).metadata).toEqual({ estimate_seconds: 6 });
		expect(akkio.models.list()).toEqual([]);
		expect(await at(8000)).toEqual(['SUCCEEDED', 200]);
		expect(akkio.models.list()).toHaveLength(1);
	});

	it.each<[Partial<StandInOptions>, string | undefined, Body]>([
		[{ trainingEnds: 'FAILED' }, undefined, { error: 'Training failed' }],
		[{ trainingEnds: 'UNKNOWN_TIMEOUT' }, undefined, {}],
		[
			{ trainingWhileParsing: 'fail', parsingDelay: 9 },
			undefined,
			{ error: 'The dataset is still being parsed' },
		],
		[{}, 'empty', { error: 'Not enough rows have a value in empty' }],
	])(
		'ends without a model with %j and the column %s (T4, U14, U16)',
		async (options, column, metadata) => {
			await start(options);
			const id = addWeather();
			if (column)
				akkio.datasets.setFields(id, [
					{ name: column, type: 'string' },
					{ name: 'sky', type: 'string' },
				]);
			const task = await begin({ dataset_id: id, predict_fields: [column ?? 'wet'] });
			const status = options.trainingEnds ?? 'FAILED';
			expect(await statusOf(task)).toEqual({ status, metadata });
			expect(akkio.models.list()).toEqual([]);
		},
	);

	it('of the same parameters uses the model again, unless forced or deleted (T5)', async () => {
		await start();
		const body = { dataset_id: addWeather(), predict_fields: ['wet'] };
		const again = async (more: Body = {}) => {
			await statusOf(await begin({ ...body, ...more }));
			return akkio.models.list().length;
		};
		expect([await again(), await again(), await again({ duration: 60 })]).toEqual([1, 1, 2]);
		expect(await again({ force: true })).toBe(3);
		for (const { id } of akkio.models.list()) akkio.models.delete(id);
		expect(await again()).toBe(1);
	});

	it('over v1 answers with the model at once (M9)', async () => {
		await start({ trainingMs: 1000 });
		const answer = await ask('POST', { dataset_id: addWeather(), predict_fields: ['wet'] });
		const [{ id, factors }] = akkio.models.list();
		const parts = { stats: {}, field_importance: factors, data_story: '' };
		expect(answer).toEqual([200, { status: 'success', model_id: id, ...parts }]);
	});
});

const line = (loc: unknown[], msg: string) => ({
	detail: [{ loc: ['body', ...loc], msg: expect.stringMatching(msg), type: expect.any(String) }],
});
it.each<[string, Partial<StandInOptions>, Method, Body, string | undefined, number, Body]>([
	[
		'a wrong key',
		{},
		'GET',
		{ api_key: 'x' },
		undefined,
		404,
		{ status: 'missing or invalid API key' },
	],
	['an unknown id', {}, 'POST', { id: 'x' }, undefined, 404, { status: 'model not found' }],
	[
		'… as unknownId says',
		{ unknownId: 'error' },
		'GET',
		{ id: 'x' },
		undefined,
		200,
		{ status: 'error', message: 'invalid model id' },
	],
	['a DELETE without an id', {}, 'DELETE', {}, undefined, 400, { status: 'no id provided' }],
	[
		'a POST without ids',
		{},
		'POST',
		{ data: [{}] },
		undefined,
		400,
		{ status: 'no valid id provided' },
	],
	[
		'rows that are text',
		{},
		'POST',
		{ id: 'MODEL', data: '[{}]' },
		undefined,
		422,
		line(['data'], 'list'),
	],
	[
		'a row that is none',
		{},
		'POST',
		{ id: 'MODEL', data: [{}, 1] },
		undefined,
		422,
		line(['data', 1], 'dict'),
	],
	['a wrong key of v2', {}, 'POST', { api_key: 'x' }, 'new', 401, { detail: 'Unauthorized' }],
	[
		'an unknown dataset',
		{},
		'POST',
		{ dataset_id: 'x' },
		'new',
		422,
		line(['dataset_id'], 'not found'),
	],
	[
		'a field of another case',
		{},
		'POST',
		{ predict_fields: ['wet', 'Wet'] },
		'new',
		422,
		line(['predict_fields', 1], 'Wet$'),
	],
	[
		'no field to predict',
		{},
		'POST',
		{ predict_fields: [] },
		'new',
		422,
		line(['predict_fields'], 'at least 1'),
	],
	[
		'fields that are no list',
		{},
		'POST',
		{ ignore_fields: 'sky' },
		'new',
		422,
		line(['ignore_fields'], 'list'),
	],
	['another duration', {}, 'POST', { duration: 20 }, 'new', 422, line(['duration'], '1800$')],
	[
		'rows being parsed',
		{ parsingDelay: 9 },
		'POST',
		{},
		'new',
		422,
		line(['dataset_id'], 'still being parsed'),
	],
	['an unknown task', {}, 'GET', {}, 'x/status', 404, { detail: 'Task not found' }],
	['a method that is none', {}, 'DELETE', {}, 'new', 405, { detail: 'Method Not Allowed' }],
])('answers %s as it should', async (_case, options, method, body, route, status, expected) => {
	await start(options);
	const training = { dataset_id: addWeather(), predict_fields: ['wet'], duration: 10 };
	const all = route ? { ...training, ...body } : body;
	if (all.id === 'MODEL') all.id = train().id;
	const path = route && `${TRAIN}/${route}`;
	expect(await ask(method, all, path)).toEqual([status, expected]);
	expect(akkio.requests).toMatchObject([{ method, path: path ?? '/v1/models', status }]);
});

it('plans faults for each operation', async () => {
	await start();
	const requests: Array<[Operation, Method, Body, string?]> = [
		['listModels', 'GET', {}],
		['getModel', 'GET', { id: 'x' }],
		['predict', 'POST', { id: 'x' }],
		['train', 'POST', { dataset_id: 'x' }],
		['deleteModel', 'DELETE', { id: 'x' }],
		['startTraining', 'POST', {}, `${TRAIN}/new`],
		['trainingStatus', 'GET', {}, `${TRAIN}/x/status`],
		['trainingResult', 'GET', {}, `${TRAIN}/x/result`],
	];
	for (const [on, ...asked] of requests) {
		akkio.faults.next({ on, fault: { kind: 'answer', reply: replies.redirect(307, on) } });
		expect([on, await ask(...asked)]).toMatchObject([on, [307]]);
	}
});

it('counts v1 and v2 together against the rate limit of a key (L1)', async () => {
	await start({ requestsPerSecond: 2 });
	const status = async (...asked: Parameters<typeof ask>) => (await ask(...asked))[0];
	const task = `${TRAIN}/x/status`;
	expect([await status('GET'), await status('GET', {}, task)]).toEqual([200, 404]);
	expect([await status('GET', {}, task), await status('GET')]).toEqual([429, 429]);
	expect(await status('GET', { api_key: 'x' }, task)).toBe(401);
});
