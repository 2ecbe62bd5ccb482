import { sleep } from 'n8n-workflow';

import * as replies from '../../../../../support/akkio/replies.mts';
import { byId, KEY, people, useStandIn } from '../../../../../support/engine/standIn';

const { akkio, append, appends, batches, create, rowsOf, settingUp } = useStandIn();

const answering = (reply: replies.Reply, times = 1) =>
	akkio().faults.next({ on: 'append', times, fault: { kind: 'answer', reply } });

test.each([
	['429', replies.tooMany()],
	['429 with Retry-After', replies.tooMany(2)],
	['503 with Retry-After', replies.gatewayPage(503, 1)],
	['408', { status: 408, body: '' }],
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
	['200 with a page', 'writeThenAnswer', replies.gatewayPage(200)],
] as const)('after a %s the rows are unknown, and not sent again', async (_name, kind, reply) => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind, reply } });
	const settings = { onError: 'continueRegularOutput' } as const;
	const { outputs } = await append(byId(id), people(2), { settings });
	expect(appends()).toHaveLength(1);
	const rowsAfter = kind === 'answer' ? 0 : 2;
	for (const { json } of outputs[0]!) {
		expect(json.details).toMatchObject({ outcome: 'unknown', rowsBefore: 0, rowsAfter });
	}
});

test('a Retry-After of more than a minute is not sat out', async () => {
	const id = create();
	answering(replies.tooMany(61));
	const { error } = await append(byId(id), people(1));
	expect(error!.message).toBe('Akkio got more requests than it takes');
	expect(batches()).toEqual([1]);
});

test('Send Again, if the user chose it, loses no row, but may double some', async () => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind: 'writeThenCut' } });
	const { outputs } = await append(
		byId(id),
		people(2),
		settingUp(byId(id), { whenUnknown: 'sendAgain' }),
	);
	expect(outputs[0]!.map(({ json }) => json.outcome)).toEqual(['appended', 'appended']);
	expect(rowsOf(id)).toEqual([...people(2), ...people(2)]);
});

test('a 413 halves the batch, and the smaller size is kept for the rest of the run', async () => {
	const id = create();
	answering(replies.tooLarge());
	const { outputs } = await append(byId(id), people(2500));
	expect(rowsOf(id)).toEqual(people(2500));
	expect(outputs[0]!.every(({ json }) => json.outcome === 'appended')).toBe(true);
	const [refused, ...sent] = batches();
	expect(refused).toBe(1000);
	expect(sent.reduce((sum, rows) => sum + rows, 0)).toBe(2500);
	expect(Math.max(...sent)).toBeLessThanOrEqual(510);
});

test("a body holds at most 1,000,000 bytes, the key's included", async () => {
	const id = create();
	const items = Array.from({ length: 60 }, (_, n) => ({ n, text: 'ü'.repeat(25_000) }));
	await append(byId(id), items);
	expect(rowsOf(id)).toEqual(items);
	expect(batches()).toEqual([19, 19, 19, 3]);
	for (const { body } of appends()) {
		expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(1_000_000);
	}
});

test.each([
	[1, [1, 1, 1]],
	[2, [2, 1]],
])('Rows per Request %d makes batches of %j', async (rowsPerRequest, expected) => {
	const id = create();
	await append(byId(id), people(3), settingUp(byId(id), { rowsPerRequest }));
	expect(batches()).toEqual(expected);
});

test.each([0, 10_001, '={{ "many" }}'])(
	'Rows per Request %p is refused in words',
	async (rowsPerRequest) => {
		const id = create();
		const { error } = await append(byId(id), people(1), settingUp(byId(id), { rowsPerRequest }));
		expect(error!.message).toBe("'Rows per Request' has to be a number from 1 to 10000");
		expect(akkio().requests).toEqual([]);
	},
);

