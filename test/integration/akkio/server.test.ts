import { KEY, request } from '../../support/akkio/client.mts';
import { startStandIn, type StandIn, type StandInOptions } from '../../support/akkio/server.mts';

const started: StandIn[] = [];
const start = async (options: Partial<StandInOptions> = {}) => {
	const standIn = await startStandIn({ keys: [KEY], ...options });
	started.push(standIn);
	return standIn;
};
/** A stand-in with one empty dataset. */
const startWithDataset = async (options: Partial<StandInOptions> = {}) => {
	const standIn = await start(options);
	return { standIn, id: standIn.datasets.create('Cars').id };
};
afterEach(async () => {
	await Promise.all(started.splice(0).map(async (standIn) => await standIn.stop()));
});

const WRONG_KEY = { status: 404, body: { status: 'missing or invalid API key' } };
const DETAIL = { loc: expect.any(Array), msg: expect.any(String), type: expect.any(String) };
const INVALID = { status: 422, body: { detail: [DETAIL] } };

describe('the API', () => {
	it('lists datasets as exactly {id, name}, by id (W6), and gets one without its id (W7)', async () => {
		const { standIn, id } = await startWithDataset();
		standIn.datasets.append(id, [{ Name: 'a', Cylinders: 8 }]);
		for (let n = 0; n < 3; n++) standIn.datasets.create('Cars');
		const ids = standIn.datasets.list().map((one) => one.id);
		const datasets = ids.sort().map((one) => ({ id: one, name: 'Cars' }));
		expect((await request(standIn, 'GET')).body).toEqual({ status: 'success', datasets });
		const fields = [
			{ name: 'Name', type: 'string' },
			{ name: 'Cylinders', type: 'integer' },
		];
		expect(await request(standIn, 'GET', { id })).toMatchObject({ status: 200 });
		const { body } = await request(standIn, 'GET', { id });
		expect(body).toEqual({ status: 'success', name: 'Cars', rows: 1, fields });
	});

	it.each([
		['Cars', { name: 'Cars' }],
		['Untitled', {}],
		['Untitled', { id: '', rows: [{ a: 1 }] }],
		['Untitled', { rows: [{ a: 1 }] }],
		['Cars', { id: '', name: 'Cars', rows: [] }],
	])('creates %s and answers dataset_id and dataset_name for %j (W9, W18)', async (name, body) => {
		const standIn = await start();
		const created = await request(standIn, 'POST', body);
		const [dataset] = standIn.datasets.list();
		expect(dataset).toMatchObject({ name, rows: [] });
		const { id } = dataset!;
		expect(created.body).toEqual({ status: 'success', dataset_id: id, dataset_name: name });
	});

	it.each([
		['an array', [{ a: 1 }]],
		['JSON text', '[{"a":1}]'],
	])(
		'appends rows from %s (W10), deletes the dataset (W12), and answers nothing but success',
		async (_name, rows) => {
			const { standIn, id } = await startWithDataset();
			expect((await request(standIn, 'POST', { id, rows })).body).toEqual({ status: 'success' });
			expect(standIn.datasets.get(id)?.rows).toEqual([{ a: 1 }]);
			expect((await request(standIn, 'DELETE', { id })).body).toEqual({ status: 'success' });
			expect(standIn.datasets.list()).toEqual([]);
		},
	);

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
		const { standIn, id } = await startWithDataset();
		const rows = Array.from({ length: 10_000 }, (_, n) => ({ n, text: 'x'.repeat(4000) }));
		expect(await request(standIn, 'POST', { id, rows })).toMatchObject({ status: 200 });
		expect(standIn.datasets.get(id)?.rows).toHaveLength(10_000);
	});
});

describe('an error', () => {
	it.each([[undefined], [''], ['other'], [` ${KEY}`], [`${KEY}\n`], [[KEY]]])(
		'is a 404 for the key %j on every method (E2, W4)',
		async (api_key) => {
			const { standIn, id } = await startWithDataset();
			for (const method of ['POST', 'DELETE'] as const) {
				expect(await request(standIn, method, { api_key, id })).toMatchObject(WRONG_KEY);
			}
			// A query holds text only: there, [KEY] would be the key itself.
			if (!Array.isArray(api_key)) {
				expect(await request(standIn, 'GET', { api_key })).toMatchObject(WRONG_KEY);
			}
			expect(standIn.datasets.list()).toHaveLength(1);
		},
	);

	it.each([
		[undefined, 404, { status: 'dataset not found' }],
		['400', 400, { status: 'invalid dataset id' }],
		['200', 200, { status: 'invalid dataset id' }],
		['error', 200, { status: 'error', message: 'invalid dataset id' }],
	] as const)(
		'answers an unknown id as unknownId says: %s (E3, U8)',
		async (unknownId, status, body) => {
			const standIn = await start({ unknownId });
			const answers = [
				await request(standIn, 'GET', { id: 'x' }),
				await request(standIn, 'DELETE', { id: 'x' }),
				await request(standIn, 'POST', { id: 'x', rows: [] }),
				await request(standIn, 'POST', { id: 5, rows: [] }),
			];
			for (const answer of answers) expect(answer).toMatchObject({ status, body });
		},
	);

	it('is a 400 for a DELETE (E10), and a 422 for a GET, with an empty id (U4)', async () => {
		const { standIn } = await startWithDataset();
		for (const parameters of [{}, { id: '' }]) {
			const { status, body } = await request(standIn, 'DELETE', parameters);
			expect([status, body]).toEqual([400, { status: 'no id provided' }]);
		}
		expect(await request(standIn, 'GET', { id: '' })).toMatchObject(INVALID);
		expect(standIn.datasets.list()).toHaveLength(1);
	});

	it.each([[undefined], [{ a: 1 }], ['no JSON'], [[1]]])(
		'is a 422 for the rows %j (E5)',
		async (rows) => {
			const { standIn, id } = await startWithDataset();
			expect(await request(standIn, 'POST', { id, rows })).toMatchObject(INVALID);
		},
	);

	it.each([['{"name":'], ['[]'], ['null'], ['name=Cars']])(
		'is a 422 for the body %s (E5)',
		async (body) => {
			expect(await request(await start(), 'POST', {}, { body })).toMatchObject(INVALID);
		},
	);

	it('is a plain 403 on unknown paths (E9), and a 405 for other methods', async () => {
		const { baseUrl, pageUrl } = await start();
		for (const url of [`${baseUrl}/nothing`, `${pageUrl}datasets`]) {
			const unknown = await fetch(url);
			expect([unknown.status, await unknown.text()]).toEqual([403, 'Unauthorized.']);
			expect(unknown.headers.get('content-type')).toMatch(/^text\/plain/);
		}
		const put = await fetch(`${baseUrl}/datasets`, { method: 'PUT' });
		expect([put.status, await put.json()]).toEqual([405, { detail: 'Method Not Allowed' }]);
	});
});

