/** What each answer of Akkio, of the network and of n8n does to a run. */
import { ExecuteContext } from 'n8n-core';
import { sleep } from 'n8n-workflow';

import * as replies from '../../support/akkio/replies.mts';
import type { Fault } from '../../support/akkio/faults.mts';
import { run, type Run } from '../../support/engine/run';
import { byId, KEY, people, useStandIn } from '../../support/engine/standIn';

const OTHER_KEY = `other-${KEY}`;
const { akkio, append, appends, batches, create, rowsOf, settingUp } = useStandIn({
	keys: [KEY, OTHER_KEY],
});
const WAYS = ['akkio', 'akkioByRouting'] as const;
const CONTINUE = { settings: { onError: 'continueRegularOutput' } } as const;
const FINE: Fault = { kind: 'slow', ms: 0 };
const answering = (reply: replies.Reply, times = 1) =>
	akkio().faults.next({ on: 'append', times, fault: { kind: 'answer', reply } });

test.each([
	['429', replies.tooMany()],
	['429 with Retry-After', replies.tooMany(2)],
	['503 with Retry-After', replies.gatewayPage(503, 1)],
])('after a %s, which nothing came of, the same rows are sent again', async (_name, reply) => {
	const id = create();
	answering(reply, 2);
	const { outputs } = await append(byId(id), people(3));
	expect(batches()).toEqual([3, 3, 3]);
	expect(rowsOf(id)).toEqual(people(3));
	expect(outputs[0]!.map(({ json }) => json.outcome)).toEqual(Array(3).fill('appended'));
});

test.each([
	['500', 'writeThenAnswer', replies.serverFault()],
	['502', 'answer', replies.gatewayPage(502)],
	['503 without Retry-After', 'writeThenAnswer', replies.gatewayPage(503)],
	['408 of a proxy', 'writeThenAnswer', replies.requestTimeout()],
	['200 with a page', 'writeThenAnswer', replies.gatewayPage(200)],
] as const)('after a %s the rows are unknown, and not sent again', async (_name, kind, reply) => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind, reply } });
	const { outputs } = await append(byId(id), people(2), CONTINUE);
	expect(appends()).toHaveLength(1);
	const count = kind === 'answer' ? 0 : 2;
	const description = expect.stringContaining(`0 rows before this run and ${count} now`) as string;
	for (const { json } of outputs[0]!)
		expect(json).toMatchObject({ outcome: 'unknown', description });
});

test('Retry on an unknown outcome, if the user chose it, loses no row, but may double some', async () => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind: 'writeThenCut' } });
	const { outputs } = await append(
		byId(id),
		people(2),
		settingUp(byId(id), { onUnknownOutcome: 'retry' }),
	);
	expect(outputs[0]!.map(({ json }) => json.outcome)).toEqual(['appended', 'appended']);
	expect(rowsOf(id)).toEqual([...people(2), ...people(2)]);
});

test.each<[string, replies.Reply, string]>([
	['a 401', replies.unauthorized(), 'Akkio does not accept this API key'],
	['a redirect', replies.redirect(307, 'http://127.0.0.1:1/v1'), 'redirects to another address'],
	[
		'words with the key in them',
		replies.failed(`no: ${KEY}`),
		'rejected the request: no: [API key]',
	],
])('%s ends the run with one request', async (_what, reply, message) => {
	const id = create();
	answering(reply, 9);
	const { error } = await append(byId(id), people(3), settingUp(byId(id), { batchSize: 1 }));
	expect(error!.message).toContain(message);
	expect(appends()).toHaveLength(1);
});

test("a body has at most 1,000,000 bytes, the key's included", async () => {
	const id = create();
	const items = Array.from({ length: 60 }, (_, n) => ({ n, text: 'ü'.repeat(25_000) }));
	await append(byId(id), items);
	expect(rowsOf(id)).toEqual(items);
	expect(batches()).toEqual([19, 19, 19, 3]);
	for (const { body } of appends()) {
		expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(1_000_000);
	}
});

