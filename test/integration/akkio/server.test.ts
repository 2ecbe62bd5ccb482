import { ask, KEY } from '../../support/akkio/ask.mts';
import { startStandIn } from '../../support/akkio/server.mts';
import type { StandIn, StandInOptions } from '../../support/akkio/server.mts';

const started: StandIn[] = [];
const start = async (options: Partial<StandInOptions> = {}) => {
	const standIn = await startStandIn({ keys: [KEY], ...options });
	started.push(standIn);
	return standIn;
};
afterEach(async () => {
	await Promise.all(started.splice(0).map(async (standIn) => await standIn.stop()));
});

const WRONG_KEY = { status: 404, body: { status: 'missing or invalid API key' } };
const UNKNOWN_DATASET = { status: 404, body: { status: 'dataset not found' } };
const INVALID = {
	status: 422,
	body: {
		detail: [
			expect.objectContaining({
				loc: expect.any(Array),
				msg: expect.any(String),
				type: expect.any(String),
			}),
		],
	},
};

describe('the API', () => {
	it('lists every dataset by id and name (W6)', async () => {
		const standIn = await start();
		const { id } = standIn.datasets.create('Cars');
		expect(await ask(standIn, 'GET')).toMatchObject({
			status: 200,
			body: { status: 'success', datasets: [{ id, name: 'Cars' }] },
		});
	});

	it('gets one dataset without its id (W7)', async () => {
		const standIn = await start();
		const { id } = standIn.datasets.create('Cars');
		standIn.datasets.append(id, [{ Name: 'a', Cylinders: 8 }]);
		expect((await ask(standIn, 'GET', { id })).body).toEqual({
			status: 'success',
			name: 'Cars',
			rows: 1,
			fields: [
				{ name: 'Name', type: 'string' },
				{ name: 'Cylinders', type: 'number' },
			],
		});
	});

	it('creates a dataset and answers dataset_id and dataset_name (W9)', async () => {
		const standIn = await start();
		const { body } = await ask(standIn, 'POST', { name: 'Cars' });
		const [dataset] = standIn.datasets.list();
		expect(body).toEqual({ status: 'success', dataset_id: dataset!.id, dataset_name: 'Cars' });
	});

	it.each([
		['an array', [{ a: 1 }]],
		['JSON text', '[{"a":1}]'],
	])('appends rows from %s and answers nothing but success (W10)', async (_name, rows) => {
		const standIn = await start();
		const { id } = standIn.datasets.create('Cars');
		expect((await ask(standIn, 'POST', { id, rows })).body).toEqual({ status: 'success' });
		expect(standIn.datasets.get(id)?.rows).toEqual([{ a: 1 }]);
	});

	it('deletes a dataset and answers success (W12)', async () => {
		const standIn = await start();
		const { id } = standIn.datasets.create('Cars');
		expect((await ask(standIn, 'DELETE', { id })).body).toEqual({ status: 'success' });
		expect(standIn.datasets.list()).toEqual([]);
	});

	it('takes everything from the query on POST and DELETE too (W3)', async () => {
		const standIn = await start();
		const url = `${standIn.baseUrl}/datasets?api_key=${KEY}`;
		await fetch(`${url}&name=Cars`, { method: 'POST' });
		const { id } = standIn.datasets.list()[0]!;
		await fetch(`${url}&id=${id}`, { method: 'POST', body: '{"rows":[{"a":1}]}' });
		expect(standIn.datasets.get(id)?.rows).toEqual([{ a: 1 }]);
		await fetch(`${url}&id=${id}`, { method: 'DELETE' });
		expect(standIn.datasets.list()).toEqual([]);
	});

	it('appends ten thousand rows of 40 MB in one request (L2)', async () => {
		const standIn = await start();
		const { id } = standIn.datasets.create('Large');
		const rows = Array.from({ length: 10_000 }, (_, n) => ({ n, text: 'x'.repeat(4000) }));
		expect(await ask(standIn, 'POST', { id, rows })).toMatchObject({ status: 200 });
		expect(standIn.datasets.get(id)?.rows).toHaveLength(10_000);
	});
});

