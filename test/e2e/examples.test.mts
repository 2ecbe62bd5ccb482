/** The examples in docs/examples that the stories do not play, each in a real n8n, as a user imports it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import * as replies from '../support/akkio/replies.mts';
import { ASSISTANT, CLEAN_UP, SCHEDULE, WAITING } from '../support/n8n/examples.mts';
import { startAll, storedIn, until, type Running } from '../support/n8n/running.mts';
import { postJson, type Row } from '../support/n8n/stories.mts';
import { Tables } from '../support/n8n/tables.mts';
import { execute, publish } from '../support/n8n/triggers.mts';

let running: Running;
let tables: Tables;
before(async () => {
	running = await startAll({ requestsPerSecond: 5 });
	tables = await Tables.of(running);
});
after(async () => await running?.stop());

test("every morning: yesterday's rows, and no others, into a dataset that is created if missing", async () => {
	await tables.create('Leads', [
		{ Name: 'Ada', Seats: 5, Zip: '00501' },
		{ Name: 'Grace', Seats: 0, Zip: '' },
	]);
	const morning = async () => await execute(running, SCHEDULE, 'Every morning');
	const names = () => running.akkio.datasets.list().map(({ name }) => name);

	assert.equal(await morning(), 'success');
	assert.ok(!names().includes('Leads by day'), "today's rows are not yesterday's");

	await tables.age('Leads', 1);
	assert.equal(await morning(), 'success');
	assert.deepEqual(storedIn(running, 'Leads by day'), await tables.rows('Leads'));

	await tables.age('Leads', 1);
	assert.equal(await morning(), 'success');
	assert.equal(storedIn(running, 'Leads by day').length, 2);
	assert.equal(names().filter((name) => name === 'Leads by day').length, 1);
});

test('what fails waits in a data table, and is sent again if it is certainly not there', async () => {
	await publish(running, WAITING);
	const orders = (...rows: Row[]) => postJson(running.n8n, 'akkio-orders', rows);
	const stored = () => storedIn(running, 'Orders');
	const waiting = async () => (await tables.rows('Rows that wait')) ?? [];
	const append = (reply: replies.Reply) =>
		running.akkio.faults.next({ on: 'append', fault: { kind: 'answer', reply } });

	const again = async () => await execute(running, WAITING, 'Every quarter of an hour');

	await orders({ Item: 'Bolt', Pieces: 1 }, { Item: 'Nut', Pieces: 2 });
	await until(async () => (await waiting()).length === 2);
	running.akkio.datasets.create('Orders');
	assert.equal(await again(), 'success');
	assert.deepEqual(stored(), [
		{ Item: 'Bolt', Pieces: 1 },
		{ Item: 'Nut', Pieces: 2 },
	]);
	assert.deepEqual(await waiting(), []);

	append(replies.tooMany(61));
	await orders({ Item: 'Screw', Pieces: 3 }, { Item: 'Nail', Pieces: 4 });
	await until(async () => (await waiting()).length === 2);
	append(replies.serverFault());
	await orders({ Item: 'Washer', Pieces: 5 });
	await until(async () => (await waiting()).length === 3);
	assert.equal(stored().length, 2);
	const line = (row: Row, outcome: string, reason: string) => ({
		row: JSON.stringify(row),
		outcome,
		reason,
		tries: 0,
	});
	assert.deepEqual(await waiting(), [
		line({ Item: 'Screw', Pieces: 3 }, 'notAppended', 'Akkio got more requests than it takes'),
		line({ Item: 'Nail', Pieces: 4 }, 'notAppended', 'Akkio got more requests than it takes'),
		line({ Item: 'Washer', Pieces: 5 }, 'unknown', 'Akkio could not answer (HTTP 500)'),
	]);

	append(replies.tooMany(61));
	assert.equal(await again(), 'success');
	assert.deepEqual(
		(await waiting()).map(({ outcome, tries }) => [outcome, tries]),
		[
			['notAppended', 1],
			['notAppended', 1],
			['unknown', 0],
		],
	);
	assert.equal(await again(), 'success');
	assert.deepEqual(stored().slice(2), [
		{ Item: 'Screw', Pieces: 3 },
		{ Item: 'Nail', Pieces: 4 },
	]);
	assert.deepEqual(await waiting(), [
		line({ Item: 'Washer', Pieces: 5 }, 'unknown', 'Akkio could not answer (HTTP 500)'),
	]);
	assert.equal(await again(), 'success');
	assert.equal(stored().length, 4);
});

test('an assistant looks at the columns and appends rows, over MCP', async () => {
	const { id } = running.akkio.datasets.create('Assistant notes');
	running.akkio.datasets.append(id, [{ action: 'start', note: 'first', stars: 1 }]);
	await publish(running, ASSISTANT);
	const url = new URL(`${running.n8n.url}/mcp/akkio-notes`);
	await until(async () => (await fetch(url, { method: 'POST' })).status !== 404);
	const client = new Client({ name: 'test', version: '1.0.0' });
	await client.connect(new StreamableHTTPClientTransport(url));
	try {
		const { tools } = await client.listTools();
		assert.deepEqual(tools.map(({ name }) => name).sort(), ['Append_notes', 'Look_at_the_columns']);
		const call = async (name: string, given: Row = {}) =>
			JSON.stringify((await client.callTool({ name, arguments: given })).content);
		assert.match(await call('Look_at_the_columns'), /stars/);
		const rows = [
			{ action: 'call', note: 'Grüße, 東京', stars: 0 },
			{ action: '', note: '007', stars: 5 },
		];
		assert.match(await call('Append_notes', { rows }), /appended/);
		assert.deepEqual(storedIn(running, 'Assistant notes').slice(1), rows);
		assert.match(await call('Append_notes', { rows: [{ nots: 'x' }] }), /nots/);
		assert.equal(storedIn(running, 'Assistant notes').length, 3);
	} finally {
		await client.close();
	}
});

test('old datasets of test runs are deleted, others are not, and more than ten stop the workflow', async () => {
	const { datasets } = running.akkio;
	const today = new Date().toISOString().slice(0, 10);
	const kept = [
		`Test run ${today}`,
		'Test run 2020-01-01 (keep)',
		'My Test run 2020-01-01',
		'Leads',
	];
	const old = ['Test run 2020-01-01', 'Test run 2021-12-31'];
	for (const name of [...kept, ...old]) datasets.create(name);
	const before = datasets.list().map(({ name }) => name);

	assert.equal(await execute(running, CLEAN_UP, 'Start'), 'success');
	const left = datasets.list().map(({ name }) => name);
	assert.deepEqual(
		left,
		before.filter((name) => !old.includes(name)),
	);

	for (let day = 10; day < 21; day++) datasets.create(`Test run 2020-01-${day}`);
	const count = datasets.list().length;
	assert.equal(await execute(running, CLEAN_UP, 'Start'), 'error');
	assert.equal(datasets.list().length, count);
});
