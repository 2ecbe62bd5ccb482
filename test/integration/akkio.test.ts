/** The stand-in for Akkio, as far as test/contract and the tests of the node do not show it. */
import { KEY, request } from '../support/akkio/client.mts';
import { Datasets } from '../support/akkio/datasets.mts';
import type { Fault } from '../support/akkio/faults.mts';
import { heldOutPenguins, trainingPenguins } from '../support/akkio/penguins.mts';
import { Rate } from '../support/akkio/rate.mts';
import * as replies from '../support/akkio/replies.mts';
import { startStandIn, type StandIn, type StandInOptions } from '../support/akkio/server.mts';

let akkio: StandIn;
let id: string;
afterEach(async () => await akkio?.stop());
/** With one empty dataset. */
async function start(options: Partial<StandInOptions> = {}) {
	akkio = await startStandIn({ keys: [KEY], ...options });
	({ id } = akkio.datasets.create('Cars'));
}

describe('requests', () => {
	const noKey = { status: 404, body: { status: 'missing or invalid API key' } };
	const noId = { status: 400, body: { status: 'no id provided' } };
	const DETAIL = { loc: expect.any(Array), msg: expect.any(String), type: expect.any(String) };
	const invalid = { status: 422, body: { detail: [DETAIL] } };
	// prettier-ignore
	test.each<[string, 'GET' | 'POST' | 'DELETE', object, object, RequestInit?]>([
		['a wrong key (E2)', 'POST', { api_key: `${KEY}\n`, rows: [{}] }, noKey],
		['a wrong key (E2)', 'DELETE', { api_key: [KEY] }, noKey],
		['an empty ID (E10)', 'DELETE', { id: '' }, noId],
		['an empty ID (U4)', 'GET', { id: '' }, invalid],
		['a body that is no JSON object (E5)', 'POST', {}, invalid, { body: '[]' }],
		['a large body (L2)', 'POST', { rows: [{ a: 'x'.repeat(2000) }] }, { status: 413 }],
	])('%s on %s', async (_what, method, parameters, expected, init = {}) => {
		await start({ bodyLimit: 1000 });
		expect(await request(akkio, method, { id, ...parameters }, init)).toMatchObject(expected);
		expect(akkio.datasets.get(id)).toMatchObject({ rows: [] });
		expect(akkio.requests).toHaveLength(1);
	});

	test('a POST without an ID creates a dataset without rows, whatever it holds (W18)', async () => {
		await start();
		for (const more of [{}, { id: '', name: 'Trucks' }]) {
			await request(akkio, 'POST', { rows: [{ a: 1 }], ...more });
		}
		const created = akkio.datasets.list().slice(1);
		expect(created).toMatchObject(['Untitled', 'Trucks'].map((name) => ({ name, rows: [] })));
	});

	test('above the rate limit a 429 says when to try again (L1, U2)', async () => {
		await start({ requestsPerSecond: 1, retryAfter: 3 });
		await request(akkio, 'GET');
		const { status, headers } = await request(akkio, 'GET');
		expect([status, headers.get('retry-after'), akkio.rate.refused]).toEqual([429, '3', 1]);
	});

	test('the rate limit slides over the turn of a second, for each key alone', () => {
		let now = 0;
		const rate = new Rate(5, () => now);
		const passes = [900, 900, 900, 900, 900, 1000, 1899, 1900].map((time) => {
			now = time;
			return rate.passes('a');
		});
		expect(passes).toEqual([true, true, true, true, true, false, false, true]);
		expect(rate.passes('b')).toBe(true);
	});
});

test.each([
	['integer', [1, null, '-2', ' 007 ', '']],
	['float', [1, '2.5', '-1e3', '.5']],
	['date', ['2024-01-31', '2024-01-31T08:00:00Z', '2024-01-31 08:00']],
	['string', [1, 'two', '0x10', { deep: 1 }]],
	['category', [true, 'FALSE']],
	['category', Array<number>(10).fill(1)],
])('a column is of type %s for the values %j (W8, W16)', (type, values) => {
	const datasets = new Datasets();
	const dataset = datasets.create('Cars');
	datasets.append(
		dataset.id,
		values.map((v) => ({ v })),
	);
	expect(dataset.fields).toEqual([{ name: 'v', type }]);
});

