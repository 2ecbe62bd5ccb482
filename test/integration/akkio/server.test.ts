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

const DETAIL = { loc: expect.any(Array), msg: expect.any(String), type: expect.any(String) };
const INVALID = { status: 422, body: { detail: [DETAIL] } };

/** What test/contract shows on the stand-in is not shown again. */
describe('the API', () => {
	it.each([
		['Untitled', {}],
		['Untitled', { rows: [{ a: 1 }] }],
		['Cars', { id: '', name: 'Cars', rows: [{ a: 1 }] }],
	])('creates %s, without rows, for a POST with %j (W9, W18)', async (name, parameters) => {
		const standIn = await start();
		const { body } = await request(standIn, 'POST', parameters);
		const [dataset] = standIn.datasets.list();
		expect(dataset).toMatchObject({ name, rows: [] });
		expect(body).toEqual({ status: 'success', dataset_id: dataset!.id, dataset_name: name });
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
		const { standIn, id } = await startWithDataset();
		const rows = Array.from({ length: 10_000 }, (_, n) => ({ n, text: 'x'.repeat(4000) }));
		expect(await request(standIn, 'POST', { id, rows })).toMatchObject({ status: 200 });
		expect(standIn.datasets.get(id)?.rows).toHaveLength(10_000);
	});

	it('answers a wrong key with a 404 and does nothing, also on POST and DELETE (E2, W4)', async () => {
		const { standIn, id } = await startWithDataset();
		for (const api_key of [undefined, '', 'other', ` ${KEY}`, `${KEY}\n`, [KEY]]) {
			for (const method of ['POST', 'DELETE'] as const) {
				const { status, body } = await request(standIn, method, { api_key, id, rows: [{}] });
				expect([status, body]).toEqual([404, { status: 'missing or invalid API key' }]);
			}
		}
		expect(standIn.datasets.get(id)).toMatchObject({ rows: [] });
	});

	it.each([
		[undefined, 404, { status: 'dataset not found' }],
		['400', 400, { status: 'invalid dataset id' }],
		['200', 200, { status: 'invalid dataset id' }],
		['error', 200, { status: 'error', message: 'invalid dataset id' }],
	] as const)(
		'answers an unknown id as unknownId %s says (U8)',
		async (unknownId, status, body) => {
			const standIn = await start({ unknownId });
			for (const id of ['x', 5]) {
				for (const method of ['GET', 'POST', 'DELETE'] as const) {
					expect(await request(standIn, method, { id })).toMatchObject({ status, body });
				}
			}
		},
	);

	it('answers an empty id with a 400 on DELETE (E10) and a 422 on GET (U4)', async () => {
		const { standIn } = await startWithDataset();
		for (const parameters of [{}, { id: '' }]) {
			const { status, body } = await request(standIn, 'DELETE', parameters);
			expect([status, body]).toEqual([400, { status: 'no id provided' }]);
		}
		expect(await request(standIn, 'GET', { id: '' })).toMatchObject(INVALID);
		expect(standIn.datasets.list()).toHaveLength(1);
	});

	it('answers a body that is no JSON object with a 422 (E5)', async () => {
		const standIn = await start();
		for (const body of ['{"name":', '[]', 'null', 'name=Cars']) {
			expect(await request(standIn, 'POST', {}, { body })).toMatchObject(INVALID);
		}
	});

	it('answers unknown paths with a plain 403 (E9), and other methods with a 405', async () => {
		const { baseUrl, pageUrl } = await start();
		for (const url of [`${baseUrl}/nothing`, `${pageUrl}datasets`]) {
			const unknown = await fetch(url);
			expect([unknown.status, await unknown.text()]).toEqual([403, 'Unauthorized.']);
			expect(unknown.headers.get('content-type')).toMatch(/^text\/plain/);
		}
		expect(await fetch(`${baseUrl}/datasets`, { method: 'PUT' })).toMatchObject({ status: 405 });
	});

	it.each([
		[undefined, null],
		[3, '3'],
	])('limits requestsPerSecond (L1), with retryAfter %s (U2)', async (retryAfter, header) => {
		const standIn = await start({ requestsPerSecond: 1, retryAfter });
		const first = await request(standIn, 'GET');
		const second = await request(standIn, 'GET');
		expect([first.status, second.status]).toEqual([200, 429]);
		expect(second.headers.get('retry-after')).toBe(header);
		expect(standIn.rate.refused).toBe(1);
	});

	it('answers a body above bodyLimit with a 413 and stores nothing (L2)', async () => {
		const { standIn, id } = await startWithDataset({ bodyLimit: 1000 });
		const append = async (length: number) =>
			await request(standIn, 'POST', { id, rows: [{ a: 'x'.repeat(length) }] });
		expect(await append(2_000_000)).toMatchObject({ status: 413 });
		expect(standIn.datasets.get(id)?.rows).toEqual([]);
		expect(await append(100)).toMatchObject({ status: 200 });
	});

	it('shows the same datasets to several keys (W5)', async () => {
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