describe('a refusal', () => {
	it.each([[undefined], [''], ['other'], [` ${KEY}`], [`${KEY}\n`], [[KEY]]])(
		'is a 404 for the key %j on every method (E2, W4)',
		async (api_key) => {
			const standIn = await start();
			const { id } = standIn.datasets.create('Cars');
			for (const method of ['POST', 'DELETE'] as const) {
				expect(await ask(standIn, method, { api_key, id })).toMatchObject(WRONG_KEY);
			}
			if (!Array.isArray(api_key)) {
				expect(await ask(standIn, 'GET', { api_key })).toMatchObject(WRONG_KEY);
			}
			expect(standIn.datasets.list()).toHaveLength(1);
		},
	);

	it('is a 404 with another text for an unknown id (E3)', async () => {
		const standIn = await start();
		expect(await ask(standIn, 'GET', { id: 'x' })).toMatchObject(UNKNOWN_DATASET);
		expect(await ask(standIn, 'DELETE', { id: 'x' })).toMatchObject(UNKNOWN_DATASET);
		expect(await ask(standIn, 'POST', { id: 'x', rows: [] })).toMatchObject(UNKNOWN_DATASET);
	});

	it.each([
		['GET', { id: '' }],
		['DELETE', {}],
		['DELETE', { id: '' }],
		['DELETE', { id: 5 }],
		['POST', {}],
		['POST', { name: '' }],
		['POST', { name: ['Cars'] }],
		['POST', { id: '', name: 'Cars' }],
		['POST', { rows: [] }],
	] as const)('is a 422 for %s with %j (E5, U4)', async (method, parameters) => {
		const standIn = await start();
		standIn.datasets.create('Cars');
		expect(await ask(standIn, method, parameters)).toMatchObject(INVALID);
		expect(standIn.datasets.list()).toHaveLength(1);
	});

	it.each([[undefined], [{ a: 1 }], ['no JSON'], [[1]]])(
		'is a 422 for the rows %j (E5)',
		async (rows) => {
			const standIn = await start();
			const { id } = standIn.datasets.create('Cars');
			expect(await ask(standIn, 'POST', { id, rows })).toMatchObject(INVALID);
		},
	);

	it.each([['{"name":'], ['[]'], ['null'], ['name=Cars']])(
		'is a 422 for the body %s (E5)',
		async (body) => {
			expect(await ask(await start(), 'POST', {}, { body })).toMatchObject(INVALID);
		},
	);

	it('is a 404 on other routes and a 405 for other methods, in the words of FastAPI', async () => {
		const { baseUrl } = await start();
		const other = await fetch(`${baseUrl}/models`);
		expect([other.status, await other.json()]).toEqual([404, { detail: 'Not Found' }]);
		const put = await fetch(`${baseUrl}/datasets`, { method: 'PUT' });
		expect([put.status, await put.json()]).toEqual([405, { detail: 'Method Not Allowed' }]);
	});
});

