/** The stand-in for Akkio, as far as test/contract and the tests of the node do not show it. */
import { KEY, request } from '../support/akkio/client.mts';
import type { Fault } from '../support/akkio/faults.mts';
import { heldOutPenguins, trainingPenguins } from '../support/akkio/penguins.mts';
import { Rate } from '../support/akkio/rate.mts';
import * as replies from '../support/akkio/replies.mts';
import { drain } from '../support/engine/promises.mts';
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
	])('%s on %s', async (_what, method, parameters, expected, init = {}) => {
		await start();
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
		while (akkio.requests.length === 0) await drain();
		await akkio.stop();
		await hanging;
		expect(akkio.faults.left).toBe(1);
	});
});

test('a model that is trained predicts at least 95 % of the held-out penguins', async () => {
	await start();
	akkio.datasets.append(id, trainingPenguins);
	const model = akkio.models.train({ datasetId: id, predictFields: ['Species'] });
	const data = heldOutPenguins.map((one) => ({ ...one, Species: undefined }));
	const predictions = akkio.models.predict(model, data);
	const right = heldOutPenguins.filter(({ Species }, n) => predictions[n]!.Species === Species);
	expect(right.length / heldOutPenguins.length).toBeGreaterThanOrEqual(0.95);
});
