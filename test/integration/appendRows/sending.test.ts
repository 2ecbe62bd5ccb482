/** What a run sends, what each answer does to it, and what it says: items, errors, hints. */
import { ExecuteContext } from 'n8n-core';

import * as replies from '../../support/akkio/replies.mts';
import type { Fault } from '../../support/akkio/faults.mts';
import { run } from '../../support/engine/run';
import * as engine from '../../support/engine/standIn';
import { answering, byId, byName, CONTINUE, CUT } from '../../support/engine/standIn';

const { FINE, HANG, json, pairs, people, RATE_LIMIT, WAYS } = engine;
const OTHER_KEY = `other-${engine.KEY}`;
const { akkio, append, appends, asked, batches, create, fail, filled, rowsOf, send, settingUp } =
	engine.useStandIn({ keys: [engine.KEY, OTHER_KEY] });
const REJECTED = answering(replies.failed('plan limit'));
const CLOSED = 'The connection to Akkio closed before it responded';
const LIMITED = "Akkio's rate limit was exceeded";

test('2,500 items arrive in one request, in order, with every value as it was', async () => {
	const id = create();
	const items = people(2500);
	const { jsons, hints, outputs } = await send(byId(id), items);
	expect(batches()).toEqual([2500]);
	const body = { id, api_key: engine.KEY };
	expect(appends()).toMatchObject([{ path: '/v1/datasets', query: {}, body }]);
	expect(rowsOf(id)).toEqual(items);
	expect(engine.pairsOf({ outputs })).toEqual(pairs(2500));
	expect(jsons[2499]).toEqual({
		...{ outcome: 'appended', row: items[2499], dataset: 'Leads', datasetId: id },
		...{ rowCount: 1, request: 1 },
	});
	expect(hints).toEqual([
		"Appended 2,500 rows to 'Leads'",
		"These rows set the columns of 'Leads' permanently: n, name",
	]);
});

test("a body has at most 1,000,000 bytes, the key's included", async () => {
	const id = create();
	const items = Array.from({ length: 60 }, (_, n) => ({ n, text: 'ü'.repeat(25_000) }));
	await append(byId(id), items);
	expect(rowsOf(id)).toEqual(items);
	expect(batches()).toEqual([19, 19, 19, 3]);
	const sizes = appends().map(({ body }) => Buffer.byteLength(JSON.stringify(body)));
	expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000_000);
});

test('an expression for each item spreads the rows over datasets; a summary counts those of each', async () => {
	const [leads, zoo] = [create('Leads'), create('Zoo')];
	const items = ['Leads', 'Zoo', 'Leads'].map((to, n) => ({ to, n }));
	const { jsons, hints } = await send(byName('={{ $json.to }}'), items);
	expect([rowsOf(leads), rowsOf(zoo)]).toEqual([[items[0], items[2]], [items[1]]]);
	expect(jsons.map(({ row, request }) => [row, request])).toEqual([
		...[items[0], items[1], items[2]].map((row, n) => [row, [1, 2, 1][n]]),
	]);
	expect(hints[0]).toBe('Appended 3 rows to 2 datasets in 2 requests');

	fail([FINE, REJECTED]);
	const summary = { output: 'summary' };
	const counted = await send(byName('={{ $json.to }}'), items, summary, CONTINUE);
	const none = { appended: 0, notAppended: 0, rejected: 0, unknown: 0 };
	expect(counted.jsons.slice(0, 2)).toEqual([
		{ ...none, dataset: 'Leads', datasetId: leads, rowCount: 2, appended: 2, requests: 1 },
		{ ...none, dataset: 'Zoo', datasetId: zoo, rowCount: 1, rejected: 1, requests: 1 },
	]);
	expect(engine.pairsOf(counted)).toEqual([[{ item: 0 }, { item: 2 }], [{ item: 1 }], { item: 1 }]);
});

// prettier-ignore
test.each<[string, Fault, string, RegExp, number]>([
	['a failure of Akkio costs its own rows', answering(replies.gatewayPage(502)), 'unknown', /HTTP 502/, 3],
	['a redirect ends the run', answering(replies.redirect(307, 'http://127.0.0.1:1/v1')), 'rejected', /redirects/, 1],
	['the key in its words is masked', answering(replies.failed(engine.KEY)), 'rejected', /: \[API key\]/, 3],
])('continuing, %s', async (_rule, fault, outcome, error, requests) => {
	fail(fault);
	const { jsons } = await send(byId(create()), people(3), { batchSize: 1 }, CONTINUE);
	expect(jsons[0]).toMatchObject({ outcome, error: expect.stringMatching(error) });
	expect(batches()).toHaveLength(requests);
});