describe('a switch', () => {
	it('extraFields and keptOfRefused decide on extra values (U1, U3)', async () => {
		const standIn = await start({ extraFields: 'refuse', keptOfRefused: 1 });
		const { id } = standIn.datasets.create('Cars');
		await ask(standIn, 'POST', { id, rows: [{ a: 1 }] });
		const answer = await ask(standIn, 'POST', { id, rows: [{ a: 2 }, { a: 3, x: 1 }] });
		expect(answer).toMatchObject(INVALID);
		expect(standIn.datasets.get(id)?.rows).toEqual([{ a: 1 }, { a: 2 }]);
	});

	it('listDelay keeps a new dataset from the list, but not from who knows its id (U7)', async () => {
		const standIn = await start({ listDelay: 1 });
		const { body } = await ask(standIn, 'POST', { name: 'Cars' });
		const { dataset_id: id } = body as { dataset_id: string };
		expect((await ask(standIn, 'GET', { id })).body).toMatchObject({ name: 'Cars' });
		expect((await ask(standIn, 'GET')).body).toEqual({ status: 'success', datasets: [] });
		expect((await ask(standIn, 'GET')).body).toMatchObject({ datasets: [{ id, name: 'Cars' }] });
	});

	it('requestsPerSecond makes the requests above it a 429 and counts them (L1, U2)', async () => {
		const standIn = await start({ requestsPerSecond: 2 });
		const answers = [
			await ask(standIn, 'GET'),
			await ask(standIn, 'GET'),
			await ask(standIn, 'GET'),
		];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
		expect(answers[2]?.headers.get('retry-after')).toBeNull();
		expect(standIn.rate.refused).toBe(1);
	});

	it('retryAfter adds the header to these 429 (U2)', async () => {
		const standIn = await start({ requestsPerSecond: 1, retryAfter: 3 });
		await ask(standIn, 'GET');
		expect((await ask(standIn, 'GET')).headers.get('retry-after')).toBe('3');
	});

	it('bodyLimit makes a larger body a 413 and stores nothing (L2)', async () => {
		const standIn = await start({ bodyLimit: 1000 });
		const { id } = standIn.datasets.create('Cars');
		const append = async (length: number) =>
			await ask(standIn, 'POST', { id, rows: [{ a: 'x'.repeat(length) }] });
		expect(await append(2_000_000)).toMatchObject({ status: 413 });
		expect(standIn.datasets.get(id)?.rows).toEqual([]);
		expect(await append(100)).toMatchObject({ status: 200 });
	});

	it('keys lets several keys see the same datasets (W5)', async () => {
		const standIn = await start({ keys: ['one', 'two'] });
		await ask(standIn, 'POST', { api_key: 'one', name: 'Cars' });
		const { body } = await ask(standIn, 'GET', { api_key: 'two' });
		expect(body).toMatchObject({ datasets: [{ name: 'Cars' }] });
	});
});

describe('the record of requests', () => {
	it('has each request with its query, its body and its answer, refused ones included', async () => {
		const standIn = await start();
		await ask(standIn, 'GET', { api_key: 'other' });
		await ask(standIn, 'POST', { name: 'Cars' });
		expect(standIn.requests).toEqual([
			expect.objectContaining({ method: 'GET', query: { api_key: 'other' }, status: 404 }),
			{
				method: 'POST',
				path: '/v1/datasets',
				query: {},
				body: { api_key: KEY, name: 'Cars' },
				time: expect.any(Number),
				status: 200,
				concurrent: 1,
			},
		]);
	});

	it('tells how many requests were in hand at once', async () => {
		const standIn = await start();
		standIn.faults.next({ on: 'list', times: 3, fault: { kind: 'slow', ms: 50 } });
		await Promise.all([ask(standIn, 'GET'), ask(standIn, 'GET'), ask(standIn, 'GET')]);
		await ask(standIn, 'GET');
		expect(standIn.requests.map(({ concurrent }) => concurrent)).toEqual([1, 2, 3, 1]);
	});
});

describe('starting and stopping', () => {
	it('rejects when the port is taken', async () => {
		const { baseUrl } = await start();
		await expect(start({ port: Number(new URL(baseUrl).port) })).rejects.toMatchObject({
			code: 'EADDRINUSE',
		});
	});

	it('stops at once, also with a connection that is kept alive and one that hangs', async () => {
		const standIn = await startStandIn({ keys: [KEY] });
		await ask(standIn, 'GET');
		standIn.faults.next({ on: 'any', fault: { kind: 'hang' } });
		const hanging = expect(ask(standIn, 'GET')).rejects.toThrow('fetch failed');
		while (standIn.requests.length < 2) await fetch(standIn.pageUrl);
		const before = Date.now();
		await standIn.stop();
		await hanging;
		expect(Date.now() - before).toBeLessThan(500);
	});
});
