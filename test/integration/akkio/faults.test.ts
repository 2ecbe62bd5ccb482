import { ask, KEY } from '../../support/akkio/ask.mts';
import type { Fault } from '../../support/akkio/faults.mts';
import * as replies from '../../support/akkio/replies.mts';
import { startStandIn } from '../../support/akkio/server.mts';
import type { StandIn } from '../../support/akkio/server.mts';

let standIn: StandIn;
let id: string;
beforeEach(async () => {
	standIn = await startStandIn({ keys: [KEY] });
	id = standIn.datasets.create('Cars').id;
});
afterEach(async () => await standIn.stop());

const rows = [{ a: 1 }];
const append = async (fault: Fault) => {
	standIn.faults.next({ on: 'append', fault });
	return await ask(standIn, 'POST', { id, rows });
};
const stored = () => standIn.datasets.get(id)?.rows;
const lastStatus = () => standIn.requests.at(-1)?.status;

describe('the fault answer', () => {
	it.each([
		['429', replies.tooMany()],
		['429 with Retry-After', replies.tooMany(2)],
		['500', replies.serverFault()],
		['502 page (E6)', replies.gatewayPage(502)],
		['503 page with Retry-After (E6)', replies.gatewayPage(503, 1)],
		['401 (E4)', replies.unauthorized()],
		['403 (E4)', replies.noAccess()],
		['413', replies.tooLarge()],
		['422 (E5)', replies.invalid({ loc: ['body'], msg: 'wrong', type: 'value_error' })],
		['302', replies.redirect(302, 'https://elsewhere.example/')],
		['307', replies.redirect(307, 'https://elsewhere.example/')],
		['200 that is no success (E1)', replies.failed('quota exceeded')],
	])('sends a %s and stores nothing', async (_name, reply) => {
		const { status, headers, body } = await append({ kind: 'answer', reply });
		expect({ status, body }).toEqual({ status: reply.status, body: reply.body });
		for (const [name, value] of Object.entries(reply.headers ?? {})) {
			expect(headers.get(name)).toBe(value);
		}
		if (!reply.headers?.['retry-after']) expect(headers.has('retry-after')).toBe(false);
		expect(stored()).toEqual([]);
		expect(lastStatus()).toBe(reply.status);
	});
});

describe('a fault on the connection (E7)', () => {
	it('cut: no answer, nothing is stored', async () => {
		await expect(append({ kind: 'cut' })).rejects.toThrow('fetch failed');
		expect(stored()).toEqual([]);
		expect(lastStatus()).toBeUndefined();
	});

	it('writeThenCut: no answer, and the rows are stored', async () => {
		await expect(append({ kind: 'writeThenCut' })).rejects.toThrow('fetch failed');
		expect(stored()).toEqual(rows);
		expect(lastStatus()).toBeUndefined();
	});

	it('writeThenAnswer: a 500, and the rows are stored', async () => {
		const reply = replies.serverFault();
		expect(await append({ kind: 'writeThenAnswer', reply })).toMatchObject({ status: 500 });
		expect(stored()).toEqual(rows);
	});

	it('writePartThenAnswer: a refusal, and the first rows are stored (U3)', async () => {
		const fault = { kind: 'writePartThenAnswer', rows: 1, reply: replies.failed('no') } as const;
		standIn.faults.next({ on: 'append', fault });
		const { body } = await ask(standIn, 'POST', { id, rows: [{ a: 1 }, { a: 2 }] });
		expect(body).toEqual({ status: 'no' });
		expect(stored()).toEqual([{ a: 1 }]);
	});

	it('cutInBody: the answer begins and breaks off, and the rows are stored', async () => {
		standIn.faults.next({ on: 'append', fault: { kind: 'cutInBody' } });
		const response = await fetch(`${standIn.baseUrl}/datasets`, {
			method: 'POST',
			body: JSON.stringify({ api_key: KEY, id, rows }),
		});
		const whole = JSON.stringify(replies.success().body).length;
		expect(response.status).toBe(200);
		expect(response.headers.get('content-length')).toBe(String(whole));
		await expect(response.text()).rejects.toThrow('terminated');
		expect(stored()).toEqual(rows);
	});
});