describe('a switch', () => {
	it('extraFields and keptOfRefused decide on extra values (U1, U3)', async () => {
		const { standIn, id } = await startWithDataset({ extraFields: 'refuse', keptOfRefused: 1 });
		await request(standIn, 'POST', { id, rows: [{ a: 1 }] });
		const answer = await request(standIn, 'POST', { id, rows: [{ a: 2 }, { a: 3, x: 1 }] });
		expect(answer).toMatchObject(INVALID);
		expect(standIn.datasets.get(id)?.rows).toEqual([{ a: 1 }, { a: 2 }]);
	});

	it('listDelay keeps a new dataset from the list, but not from who knows its id (U7)', async () => {
		const { standIn, id } = await startWithDataset({ listDelay: 1 });
		expect((await request(standIn, 'GET', { id })).body).toMatchObject({ name: 'Cars' });
		expect((await request(standIn, 'GET')).body).toEqual({ status: 'success', datasets: [] });
		expect((await request(standIn, 'GET')).body).toMatchObject({ datasets: [{ id }] });
	});

	it('parsingDelay hides what was appended from a GET (W15)', async () => {
		let now = 0;
		const { standIn, id } = await startWithDataset({ parsingDelay: 1, now: () => now });
		await request(standIn, 'POST', { id, rows: [{ a: 1 }] });
		expect((await request(standIn, 'GET', { id })).body).toMatchObject({ rows: 0, fields: [] });
		now = 1;
		const fields = [{ name: 'a', type: 'integer' }];
		expect((await request(standIn, 'GET', { id })).body).toMatchObject({ rows: 1, fields });
	});

	it.each([
		[undefined, null],
		[3, '3'],
	])(
		'requestsPerSecond makes more requests a 429 (L1); retryAfter %s is its header (U2)',
		async (retryAfter, header) => {
			const standIn = await start({ requestsPerSecond: 1, retryAfter });
			const first = await request(standIn, 'GET');
			const second = await request(standIn, 'GET');
			expect([first.status, second.status]).toEqual([200, 429]);
			expect(second.headers.get('retry-after')).toBe(header);
			expect(standIn.rate.refused).toBe(1);
		},
	);

	it('bodyLimit makes a larger body a 413 and stores nothing (L2)', async () => {
		const { standIn, id } = await startWithDataset({ bodyLimit: 1000 });
		const append = async (length: number) =>
			await request(standIn, 'POST', { id, rows: [{ a: 'x'.repeat(length) }] });
		expect(await append(2_000_000)).toMatchObject({ status: 413 });
		expect(standIn.datasets.get(id)?.rows).toEqual([]);
		expect(await append(100)).toMatchObject({ status: 200 });
	});

	it('keys lets several keys see the same datasets (W5)', async () => {
		const standIn = await start({ keys: ['one', 'two'] });
		await request(standIn, 'POST', { api_key: 'one', name: 'Cars' });
		const { body } = await request(standIn, 'GET', { api_key: 'two' });
		expect(body).toMatchObject({ datasets: [{ name: 'Cars' }] });
	});
});

describe('beside the API', () => {
	it('records each request with its query, its body and its answer, failed ones included', async () => {
		const standIn = await start();
		await request(standIn, 'GET', { api_key: 'other' });
		await request(standIn, 'POST', { name: 'Cars' });
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

	it('records how many requests were in flight at once', async () => {
		const standIn = await start();
		standIn.faults.next({ on: 'list', times: 3, fault: { kind: 'slow', ms: 50 } });
		await Promise.all(Array.from({ length: 3 }, async () => await request(standIn, 'GET')));
		await request(standIn, 'GET');
		expect(standIn.requests.map(({ concurrent }) => concurrent)).toEqual([1, 2, 3, 1]);
	});

	it('shows names, fields and values as text on a page, without a key and off the record', async () => {
		const { standIn, id } = await startWithDataset();
		const script = '<script>alert(1)</script>';
		standIn.datasets.append(id, [{ [script]: script }]);
		const text = await (await fetch(standIn.pageUrl)).text();
		for (const part of [standIn.baseUrl, 'Cars', id]) expect(text).toContain(part);
		expect(text.split('&lt;script&gt;alert(1)&lt;/script&gt;')).toHaveLength(3);
		expect(text).not.toMatch(/<script>|demo/);
		expect(standIn.requests).toEqual([]);
	});

	it('rejects the start when the port is taken', async () => {
		const port = Number(new URL((await start()).baseUrl).port);
		await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	});
});
