/** What each answer of Akkio, of the network and of n8n does to a run. */
import { ExecuteContext } from 'n8n-core';
import { sleep } from 'n8n-workflow';

import * as replies from '../../support/akkio/replies.mts';
import { run, type Run } from '../../support/engine/run';
import * as engine from '../../support/engine/standIn';
import { answering, byId, CONTINUE, HANG, people, WAYS } from '../../support/engine/standIn';

const OTHER_KEY = `other-${engine.KEY}`;
const { akkio, append, appends, asked, batches, create, fail, rowsOf, send, settingUp } =
	engine.useStandIn({ keys: [engine.KEY, OTHER_KEY] });

test.each([
	['429 with Retry-After', replies.tooMany(2)],
	['503 with Retry-After', replies.gatewayPage(503, 1)],
])('after a %s, which nothing came of, the same rows are sent again', async (_name, reply) => {
	const id = create();
	fail([answering(reply), answering(reply)]);
	const { outcomes } = await send(byId(id), people(3));
	expect([batches(), rowsOf(id)]).toEqual([[3, 3, 3], people(3)]);
	expect(outcomes).toEqual(Array(3).fill('appended'));
});

test.each([
	['502', 'answer', replies.gatewayPage(502), 0],
	['200 with a page', 'writeThenAnswer', replies.gatewayPage(200), 2],
] as const)('after a %s the rows are unknown, and not sent again', async (...given) => {
	const [, kind, reply, count] = given;
	fail({ kind, reply });
	const { jsons } = await send(byId(create()), people(2), {}, CONTINUE);
	expect(appends()).toHaveLength(1);
	const description = expect.stringContaining(`0 rows before this run and ${count} now`) as string;
	expect(jsons).toMatchObject(Array(2).fill({ outcome: 'unknown', description }));
});

test.each<[string, replies.Reply, string]>([
	['a 401', replies.unauthorized(), 'Akkio does not accept this API key'],
	['a redirect', replies.redirect(307, 'http://127.0.0.1:1/v1'), 'redirects to another address'],
	[
		'words with the key',
		replies.failed(`no: ${engine.KEY}`),
		'rejected the request: no: [API key]',
	],
])('%s ends the run with one request', async (_what, reply, message) => {
	fail(Array(9).fill(answering(reply)));
	const { error } = await send(byId(create()), people(3), { batchSize: 1 });
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

	/** A run in pairs that can be stopped. */
	function startRun(more: Partial<Run> = {}) {
		const { onStart, stop } = engine.stopButton();
		const ran = send(byId(create()), people(6), { batchSize: 2 }, { onStart, ...more });
		return async () => (stop(), await ran);
	}

	test.each([
		['stop mode', {}],
		['continuing', CONTINUE],
	])("ends at once, and n8n's log says what became of every row (%s)", async (_what, more) => {
		fail([engine.FINE, HANG]);
		const stop = startRun(more);
		await asked(2);
		await stop();
		expect(appends()).toHaveLength(2);
		expect(warned).toEqual([
			expect.stringMatching(
				/^Akkio: The execution was stopped\. Rows 1–2: appended\. Rows 3–4: sent, but Akkio did not respond; .*\. Rows 5–6: not sent\.$/,
			),
		]);
	});

	test('does not sit out a wait', async () => {
		fail(Array(100).fill(answering(replies.tooMany(60))));
		const stop = startRun();
		await asked(1, () => appends().filter(({ status }) => status));
		await sleep(10);
		await stop();
		const { length } = akkio().requests;
		await sleep(20);
		expect(akkio().requests).toHaveLength(length);
		expect(warned).toEqual(['Akkio: The execution was stopped. Rows 1–6: not sent.']);
	});
});

describe.each(WAYS)('%s', (type) => {
	const sendWith = async (requestOptions: object) => {
		const id = create();
		return await append(byId(id), people(1), {
			...settingUp(byId(id), {}, { requestOptions }),
			type,
		});
	};

	test('keeps to the timeout of Request Options', async () => {
		fail(HANG);
		const { error } = await sendWith({ timeout: 50 });
		expect(error!.message).toBe('Akkio did not respond in time');
	});

	test('uses its proxy, and refuses another kind of it before anything', async () => {
		const refused = await sendWith({ proxy: 'socks5://me:secret@127.0.0.1:1' });
		expect(refused.error!.message).toBe("The 'Proxy' has to be an http or https proxy");
		expect(refused.stored).not.toContain('ECONNREFUSED');
		const { error } = await sendWith({ proxy: 'http://127.0.0.1:1' });
		expect(error!.message).toBe(`Could not connect to Akkio at ${new URL(akkio().baseUrl).host}`);
		expect(error!.description).toMatch(/^Row 1: not sent\./);
		expect(akkio().requests).toEqual([]);
	});

	test('sends rows with the key of their own item, where the credential is an expression over it', async () => {
		const id = create();
		const keys = Array.from({ length: 50 }, (_, n) =>
			n === 31 || n === 49 ? OTHER_KEY : engine.KEY,
		);
		const items = keys.map((key, n) => ({ n, key }));
		const credential = { apiKey: '={{ $json.key }}', baseUrl: akkio().baseUrl };
		const { parameters } = settingUp(byId(id), { ignoreFields: 'key' });
		// Not by `append`: the items hold the key, and so does what n8n stores of them.
		const ran = await run({ items, parameters, credential, type });
		expect(engine.jsonOf(ran).map(({ outcome }) => outcome)).toEqual(Array(50).fill('appended'));
		for (const { body } of appends()) {
			const { api_key, rows } = body as { api_key: string; rows: Array<{ n: number }> };
			for (const { n } of rows) expect(api_key).toBe(keys[n]);
		}
		expect(rowsOf(id)).toHaveLength(50);
		if (type === 'akkio') expect(batches()).toEqual([48, 2]);
	});
});

test('a credential that is gone is named, and nothing is sent', async () => {
	const { error } = await append(byId(create()), people(1), { settings: { credentials: {} } });
	expect(error!.message).toMatch(/^n8n blocked the request: Node does not have any credentials/);
	expect(error!.description).toMatch(/^Row 1: not sent\./);
});
