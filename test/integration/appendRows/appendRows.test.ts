/** What a run sends, and what it says of it: items, errors, hints. */
import * as replies from '../../support/akkio/replies.mts';
import type { Fault } from '../../support/akkio/faults.mts';
import * as engine from '../../support/engine/standIn';
import {
	answering,
	byId,
	CONTINUE,
	CUT,
	pairs,
	people,
	RATE_LIMIT,
} from '../../support/engine/standIn';

const { akkio, append, appends, batches, create, fail, filled, rowsOf, send, settingUp } =
	engine.useStandIn();
const REJECTED = answering(replies.failed('plan limit'));
const CLOSED = 'The connection to Akkio closed before it responded';

test('2,500 items arrive in one request, in order, with every value as it was', async () => {
	const id = create();
	const items = people(2500);
	const { jsons, hints, outputs } = await send(byId(id), items);
	expect(batches()).toEqual([2500]);
	expect(appends()).toMatchObject([
		{ path: '/v1/datasets', query: {}, body: { id, api_key: engine.KEY } },
	]);
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

test('an expression for each item spreads the rows over datasets; a summary counts those of each', async () => {
	const [leads, zoo] = [create('Leads'), create('Zoo')];
	const items = ['Leads', 'Zoo', 'Leads'].map((to, n) => ({ to, n }));
	const { jsons, hints } = await send(engine.byName('={{ $json.to }}'), items);
	expect([rowsOf(leads), rowsOf(zoo)]).toEqual([[items[0], items[2]], [items[1]]]);
	expect(jsons.map(({ row }) => row)).toEqual(items);
	expect(jsons.map(({ request }) => request)).toEqual([1, 2, 1]);
	expect(hints[0]).toBe('Appended 3 rows to 2 datasets in 2 requests');

	fail([engine.FINE, REJECTED]);
	const choices = { output: 'summary' };
	const counted = await send(engine.byName('={{ $json.to }}'), items, choices, CONTINUE);
	const none = { appended: 0, notAppended: 0, rejected: 0, unknown: 0 };
	expect(counted.jsons.slice(0, 2)).toEqual([
		{ ...none, dataset: 'Leads', datasetId: leads, rowCount: 2, appended: 2, requests: 1 },
		{ ...none, dataset: 'Zoo', datasetId: zoo, rowCount: 1, rejected: 1, requests: 1 },
	]);
	expect(engine.pairsOf(counted)).toEqual([[{ item: 0 }, { item: 2 }], [{ item: 1 }], { item: 1 }]);
});

test.each<[string, object, string]>([
	['without a dataset', { to: '' }, "'Dataset' is empty"],
	['with a dataset that is no text', { to: {} }, "'Dataset' is not text"],
	['without fields', {}, 'Row 2 has no fields'],
])('an item %s is named, and nothing is sent', async (_what, item, message) => {
	const { error } = await send(byId('={{ $json.to ?? "abc" }}'), [{ to: 'abc' }, item]);
	const description = expect.stringMatching(/^No row was sent\. ./) as string;
	// Where the message names no row, n8n's "[item 1]" does.
	const itemIndex = message.startsWith('Row ') ? undefined : 1;
	expect(error).toMatchObject({ message, description, context: { itemIndex } });
	expect(akkio().requests).toEqual([]);
});

test('when it stops, it says what became of every row, and to press Retry on the newest execution', async () => {
	const id = create();
	fail([engine.FINE, RATE_LIMIT]);
	const { error, outputs } = await send(byId(id), people(2500), { batchSize: 1000 });
	const message = "Akkio's rate limit was exceeded";
	// n8n would show "[item 1000]" beside "Row 1001".
	expect(error).toMatchObject({ message, httpCode: '429', context: {} });
	expect(error!.context).not.toHaveProperty('itemIndex');
	expect(error!.description).toMatch(
		/^Rows 1–1000: appended\. Rows 1001–2000: not appended\. Rows 2001–2500: not sent\. To send the rest, press Retry on the newest execution in the Executions list\. Do not re-run the workflow: it would append every row again\. Akkio allows five/,
	);
	expect(rowsOf(id)).toHaveLength(1000);
	expect(outputs).toEqual([]);
});

test('rows whose answer was lost are unknown, and counted: nothing else is said of them', async () => {
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

test('continuing, every item comes out once, paired, with the same keys in the same order', async () => {
	const id = create();
	fail([RATE_LIMIT, REJECTED]);
	const items: object[] = people(2500);
	items[1200] = {};
	const { jsons, hints, outputs } = await send(byId(id), items, { batchSize: 1000 }, CONTINUE);
	expect(engine.pairsOf({ outputs })).toEqual(pairs(2500));
	expect(jsons[999]).toEqual({
		...{ outcome: 'notAppended', row: items[999], dataset: 'Leads', datasetId: id },
		...{ rowCount: 1, request: 1, error: "Akkio's rate limit was exceeded" },
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

test('the error output gets the failed items with their own fields, the main output the others', async () => {
	const items = [{ to: create() }, { to: 'nowhere' }];
	const dataset = byId('={{ $json.to }}');
	const { jsons, outputs } = await send(dataset, items, {}, engine.ERROR_OUTPUT);
	expect(jsons.map(({ row }) => row)).toEqual([items[0]]);
	const message = "Not sent: Akkio has no dataset with the ID 'nowhere'";
	const error = expect.objectContaining({
		message,
		outcome: 'notAppended',
		row: items[1],
	}) as object;
	// Anything else beside `error` would leave the item on the main output of n8n 1.
	expect(outputs[1]!.map(({ json }) => json)).toEqual([{ to: 'nowhere', error }]);
});

test.each(engine.WAYS)(
	'%s: n8n 1 takes any error in the first item for a failure, so a successful one has no such key',
	async (type) => {
		for (const choices of [{}, { dryRun: true }, { output: 'summary' }]) {
			const { jsons } = await send(byId(create()), people(1), choices, { type });
			expect(jsons[0]).not.toHaveProperty('error');
		}
	},
);

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
		['are as unsure as their most doubtful row, and tell them apart', [engine.FINE, CUT], {}, [A, B],
			[{ json: { ...doubtful, rowCount: 3, rows: [appended(1), appended(1), unknown] } }, { json: { ...doubtful, rowCount: 2, rows: [unknown, appended(3)] } }]],
		['in a summary are counted by rows and paired by items; a failed one follows with all its rows', [], { output: 'summary' }, [A, B, [{ n: 9, name: 'x' }, 7]],
			[{ json: { rowCount: 6, appended: 6, requests: 3 }, pairedItem: pairs(3) }, { json: failed, ...THIRD }]],
	])('%s', async (_rule, faults, choices, lists, expected) => {
		const id = create();
		fail(faults);
		const way = settingUp(byId(id), { batchSize: 2, ...choices }, engine.json('={{ $json.rows }}'));
		const { outputs } = await append(byId(id), lists.map((rows) => ({ rows })), { ...way, ...CONTINUE });
		expect(outputs[0]).toMatchObject(expected);
		expect(batches()).toEqual([2, 2, lists.length - 1]);
		expect(rowsOf(id).slice(0, 5)).toEqual(people(5));
	});
});

test('what n8n shows as HTML has no live name or value of a user in it', async () => {
	const evil = '<a href="https://evil.example">x</a> & <b>';
	const id = filled({ n: 1 });
	akkio().datasets.get(id)!.name = evil;
	const extra = await send(byId(id), [{ [evil]: 1 }]);
	const missing = await send(engine.byName(`${evil}!`), [{ n: 1 }]);
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