describe('what is said', () => {
	test('when it stops: what became of every row, and to press Retry on the newest execution', async () => {
		const id = create();
		fail([FINE, RATE_LIMIT]);
		const { error, outputs } = await send(byId(id), people(2500), { batchSize: 1000 });
		// n8n would show "[item 1000]" beside "Row 1001".
		expect(error).toMatchObject({ message: LIMITED, httpCode: '429', context: {} });
		expect(error!.context).not.toHaveProperty('itemIndex');
		expect(error!.description).toMatch(
			/^Rows 1–1000: appended\. Rows 1001–2000: not appended\. Rows 2001–2500: not sent\. To send the rest, press Retry on the newest execution in the Executions list\. Do not re-run the workflow: it would append every row again\. Akkio allows five/,
		);
		expect(rowsOf(id)).toHaveLength(1000);
		expect(outputs).toEqual([]);
	});

	test('of rows whose answer was lost: they are unknown, and counted', async () => {
		const id = create();
		fail(CUT);
		const { error } = await send(byId(id), people(2));
		expect(error!.message).toBe(CLOSED);
		expect(error!.description).toMatch(
			/^Rows 1–2: sent, but Akkio did not respond; they may be in the dataset, so check there before you send them again\. Akkio counted 0 rows before this run and 2 now; its count may be some seconds old\. Try again/,
		);
		expect(rowsOf(id)).toEqual(people(2));
		expect(appends()).toHaveLength(1);
	});

	test('continuing: every item once, paired, with the same keys in the same order', async () => {
		const id = create();
		fail([RATE_LIMIT, REJECTED]);
		const items: object[] = people(2500);
		items[1200] = {};
		const { jsons, hints, outputs } = await send(byId(id), items, { batchSize: 1000 }, CONTINUE);
		expect(engine.pairsOf({ outputs })).toEqual(pairs(2500));
		expect(jsons[999]).toEqual({
			...{ outcome: 'notAppended', row: items[999], dataset: 'Leads', datasetId: id },
			...{ rowCount: 1, request: 1, error: LIMITED },
			description: expect.stringMatching(/^Akkio allows five/),
		});
		const noFields = { outcome: 'notAppended', row: {}, rowCount: 0 };
		expect(jsons[1200]).toMatchObject({ ...noFields, error: 'Row 1201 has no fields' });
		const rejected = { outcome: 'rejected', error: 'Akkio rejected the request: plan limit' };
		expect(jsons[1500]).toMatchObject({ ...rejected, request: 2 });
		expect(jsons[1500]!.description).toMatch(/^Akkio counted 0 rows before this run and 499 now;/);
		const common = Object.keys(jsons[2499]!);
		for (const one of jsons) expect(Object.keys(one).slice(0, common.length)).toEqual(common);
		expect(rowsOf(id)).toEqual(items.slice(2001));
		expect(hints[0]).toBe(
			"Appended 499 rows to 'Leads' in 3 requests. 1,001 rows not appended. 1,000 rows rejected. Do not re-run the workflow: it would append every row again.",
		);
	});

	test('on the error output: the failed items with their own fields, the others on the main output', async () => {
		const items = [{ to: create() }, { to: 'nowhere' }];
		const dataset = byId('={{ $json.to }}');
		const { jsons, outputs } = await send(dataset, items, {}, engine.ERROR_OUTPUT);
		expect(jsons.map(({ row }) => row)).toEqual([items[0]]);
		const message = "Not sent: Akkio has no dataset with the ID 'nowhere'";
		const report = { message, outcome: 'notAppended', row: items[1] };
		const error = expect.objectContaining(report) as object;
		// Anything else beside `error` would leave the item on the main output of n8n 1.
		expect(outputs[1]!.map(({ json }) => json)).toEqual([{ to: 'nowhere', error }]);
	});

	test('as HTML, no name or value of a user is live', async () => {
		const evil = '<a href="https://evil.example">x</a> & <b>';
		const id = filled({ n: 1 });
		akkio().datasets.get(id)!.name = evil;
		const extra = await send(byId(id), [{ [evil]: 1 }]);
		const missing = await send(byName(`${evil}!`), [{ n: 1 }]);
		fail(answering(replies.failed(evil)));
		const rejected = await send(byId(id), [{ n: 1 }]);
		for (const { error } of [extra, missing, rejected]) {
			expect(error!.description).not.toMatch(/<a|<b/);
		}
		const { hints } = await send(byId(id), [{ n: 1, [evil]: 2 }], { extraFields: 'ignore' });
		expect(hints).toHaveLength(2);
		for (const hint of hints) {
			expect(hint).toContain('&lt;a href');
			expect(hint).not.toMatch(/<a|<b|&amp;amp|& /);
		}
	});
});