test('one invalid row does not cost the good ones, when the user goes on', async () => {
	const id = create();
	akkio().datasets.append(id, [{ n: 0, name: '' }]);
	const bad = replies.invalid({ loc: ['body', 'rows', 0, 'n'], msg: 'no number', type: 'x' });
	// Whoever holds row 5 is refused: 8, then 4–7, then 4–5, then 5.
	for (const times of [1]) answering(bad, times);
	akkio().faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	answering(bad, 2);
	akkio().faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	answering(bad, 1);
	const settings = { onError: 'continueRegularOutput' } as const;
	const { outputs } = await append(byId(id), people(8), { settings });
	expect(batches()).toEqual([8, 4, 4, 2, 1, 1, 2]);
	expect(outputs[0]!.map(({ json }) => json.outcome ?? json.error)).toEqual([
		...Array(5).fill('appended'),
		'Akkio found the data invalid: rows.0.n: no number',
		...Array(2).fill('appended'),
	]);
	expect(rowsOf(id).slice(1)).toEqual(people(8).filter(({ n }) => n !== 5));
});

test('a summary counts the rows of each dataset, and is paired with its items', async () => {
	const [one, other] = ['One', 'Other'].map(create);
	const items = [one, other, one].map((to, n) => ({ to, n }));
	const dataset = byId('={{ $json.to }}');
	const { outputs } = await append(dataset, items, settingUp(dataset, { output: 'summary' }));
	const counts = { notAppended: 0, refused: 0, unknown: 0, requests: 1 };
	expect(outputs[0]).toEqual([
		{
			json: { datasetId: one, rowCount: 2, appended: 2, ...counts },
			pairedItem: [{ item: 0 }, { item: 2 }],
		},
		{ json: { datasetId: other, rowCount: 1, appended: 1, ...counts }, pairedItem: [{ item: 1 }] },
	]);
});

test('with a summary, what failed still comes out once each, after it', async () => {
	const id = create();
	answering(replies.failed('no'));
	const settings = { onError: 'continueRegularOutput' } as const;
	const choices = settingUp(byId(id), { output: 'summary', rowsPerRequest: 1 });
	const { outputs } = await append(byId(id), people(2), { ...choices, settings });
	expect(outputs[0]!.map(({ json }) => json.error ?? json.appended)).toEqual([
		1,
		'Akkio refused: no',
	]);
});

test('stopped while it waits, it ends at once and sends nothing more', async () => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind: 'slow', ms: 0 } });
	answering(replies.tooMany(60), 100);
	let stop = () => {};
	const running = append(byId(id), people(1500), { onStart: (cancel) => (stop = cancel) });
	while (appends().length < 2) await sleep(1);
	stop();
	await running;
	const { length } = akkio().requests;
	expect(rowsOf(id)).toEqual(people(1000));
	await sleep(20);
	expect(akkio().requests).toHaveLength(length);
});

test("the credential's Requests per Second is kept over parallel executions and the node's other operations", async () => {
	const ids = ['A', 'B', 'C'].map(create);
	const { credential } = settingUp(byId(ids[0]!));
	await Promise.all(ids.map((id) => append(byId(id), people(3000), { credential })));
	const times = akkio().requests.map(({ time }) => time);
	expect(times).toHaveLength(12);
	// The clock runs a hundred times as fast: 220 ms are 2.2 ms of the server's.
	expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(Math.floor(11 * 2.2) - 1);
});

test("Request Options' timeout holds for Append Rows", async () => {
	const id = create();
	akkio().faults.next({ on: 'append', fault: { kind: 'hang' } });
	const { parameters, credential } = settingUp(byId(id));
	const requestOptions = { timeout: 50 };
	const { error } = await append(byId(id), people(1), {
		parameters: { ...parameters, requestOptions },
		credential,
	});
	expect(error!.message).toBe('Akkio did not answer in time');
});

test('what a server sends back of the key is not stored', async () => {
	const id = create();
	answering({ status: 400, body: { status: `no such key: ${KEY}` } });
	const { error } = await append(byId(id), people(1));
	expect(error!.message).toBe('Akkio refused: no such key: [API key]');
});

test('a credential that is gone is said in words, and nothing is sent', async () => {
	const id = create();
	const { error } = await append(byId(id), people(1), { settings: { credentials: {} } });
	expect(error!.message).toMatch(
		/^n8n did not let the request out: Node does not have any credentials/,
	);
	expect(error!.description).toMatch(/^Row 1: not sent\./);
});