describe('faults', () => {
	const reply = replies.tooMany(2);
	/** What the client gets, and how many of two rows are there then, and in the end. */
	test.each<[Fault, number | string, number, number?]>([
		[{ kind: 'answer', reply }, 429, 0],
		[{ kind: 'writeThenAnswer', reply }, 429, 2],
		[{ kind: 'writePartThenAnswer', rows: 1, reply }, 429, 1],
		[{ kind: 'change', change: () => reply }, 429, 2],
		[{ kind: 'cut' }, 'fetch failed', 0],
		[{ kind: 'writeThenCut' }, 'fetch failed', 2],
		[{ kind: 'cutInBody' }, 'terminated', 2],
		[{ kind: 'slow', ms: 1 }, 200, 2],
		[{ kind: 'writeThenSlow', ms: 1 }, 200, 2],
		[{ kind: 'late', ms: 50 }, 'fetch failed', 0, 2],
	])('%j', async (fault, answer, rowsThen, rowsInTheEnd = rowsThen) => {
		await start();
		akkio.faults.next({ on: 'append', fault });
		const count = () => akkio.datasets.get(id)!.rows.length;
		const got = request(akkio, 'POST', { id, rows: [{ a: 1 }, { a: 2 }] });
		const seen = await got.then(
			({ status }) => status,
			({ message }: Error) => message,
		);
		expect([seen, count()]).toEqual([answer, rowsThen]);
		while (count() < rowsInTheEnd) await request(akkio, 'GET');
	});

	test('a request that hangs ends with the stand-in', async () => {
		await start();
		akkio.faults.next({ on: 'any', times: 2, fault: { kind: 'hang' } });
		const hanging = expect(request(akkio, 'GET')).rejects.toThrow('fetch failed');
		while (akkio.requests.length === 0) await new Promise(setImmediate);
		await akkio.stop();
		await hanging;
		expect(akkio.faults.left).toBe(1);
	});
});

describe('models', () => {
	const CLASSES = { '0': 0.25, '1': 0.75 };
	const SHARES = { 'Probability x is 0': 0.25, 'Probability x is 1': 0.75 };
	test.each<[number | Record<string, number>, object, object]>([
		[CLASSES, { u: [1], b: null }, { a: '', b: null, x: '1', u: [1], ...SHARES }],
		[CLASSES, { x: 0, b: false, a: 1 }, { a: 1, b: false, x: '1', ...SHARES }],
		[4.5, { x: 0 }, { a: '', b: '', x: 4.5 }],
	])('an estimate of %j for the row %j comes back as %j (M4–M6, U11)', async (...given) => {
		const [estimate, row, prediction] = given;
		await start();
		const model = { name: 'M', predictFields: ['x'], inputs: ['a', 'b'] };
		const { id: own } = akkio.models.add({ ...model, estimate: () => ({ x: estimate }) });
		const { body } = await request(akkio, 'POST', { id: own, data: [row] }, { path: '/v1/models' });
		const [got] = (body as { predictions: object[] }).predictions;
		expect(Object.entries(got!)).toEqual(Object.entries(prediction));
	});

	test('a trained model predicts at least 95 % of the held-out penguins', async () => {
		await start();
		akkio.datasets.append(id, trainingPenguins);
		const model = akkio.models.train({ datasetId: id, predictFields: ['Species'] });
		const data = heldOutPenguins.map((one) => ({ ...one, Species: undefined }));
		const predictions = akkio.models.predict(model, data);
		const right = heldOutPenguins.filter(({ Species }, n) => predictions[n]!.Species === Species);
		expect(right.length / heldOutPenguins.length).toBeGreaterThanOrEqual(0.95);
	});

	test('a training goes on by the clock, and its model is listed when it has succeeded (T2, T3)', async () => {
		let now = 0;
		await start({ trainingMs: 8000, now: () => now });
		const rows = [...Array(40).keys()].map((n) => ({ n, wet: n < 20 ? 'no' : 'yes' }));
		akkio.datasets.append(id, rows);
		const path = '/api/v1/models/train';
		const asked = { dataset_id: id, predict_fields: ['wet'] };
		const { body } = await request(akkio, 'POST', asked, { path: `${path}/new` });
		const task = `${path}/${(body as { task_id: string }).task_id}`;
		for (const [ms, status, result] of [
			[1999, 'PENDING', 404],
			[2000, 'IN_PROGRESS', 404],
			[8000, 'SUCCEEDED', 200],
		] as const) {
			now = ms;
			expect(akkio.models.list()).toHaveLength(result === 200 ? 1 : 0);
			const got = await request(akkio, 'GET', {}, { path: `${task}/status` });
			expect(got.body).toMatchObject({ status });
			expect((await request(akkio, 'GET', {}, { path: `${task}/result` })).status).toBe(result);
		}
	});
});