describe('items that hold many rows', () => {
	const [A, B] = [people(3), people(5).slice(3)];
	const [FIRST, SECOND, THIRD] = [0, 1, 2].map((item) => ({ pairedItem: { item } }));
	const appended = (request: number) => ({ outcome: 'appended', request, error: null });
	const doubtful = { outcome: 'unknown', error: CLOSED };
	const unknown = { ...doubtful, request: 2 };
	const failed = {
		error: 'Row 2 of item 3 is a number, expected an object',
		rows: [{ outcome: 'appended' }, { outcome: 'notAppended', row: 7 }],
	};
	// prettier-ignore
	test.each<[string, Fault[], object, unknown[][], object[]]>([
		['share requests, in order; each item says which carried it', [], {}, [A, B],
			[{ json: { rowCount: 3, request: [1, 2], rows: A }, ...FIRST }, { json: { rowCount: 2, request: [2, 3], rows: B }, ...SECOND }]],
		['are as unsure as their most doubtful row, and tell them apart', [FINE, CUT], {}, [A, B],
			[{ json: { ...doubtful, rowCount: 3, rows: [appended(1), appended(1), unknown] } }, { json: { ...doubtful, rowCount: 2, rows: [unknown, appended(3)] } }]],
		['in a summary are counted by rows and paired by items; a failed one follows with all its rows', [], { output: 'summary' }, [A, B, [{ n: 9, name: 'x' }, 7]],
			[{ json: { rowCount: 6, appended: 6, requests: 3 }, pairedItem: pairs(3) }, { json: failed, ...THIRD }]],
	])('%s', async (_rule, faults, choices, lists, expected) => {
		const id = create();
		fail(faults);
		const way = settingUp(byId(id), { batchSize: 2, ...choices }, json('={{ $json.rows }}'));
		const { outputs } = await append(byId(id), lists.map((rows) => ({ rows })), { ...way, ...CONTINUE });
		expect(outputs[0]).toMatchObject(expected);
		expect(batches()).toEqual([2, 2, lists.length - 1]);
		expect(rowsOf(id).slice(0, 5)).toEqual(people(5));
	});
});

describe('nothing is sent, in a sentence of bearable length, of', () => {
	const LONG = 'n'.repeat(1_000_000);
	const fields = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`c${n}`, n]));
	const ONES = JSON.stringify(Array(20_000).fill(1));
	/** What is besides an item with the field a, for a dataset that has a row with it. */
	interface Input {
		items?: object[];
		dataset?: object;
		more?: object;
	}

	// prettier-ignore
	test.each<[string, Input, RegExp]>([
		['no dataset', { items: [{ a: 1 }, { to: '' }], dataset: byId('={{ $json.to ?? "abc" }}') }, /^'Dataset' is empty$/],
		['a dataset that is no text', { items: [{ a: 1 }, { to: {} }], dataset: byId('={{ $json.to ?? "abc" }}') }, /^'Dataset' is not text$/],
		['a name of a dataset', { dataset: byName(LONG) }, /^Akkio has no dataset named 'n{60}…'$/],
		['an item without fields', { items: [{ a: 1 }, {}] }, /^Row 2 has no fields$/],
		['20,000 fields without a column', { items: [fields] }, /^Row 1 has fields that are not columns: c0, .* and 19995 more$/],
		['a long name', { items: [{ [LONG]: 1 }] }, /^Row 1 has a field that is not a column: n{60}…$/],
		['text that is not JSON', { more: json(LONG) }, /^'Rows' is not JSON: /],
		['20,000 invalid rows', { more: json(ONES) }, /^Row 1 is a number/],
	])('%s', async (_what, { items = [{ a: 1 }], dataset, more }, message) => {
		const id = filled({ a: 1 });
		const { error } = await append(byId(id), items, settingUp(dataset ?? byId(id), {}, more));
		expect(error!.message).toMatch(message);
		expect(error!.description).toMatch(/^No row was sent\. ./);
		expect(`${error!.message} ${error!.description}`.length).toBeLessThan(2_000);
		// Where the message names no row, n8n's "[item 1]" does.
		if (items.length > 1) expect(error!.context.itemIndex).toBe(message.source.includes('Row') ? undefined : 1);
		expect(appends()).toEqual([]);
	});

	test("more of Akkio's words than every failed item bears", async () => {
		fail(Array(20).fill(answering(replies.failed(LONG))));
		const ran = await send(byId(create()), people(20), { batchSize: 1 }, CONTINUE);
		expect(ran.jsons.map(({ outcome }) => outcome)).toEqual(Array(20).fill('rejected'));
		expect(ran.stored.length).toBeLessThan(40_000);
	});
});

