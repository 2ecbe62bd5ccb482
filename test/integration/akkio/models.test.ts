import { KEY, request } from '../../support/akkio/client.mts';
import type { Estimate } from '../../support/akkio/learn.mts';
import type { Training } from '../../support/akkio/models.mts';
import { heldOutPenguins, trainingPenguins } from '../../support/akkio/penguins.mts';
import * as replies from '../../support/akkio/replies.mts';
import { startStandIn, type StandIn, type StandInOptions } from '../../support/akkio/server.mts';

type Body = Record<string, unknown>;
type Options = Partial<StandInOptions>;
type Method = 'GET' | 'POST' | 'DELETE';

let akkio: StandIn;
let days: string;
let now: number;
afterEach(async () => await akkio.stop());
async function start(options: Options = {}) {
	now = 0;
	akkio = await startStandIn({ keys: [KEY], now: () => now, ...options });
	days = akkio.datasets.create('Days').id;
	const wetOf = (n: number) => (n < 20 ? 'no' : 'yes');
	const rowOf = (n: number) => ({ day: `day ${n}`, degrees: n, wet: wetOf(n), sun: n / 2 });
	akkio.datasets.append(days, [...Array(40).keys()].map(rowOf));
}

const NEW = '/api/v1/models/train/new';
async function ask(method: Method, body: Body = {}, path = '/v1/models') {
	const answer = await request(akkio, method, body, { path });
	return [answer.status, answer.body as Body] as const;
}
/** The path of a training that was started over v2. */
async function begin(body: Body = {}) {
	const all = { dataset_id: days, predict_fields: ['wet'], duration: 10, ...body };
	const [status, { task_id: id }] = await ask('POST', all, NEW);
	expect(status).toBe(201);
	return NEW.replace('new', String(id));
}
const statusOf = async (task: string) => (await ask('GET', {}, `${task}/status`))[1];
const predict = async (id: unknown, data: object[], more: Body = {}) =>
	(await ask('POST', { id, data, ...more }))[1].predictions as Array<Record<string, number>>;
const train = (training: Partial<Training> = {}) =>
	akkio.models.train({ datasetId: days, predictFields: ['wet'], ...training });
const add = (name: string, said: Estimate[string], more = {}) =>
	akkio.models.add({ name, predictFields: ['x'], estimate: () => ({ x: said }), ...more });

it('predicts at least 95 % of the held-out penguins, and the same after each training', async () => {
	await start();
	const predictHeldOut = async () => {
		const { id } = akkio.datasets.create('Penguins');
		akkio.datasets.append(id, trainingPenguins);
		const task = await begin({ dataset_id: id, predict_fields: ['Species'] });
		expect(await statusOf(task)).toEqual({ status: 'SUCCEEDED', metadata: {} });
		const [, { model_id: model }] = await ask('GET', {}, `${task}/result`);
		const data = heldOutPenguins.map((one) => ({ ...one, Species: undefined }));
		return await predict(model, data);
	};
	const predictions: Body[] = await predictHeldOut();
	expect([trainingPenguins.length, predictions.length]).toEqual([300, 44]);
	const right = heldOutPenguins.filter(({ Species }, n) => predictions[n]!.Species === Species);
	expect(right.length / 44).toBeGreaterThanOrEqual(0.95);
	expect(await predictHeldOut()).toEqual(predictions);
});

it('lists models by id, those of the API with their fields (M1), and names one only (M2)', async () => {
	await start();
	const { id } = train({ ignoreFields: ['day'] });
	for (const own of ['b', 'a']) add(own, 1, { id: own });
	const date = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/;
	const at = { created_at: expect.stringMatching(date) };
	const fields = { predict_fields: ['wet'], ignored_fields: ['day'], api: true };
	const trained = { id, name: '(model) Days', ...at, ...fields };
	const added = ['a', 'b'].map((own) => ({ id: own, name: own, ...at }));
	const models = [trained, ...added].sort((a, b) => (a.id < b.id ? -1 : 1));
	const success = (more: Body) => [200, { status: 'success', ...more }];
	expect(await ask('GET')).toEqual(success({ models }));
	expect(await ask('GET', { id })).toEqual(success({ name: '(model) Days' }));
	expect(await ask('DELETE', { id })).toEqual(success({}));
	expect(akkio.models.list().map((one) => one.id)).toEqual(['b', 'a']);
});