describe('a fault of time', () => {
	const impatient = async () =>
		await ask(standIn, 'POST', { id, rows }, { signal: AbortSignal.timeout(30) });
	/** Looks again and again: a request to the page gives the stand-in time to work. */
	const untilStored = async () => {
		while (stored()?.length === 0) await fetch(standIn.pageUrl);
	};

	it('slow: waits, processes and answers', async () => {
		const before = Date.now();
		expect(await append({ kind: 'slow', ms: 60 })).toMatchObject({ status: 200 });
		expect(Date.now() - before).toBeGreaterThanOrEqual(55);
		expect(stored()).toEqual(rows);
	});

	it('slow: stores the rows even when the client gave up before (U5)', async () => {
		standIn.faults.next({ on: 'append', fault: { kind: 'slow', ms: 90 } });
		await expect(impatient()).rejects.toThrow('timeout');
		expect(stored()).toEqual([]);
		await untilStored();
		expect(stored()).toEqual(rows);
	});

	it('writeThenSlow: stores at once and answers later', async () => {
		standIn.faults.next({ on: 'append', fault: { kind: 'writeThenSlow', ms: 90 } });
		await expect(impatient()).rejects.toThrow('timeout');
		expect(stored()).toEqual(rows);
		expect(await append({ kind: 'writeThenSlow', ms: 10 })).toMatchObject({ status: 200 });
	});

	it('late: cuts at once, and the write lands afterwards (U5)', async () => {
		await expect(append({ kind: 'late', ms: 60 })).rejects.toThrow('fetch failed');
		expect(stored()).toEqual([]);
		await untilStored();
		expect(stored()).toEqual(rows);
		expect(lastStatus()).toBeUndefined();
	});

	it('hang: never answers and stores nothing', async () => {
		standIn.faults.next({ on: 'append', fault: { kind: 'hang' } });
		await expect(impatient()).rejects.toThrow('timeout');
		expect(stored()).toEqual([]);
	});
});

describe('the queue of faults', () => {
	const reply = replies.serverFault();
	const statusOf = async (method: 'GET' | 'POST' | 'DELETE', parameters = {}) =>
		(await ask(standIn, method, parameters)).status;

	it.each([
		['list', 'GET', {}],
		['get', 'GET', { id: 'x' }],
		['create', 'POST', { name: 'x' }],
		['append', 'POST', { id: 'x', rows: [] }],
		['delete', 'DELETE', { id: 'x' }],
	] as const)('keeps a fault on %s for such a request', async (on, method, parameters) => {
		const others = (['list', 'get', 'create', 'append', 'delete'] as const).filter((o) => o !== on);
		for (const other of others) standIn.faults.next({ on: other, fault: { kind: 'cut' } });
		standIn.faults.next({ on, fault: { kind: 'answer', reply } });
		expect(await statusOf(method, parameters)).toBe(500);
		expect(standIn.faults.left).toBe(4);
	});

	it('applies a fault as often as planned, in the order planned, then no more', async () => {
		standIn.faults.next({ on: 'any', times: 2, fault: { kind: 'answer', reply } });
		standIn.faults.next({ on: 'list', fault: { kind: 'answer', reply: replies.tooMany() } });
		const statuses = [];
		for (let n = 0; n < 4; n++) statuses.push(await statusOf('GET'));
		expect(statuses).toEqual([500, 500, 429, 200]);
	});

	it('forgets what is planned on clear', async () => {
		standIn.faults.next({ on: 'any', times: Infinity, fault: { kind: 'cut' } });
		standIn.faults.clear();
		expect(await statusOf('GET')).toBe(200);
	});
});
