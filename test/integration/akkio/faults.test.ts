import { KEY, request } from '../../support/akkio/client.mts';
import type { Operation } from '../../support/akkio/api.mts';
import { Faults, misbehave, type Fault } from '../../support/akkio/faults.mts';
import * as replies from '../../support/akkio/replies.mts';
import { startStandIn, type StandIn } from '../../support/akkio/server.mts';

const MODELS = '/v1/models';
const TRAIN = '/api/v1/models/train';
const REQUESTS: Array<[Operation, 'GET' | 'POST' | 'DELETE', parameters: object, path?: string]> = [
	['list', 'GET', {}],
	['get', 'GET', { id: 'x' }],
	['create', 'POST', { id: '', rows: [] }],
	['append', 'POST', { id: 'x' }],
	['delete', 'DELETE', { id: 'x' }],
	['listModels', 'GET', {}, MODELS],
	['getModel', 'GET', { id: 'x' }, MODELS],
	['predict', 'POST', { id: 'x' }, MODELS],
	['train', 'POST', { dataset_id: 'x' }, MODELS],
	['deleteModel', 'DELETE', { id: 'x' }, MODELS],
	['startTraining', 'POST', {}, `${TRAIN}/new`],
	['trainingStatus', 'GET', {}, `${TRAIN}/x/status`],
	['trainingResult', 'GET', {}, `${TRAIN}/x/result`],
];

describe('each fault in its own order', () => {
	const reply = replies.serverFault();
	const whole = JSON.stringify(replies.success().body);
	const half = whole.slice(0, whole.length / 2);

	it.each<[Fault | undefined, string[]]>([
		[undefined, ['process', 'answer 200']],
		[{ kind: 'answer', reply }, ['answer 500']],
		[{ kind: 'writeThenAnswer', reply }, ['process', 'answer 500']],
		[{ kind: 'writePartThenAnswer', rows: 1, reply }, ['process 1 row', 'answer 500']],
		[{ kind: 'change', change: () => reply }, ['process', 'answer 500']],
		[{ kind: 'cut' }, ['close']],
		[{ kind: 'writeThenCut' }, ['process', 'close']],
		[{ kind: 'cutInBody' }, ['process', `head 200 ${whole.length}`, `write ${half}`, 'close']],
		[{ kind: 'slow', ms: 9 }, ['wait 9', 'process', 'answer 200']],
		[{ kind: 'writeThenSlow', ms: 9 }, ['process', 'wait 9', 'answer 200']],
		[{ kind: 'late', ms: 9 }, ['close', 'wait 9', 'process']],
	])('%j does %j', async (fault, expected) => {
		const events: string[] = [];
		const answered = await misbehave(
			fault,
			(rows) => {
				events.push(rows === undefined ? 'process' : `process ${rows} row`);
				return replies.success();
			},
			{
				destroy: () => events.push('close'),
				writeHead: (code, headers) => events.push(`head ${code} ${headers['content-length']}`),
				write: (part, sent) => {
					events.push(`write ${part.toString()}`);
					sent();
				},
			},
			async (ms) => events.push(`wait ${ms}`),
		);
		if (answered) events.push(`answer ${answered.status}`);
		expect(events).toEqual(expected);
	});
});

describe('over a connection', () => {
	let standIn: StandIn;
	let id: string;
	beforeEach(async () => {
		standIn = await startStandIn({ keys: [KEY] });
		id = standIn.datasets.create('Cars').id;
	});
	afterEach(async () => await standIn.stop());

	const rows = [{ a: 1 }, { a: 2 }];
	const append = async (fault: Fault, init?: RequestInit) => {
		standIn.faults.next({ on: 'append', fault });
		return await request(standIn, 'POST', { id, rows }, init);
	};
	const stored = () => standIn.datasets.get(id)!.rows;
	const lastStatus = () => standIn.requests.at(-1)?.status;
	/** Requests to the page give the stand-in time to work. */
	const until = async (isSo: () => boolean) => {
		while (!isSo()) await fetch(standIn.pageUrl);
	};

	it('answer sends status, headers and body as they are, and stores nothing', async () => {
		const all = [
			...[replies.tooMany(), replies.tooMany(2), replies.gatewayPage(503, 1)],
			...[replies.serverFault(), replies.requestTimeout(), replies.redirect(307, '/elsewhere')],
			...[replies.failed('quota exceeded'), replies.failedWithMessage('quota exceeded', 400)],
		];
		for (const reply of all) {
			const { status, headers, body } = await append({ kind: 'answer', reply });
			expect({ status, body }).toEqual({ status: reply.status, body: reply.body });
			expect(Object.fromEntries(headers)).toMatchObject(reply.headers ?? {});
			expect(headers.has('retry-after')).toBe(reply.headers?.['retry-after'] !== undefined);
			expect([stored(), lastStatus()]).toEqual([[], reply.status]);
		}
	});

	it('cut leaves no answer (E7), cutInBody half of one, and writePartThenAnswer the first rows (U3)', async () => {
		await expect(append({ kind: 'cut' })).rejects.toThrow('fetch failed');
		expect([stored(), lastStatus()]).toEqual([[], undefined]);
		await expect(append({ kind: 'cutInBody' })).rejects.toThrow('terminated');
		expect(stored()).toEqual(rows);
		await append({ kind: 'writePartThenAnswer', rows: 1, reply: replies.failed() });
		expect(stored()).toEqual([...rows, { a: 1 }]);
	});

	it('late and slow store the rows although the client has gone (U5)', async () => {
		await expect(append({ kind: 'late', ms: 20 })).rejects.toThrow('fetch failed');
		await until(() => stored().length === 2);
		expect(lastStatus()).toBeUndefined();

		const client = new AbortController();
		const { signal } = client;
		const gone = expect(append({ kind: 'slow', ms: 300 }, { signal })).rejects.toThrow('abort');
		await until(() => standIn.requests.length === 2);
		client.abort();
		await gone;
		await until(() => stored().length === 4);
	});

	it.each(REQUESTS)(
		'a fault on %s is for %s %j alone',
		async (...[on, method, parameters, path]) => {
			for (const [other] of REQUESTS) {
				const reply = replies.redirect(307, other);
				standIn.faults.next({ on: other, fault: { kind: 'answer', reply } });
			}
			const { headers } = await request(standIn, method, { ...parameters }, { path });
			expect(headers.get('location')).toBe(on);
		},
	);

	it('hang ends with stop(), at once, and stores nothing', async () => {
		const hanging = expect(append({ kind: 'hang' })).rejects.toThrow('fetch failed');
		await until(() => standIn.requests.length === 1);
		await standIn.stop();
		await hanging;
		expect(stored()).toEqual([]);
	});
});

it('applies a fault as often as planned, in the order planned, and forgets all on clear', () => {
	const cut: Fault = { kind: 'cut' };
	const faults = new Faults();
	faults.next({ on: 'any', times: 2, fault: cut });
	faults.next({ on: 'list', fault: { kind: 'hang' } });
	const kinds = Array.from({ length: 4 }, () => faults.take('list')?.kind);
	expect(kinds).toEqual(['cut', 'cut', 'hang', undefined]);
	faults.next({ on: 'any', times: Infinity, fault: cut });
	expect(faults.take(undefined)).toBe(cut);
	faults.clear();
	expect(faults.take('list')).toBeUndefined();
});