describe('a run that is stopped', () => {
	const warned: string[] = [];
	beforeEach(() => {
		warned.length = 0;
		const logger = { warn: (text: string) => warned.push(text) };
		jest.spyOn(ExecuteContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
	});
	afterEach(() => jest.restoreAllMocks());

	/** Stops once so many appends were asked for. */
	async function stopAt(count: number, id: string, more: Partial<Run> = {}, isAnswered = false) {
		let stop = () => {};
		const onStart = (cancel: () => void) => (stop = cancel);
		const running = append(byId(id), people(6), {
			...settingUp(byId(id), { batchSize: 2 }),
			onStart,
			...more,
		});
		while (appends().length < count || (isAnswered && !appends()[count - 1]!.status))
			await sleep(1);
		if (isAnswered) await sleep(10);
		stop();
		await running;
	}

	test.each<[string, Partial<Run>]>([
		['stop mode', {}],
		['continuing', CONTINUE],
	])("ends at once, and n8n's log says what became of every row (%s)", async (_what, more) => {
		const id = create();
		akkio().faults.next({ on: 'append', fault: FINE });
		akkio().faults.next({ on: 'append', fault: { kind: 'hang' } });
		await stopAt(2, id, more);
		expect(appends()).toHaveLength(2);
		expect(warned).toEqual([
			expect.stringMatching(
				/^Akkio: The execution was stopped\. Rows 1–2: appended\. Rows 3–4: sent, but Akkio did not respond; .*\. Rows 5–6: not sent\.$/,
			),
		]);
	});

	test('does not sit out a wait', async () => {
		const id = create();
		answering(replies.tooMany(60), 100);
		await stopAt(1, id, {}, true);
		const { length } = akkio().requests;
		await sleep(20);
		expect(akkio().requests).toHaveLength(length);
		expect(warned).toEqual(['Akkio: The execution was stopped. Rows 1–6: not sent.']);
	});
});

describe('Request Options', () => {
	const withOptions = (id: string, requestOptions: object): Partial<Run> => ({
		parameters: { ...settingUp(byId(id)).parameters, requestOptions } as Run['parameters'],
	});

	test.each(WAYS)('%s: the timeout holds', async (type) => {
		const id = create();
		akkio().faults.next({ on: 'append', fault: { kind: 'hang' } });
		const { error } = await append(byId(id), people(1), {
			...withOptions(id, { timeout: 50 }),
			type,
		});
		expect(error!.message).toBe('Akkio did not respond in time');
	});

	test.each(WAYS)(
		'%s: the proxy is used, and another kind of it is refused before anything',
		async (type) => {
			const id = create();
			const refused = await append(byId(id), people(1), {
				...withOptions(id, { proxy: 'socks5://me:secret@127.0.0.1:1' }),
				type,
			});
			expect(refused.error!.message).toBe("The 'Proxy' has to be an http or https proxy");
			expect(refused.stored).not.toContain('ECONNREFUSED');
			expect(akkio().requests).toEqual([]);
			const { error } = await append(byId(id), people(1), {
				...withOptions(id, { proxy: 'http://127.0.0.1:1' }),
				type,
			});
			expect(error!.message).toMatch(/^Could not connect to Akkio/);
		},
	);
});

test.each(WAYS)('%s: when nobody listens, it says so', async (type) => {
	await akkio().stop();
	const { error } = await append(byId('abc'), people(1), { type });
	expect(error!.message).toBe(`Could not connect to Akkio at ${new URL(akkio().baseUrl).host}`);
	expect(error!.description).toMatch(/^Row 1: not sent\./);
});

describe('the credential', () => {
	test('that is gone is named, and nothing is sent', async () => {
		const id = create();
		const { error } = await append(byId(id), people(1), { settings: { credentials: {} } });
		expect(error!.message).toMatch(/^n8n blocked the request: Node does not have any credentials/);
		expect(error!.description).toMatch(/^Row 1: not sent\./);
	});

	test.each(WAYS)(
		'%s: by expression over the item, rows go with the key of their own item',
		async (type) => {
			const id = create();
			const items = Array.from({ length: 50 }, (_, n) => ({
				n,
				key: n === 31 || n === 49 ? OTHER_KEY : KEY,
			}));
			const credential = { apiKey: '={{ $json.key }}', baseUrl: akkio().baseUrl };
			const parameters = { ...settingUp(byId(id), { ignoreFields: 'key' }).parameters };
			const { outputs } = await run({ items, parameters, credential, type });
			expect(outputs[0]!.map(({ json }) => json.outcome)).toEqual(Array(50).fill('appended'));
			for (const { body } of appends()) {
				const { api_key, rows } = body as { api_key: string; rows: Array<{ n: number }> };
				for (const { n } of rows) expect(api_key).toBe(items[n]!.key);
			}
			expect(rowsOf(id)).toHaveLength(50);
			if (type === 'akkio') expect(batches()).toEqual([48, 2]);
		},
	);
});