const CLASSES = { '0': 0.25, '1': 0.75 };
const SHARES = { 'Probability x is 0': 0.25, 'Probability x is 1': 0.75 };
it.each<[Options, Estimate[string], sent: object, prediction: object]>([
	[{}, CLASSES, {}, { a: '', b: '', x: '1', ...SHARES }],
	[{}, CLASSES, { u: [1], b: null }, { a: '', b: null, x: '1', u: [1], ...SHARES }],
	[{}, CLASSES, { x: 0, b: false, a: 1 }, { a: 1, b: false, x: '1', ...SHARES }],
	[{}, 4.5, { x: 0 }, { a: '', b: '', x: 4.5 }],
	[{ regressionShape: 'text' }, 4.5, {}, { a: '', b: '', x: '4.5' }],
	[{ regressionShape: 'otherKey' }, 4.5, { x: 0 }, { a: '', b: '', x: 0, predicted_x: 4.5 }],
])('with %j, %j for the row %j is %j (M4–M6, U11)', async (options, said, sent, prediction) => {
	await start(options);
	const [got] = await predict(add('M', said, { inputs: ['a', 'b'] }).id, [sent]);
	expect(Object.entries(got!)).toEqual(Object.entries(prediction));
});

it('predicts each of several targets, with factors of the inputs that add up to 1 (M7)', async () => {
	await start();
	const { id, inputs } = train({ predictFields: ['wet', 'sun'] });
	const rows = [{ degrees: 3, wet: 7 }, { degrees: 35 }];
	const [dry, wet] = await predict(id, rows, { show_factors: true });
	expect([dry!.wet, wet!.wet, inputs]).toEqual(['no', 'yes', ['day', 'degrees']]);
	expect(dry!['Probability wet is no']! + dry!['Probability wet is yes']!).toBeCloseTo(1);
	expect(wet!.sun! - dry!.sun!).toBeGreaterThan(10);
	const factors = inputs.map((name) => dry![`akkio_prediction_factor_${name}`]!);
	expect(Object.keys(dry!).filter((key) => key.startsWith('akkio_'))).toHaveLength(2);
	expect(factors.reduce((sum, factor) => sum + factor, 0)).toBeCloseTo(1);
});

it('predicts no row of a request for more than predictionsLeft (M10, U12)', async () => {
	await start({ predictionsLeft: 3 });
	const model = train();
	const tried = [];
	for (const count of [2, 2, 1]) {
		tried.push((await ask('POST', { id: model.id, data: Array(count).fill({}) }))[0]);
	}
	expect([tried, model.predicted, akkio.models.predictionsLeft]).toEqual([[200, 403, 200], 3, 0]);
});

it('answers one prediction less with the fault fewerPredictions (U17)', async () => {
	await start();
	const fault = { kind: 'change', change: replies.fewerPredictions } as const;
	akkio.faults.next({ on: 'predict', fault });
	expect(await predict(train().id, [{}, {}])).toHaveLength(1);
});

it('trains by the clock, and lists the model when the training has succeeded (T2, T3)', async () => {
	await start({ trainingMs: 8000 });
	const task = await begin();
	for (const [ms, status, metadata, result] of [
		[1999, 'PENDING', {}, 404],
		[2000, 'IN_PROGRESS', { estimate_seconds: 6 }, 404],
		[8000, 'SUCCEEDED', {}, 200],
	] as const) {
		now = ms;
		expect(akkio.models.list()).toHaveLength(result === 200 ? 1 : 0);
		expect(await statusOf(task)).toEqual({ status, metadata });
		expect((await ask('GET', {}, `${task}/result`))[0]).toBe(result);
	}
});