test.each([{}, CONTINUE])(
	"a run that is stopped ends at once, and n8n's log says what became of every row: %j",
	async (more) => {
		const warn = jest.fn();
		const logger = jest.spyOn(ExecuteContext.prototype, 'logger', 'get');
		logger.mockReturnValue({ warn } as never);
		fail([FINE, HANG]);
		const { onStart, stop } = engine.stopButton();
		const ran = send(byId(create()), people(6), { batchSize: 2 }, { onStart, ...more });
		await asked(2);
		stop();
		await ran;
		logger.mockRestore();
		expect(appends()).toHaveLength(2);
		const said =
			/^Akkio: The execution was stopped\. Rows 1–2: appended\. Rows 3–4: sent, but Akkio did not respond; .*\. Rows 5–6: not sent\.$/;
		expect(warn.mock.calls).toEqual([[expect.stringMatching(said)]]);
	},
);

/** What jest's environment for these tests offers. */
declare const n8n: { protectFromSsrf(isOn: boolean): void };

describe.each(WAYS)('%s', (type) => {
	afterEach(() => n8n.protectFromSsrf(false));

	const sendWith = async (requestOptions: object) => {
		const way = settingUp(byId(create()), {}, { requestOptions });
		return await append({}, people(1), { ...way, type });
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
		const keyOf = (n: number) => (n === 31 || n === 49 ? OTHER_KEY : engine.KEY);
		const items = people(50).map(({ n }) => ({ n, key: keyOf(n) }));
		const credential = { apiKey: '={{ $json.key }}', baseUrl: akkio().baseUrl };
		const { parameters } = settingUp(byId(id), { ignoreFields: 'key' });
		// Not by `append`: the items hold the key, and so does what n8n stores of them.
		const ran = await run({ items, parameters, credential, type });
		expect(engine.jsonOf(ran).map(({ outcome }) => outcome)).toEqual(Array(50).fill('appended'));
		for (const { body } of appends()) {
			const { api_key, rows } = body as { api_key: string; rows: Array<{ n: number }> };
			for (const { n } of rows) expect(api_key).toBe(keyOf(n));
		}
		expect(rowsOf(id)).toHaveLength(50);
		if (type === 'akkio') expect(batches()).toEqual([48, 2]);
	});

	/** By n8n's default this computer's own addresses are blocked, whether it knows them by number or by name. */
	test("what n8n's SSRF protection keeps from leaving was not sent, and nothing more is", async () => {
		n8n.protectFromSsrf(true);
		for (const host of ['127.0.0.1', 'localhost']) {
			const { credential } = settingUp({});
			const baseUrl = akkio().baseUrl.replace('127.0.0.1', host);
			const more = { type, credential: { ...credential, baseUrl } };
			const { error } = await append(byId('abc'), people(1), more);
			expect(error!.message).toMatch(/^n8n blocked the request: The request was blocked because/);
			expect(error!.description).toMatch(/^Row 1: not sent\. .*Nothing was sent\./);
		}
		expect(akkio().requests).toEqual([]);
	});
});

test('a credential that is gone is named, and nothing is sent', async () => {
	const { error } = await append(byId(create()), people(1), { settings: { credentials: {} } });
	expect(error!.message).toMatch(/^n8n blocked the request: Node does not have any credentials/);
	expect(error!.description).toMatch(/^Row 1: not sent\./);
});
