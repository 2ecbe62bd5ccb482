import { KEY, request } from '../../support/akkio/client.mts';
import { startStandIn, type StandIn, type StandInOptions } from '../../support/akkio/server.mts';

const started: StandIn[] = [];
afterEach(async () => {
	await Promise.all(started.splice(0).map(async (akkio) => await akkio.stop()));
});
/** A stand-in with one empty dataset, which has the id. */
const start = async (options: Partial<StandInOptions> = {}) => {
	const akkio = await startStandIn({ keys: [KEY], ...options });
	started.push(akkio);
	return { akkio, id: akkio.datasets.create('Cars').id };
};

const DETAIL = { loc: expect.any(Array), msg: expect.any(String), type: expect.any(String) };
const INVALID = { status: 422, body: { detail: [DETAIL] } };

// What test/contract shows on the stand-in is not shown again.

it('creates a dataset without rows for a POST without an id, whatever it holds (W18)', async () => {
	const { akkio } = await start();
	const rows = [{ a: 1 }];
	for (const parameters of [{}, { rows }, { id: '', name: 'Trucks', rows }]) {
		await request(akkio, 'POST', parameters);
	}
	const created = akkio.datasets.list().slice(1);
	expect(created.map(({ name }) => name)).toEqual(['Untitled', 'Untitled', 'Trucks']);
	expect(created.flatMap((dataset) => dataset.rows)).toEqual([]);
});

it('appends ten thousand rows of 40 MB in one request (L2)', async () => {
	const { akkio, id } = await start();
	const rows = Array.from({ length: 10_000 }, (_, n) => ({ n, text: 'x'.repeat(4000) }));
	expect(await request(akkio, 'POST', { id, rows })).toMatchObject({ status: 200 });
	expect(akkio.datasets.get(id)?.rows).toHaveLength(10_000);
});

it('answers a wrong key with a 404 and does nothing, also on POST and DELETE (E2, W4)', async () => {
	const { akkio, id } = await start({ keys: [KEY, 'another'] });
	for (const api_key of [undefined, '', 'other', ` ${KEY}`, `${KEY}\n`, [KEY]]) {
		for (const method of ['POST', 'DELETE'] as const) {
			const { status, body } = await request(akkio, method, { api_key, id, rows: [{}] });
			expect([status, body]).toEqual([404, { status: 'missing or invalid API key' }]);
		}
	}
	expect(akkio.datasets.get(id)).toMatchObject({ rows: [] });
	expect(await request(akkio, 'GET', { api_key: 'another', id })).toMatchObject({ status: 200 });
});

it('answers an append to an unknown id as a GET (U8), an empty id with a 400 on DELETE (E10) and a 422 on GET (U4)', async () => {
	const { akkio } = await start();
	for (const id of ['x', 5]) {
		const expected = { status: 404, body: { status: 'dataset not found' } };
		expect(await request(akkio, 'POST', { id })).toMatchObject(expected);
	}
	for (const parameters of [{}, { id: '' }]) {
		const { status, body } = await request(akkio, 'DELETE', parameters);
		expect([status, body]).toEqual([400, { status: 'no id provided' }]);
	}
	expect(await request(akkio, 'GET', { id: '' })).toMatchObject(INVALID);
	expect(akkio.datasets.list()).toHaveLength(1);
});

it('answers a body that is no JSON object with a 422 (E5)', async () => {
	const { akkio } = await start();
	for (const body of ['{"name":', '[]', 'null', 'name=Cars']) {
		expect(await request(akkio, 'POST', {}, { body })).toMatchObject(INVALID);
	}
});

it('answers requests above requestsPerSecond with a 429 (L1), with retryAfter as header (U2)', async () => {
	for (const retryAfter of [undefined, 3]) {
		const { akkio } = await start({ requestsPerSecond: 1, retryAfter });
		expect(await request(akkio, 'GET')).toMatchObject({ status: 200 });
		const { status, headers } = await request(akkio, 'GET');
		expect([status, headers.get('retry-after')]).toEqual([429, retryAfter ? '3' : null]);
		expect(akkio.rate.refused).toBe(1);
	}
});

it('answers a body above bodyLimit with a 413 and stores nothing (L2)', async () => {
	const { akkio, id } = await start({ bodyLimit: 1000 });
	const append = async (length: number) =>
		await request(akkio, 'POST', { id, rows: [{ a: 'x'.repeat(length) }] });
	expect(await append(2_000_000)).toMatchObject({ status: 413 });
	expect(akkio.datasets.get(id)?.rows).toEqual([]);
	expect(await append(100)).toMatchObject({ status: 200 });
});

it('records each request with its query, its body and its answer, failed ones included', async () => {
	const { akkio } = await start();
	await request(akkio, 'GET', { api_key: 'other' });
	await request(akkio, 'POST', { name: 'Trucks' });
	const received = { path: '/v1/datasets', time: expect.any(Number) };
	const body = { api_key: KEY, name: 'Trucks' };
	expect(akkio.requests).toEqual([
		{ ...received, method: 'GET', query: { api_key: 'other' }, body: undefined, status: 404 },
		{ ...received, method: 'POST', query: {}, body, status: 200 },
	]);
});

it('shows names, fields and values as text on a page, without a key and off the record', async () => {
	const { akkio, id } = await start();
	const script = '<script>alert(1)</script>';
	akkio.datasets.append(id, [{ [script]: script }]);
	akkio.models.add({ name: script, predictFields: ['x'], estimate: () => ({ x: 1 }) });
	const text = await (await fetch(akkio.pageUrl)).text();
	for (const part of [akkio.baseUrl, 'Cars', id]) expect(text).toContain(part);
	expect(text.split('&lt;script&gt;alert(1)&lt;/script&gt;')).toHaveLength(4);
	expect(text).not.toMatch(/<script>|demo/);
	expect(akkio.requests).toEqual([]);
});

it('rejects the start when the port is taken', async () => {
	const port = Number(new URL((await start()).akkio.baseUrl).port);
	await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