it.each<[Options, fields: string[], metadata: Body]>([
	[{ trainingEnds: 'FAILED' }, [], { error: 'Training failed' }],
	[{ trainingEnds: 'UNKNOWN_TIMEOUT' }, [], {}],
	[
		{ trainingWhileParsing: 'fail', parsingDelay: 9 },
		[],
		{ error: 'The dataset is still being parsed' },
	],
	[{}, ['wet'], { error: 'There is no column to learn from' }],
	[{}, ['wet', 'none'], { error: 'Not enough rows have a value in none' }],
])('ends a training without a model: %j, %j (T4, U14, U16)', async (options, fields, metadata) => {
	await start(options);
	const asFields = fields.map((name) => ({ name, type: 'string' }));
	if (fields.length > 0) akkio.datasets.setFields(days, asFields);
	const task = await begin({ predict_fields: fields.slice(-1).concat('wet').slice(0, 1) });
	expect(await statusOf(task)).toEqual({ status: options.trainingEnds ?? 'FAILED', metadata });
	expect(akkio.models.list()).toEqual([]);
});

it('uses the model of an equal training again, unless that is forced or the model is gone (T5)', async () => {
	await start();
	const countAfter = async (more: Body = {}) => {
		await statusOf(await begin(more));
		return akkio.models.list().length;
	};
	const counts = [await countAfter(), await countAfter(), await countAfter({ duration: 60 })];
	expect([...counts, await countAfter({ force: true })]).toEqual([1, 1, 2, 3]);
	for (const { id } of akkio.models.list()) akkio.models.delete(id);
	expect(await countAfter()).toBe(1);
});

it('trains over v1 at once (M9)', async () => {
	await start({ trainingMs: 1000 });
	const [status, body] = await ask('POST', { dataset_id: days, predict_fields: ['wet'] });
	const [model] = akkio.models.list();
	const parts = { stats: {}, field_importance: model!.factors, data_story: '' };
	expect([status, body]).toEqual([200, { status: 'success', model_id: model!.id, ...parts }]);
});

const invalid = (msg: string, ...loc: unknown[]) =>
	[422, { detail: [{ loc: ['body', ...loc], msg, type: expect.any(String) }] }] as const;
const noColumn = (name: string, ...loc: unknown[]) =>
	invalid(`field not found in dataset: ${name}`, ...loc);
const DURATIONS = 'value is not a valid enumeration member; permitted: 10, 60, 300, 1800';
it.each<[string, Body, expected: readonly [number, Body], Options?]>([
	['POST', { id: 'x' }, [400, { status: 'invalid model id' }], { unknownId: '400' }],
	['POST', { id: 'm', data: '[{}]' }, invalid('value is not a valid list', 'data')],
	['POST', { id: 'm', data: [{}, 1] }, invalid('value is not a valid dict', 'data', 1)],
	['POST new', { dataset_id: 'x' }, invalid('dataset not found', 'dataset_id')],
	['POST new', { predict_fields: ['wet', 'Wet'] }, noColumn('Wet', 'predict_fields', 1)],
	['POST new', { ignore_fields: ['dry'] }, noColumn('dry', 'ignore_fields', 0)],
	['POST new', { predict_fields: 'wet' }, invalid('value is not a valid list', 'predict_fields')],
	['POST new', { predict_fields: [] }, invalid('at least one field is needed', 'predict_fields')],
	['POST new', { duration: 20 }, invalid(DURATIONS, 'duration')],
	['POST new', {}, invalid('dataset is still being parsed', 'dataset_id'), { parsingDelay: 9 }],
	['DELETE new', {}, [405, { detail: 'Method Not Allowed' }]],
])('answers %s %j with %j, on record', async (...[what, body, expected, options]) => {
	await start(options);
	add('M', 1, { id: 'm' });
	const [method, route] = what.split(' ') as [Method, string?];
	const path = route && NEW.replace('new', route);
	const training = { dataset_id: days, predict_fields: ['wet'], duration: 10 };
	expect(await ask(method, path ? { ...training, ...body } : body, path)).toEqual(expected);
	const received = { method, path: path ?? '/v1/models', status: expected[0] };
	expect(akkio.requests).toMatchObject([received]);
});

it('counts v1 and v2 together against the rate limit of a key (L1)', async () => {
	await start({ requestsPerSecond: 2 });
	const statuses = [];
	for (const [path, api_key] of [[], [NEW], [NEW], [], [NEW, 'x']]) {
		statuses.push((await ask(path ? 'POST' : 'GET', { api_key: api_key ?? KEY }, path))[0]);
	}
	expect(statuses).toEqual([200, 422, 429, 429, 401]);
});
