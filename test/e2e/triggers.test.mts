/** What n8n and this node add to data is no data, and strange data stops no n8n: from the trigger on. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';

import { request } from '../support/n8n/client.mts';
import { execute, newExecution, readExecution } from '../support/n8n/executions.mts';
import {
	createDataset,
	publishWebhook,
	startFixture,
	type Fixture,
} from '../support/n8n/fixture.mts';
import { callWebhook, whenRegistered } from '../support/n8n/scenarios.mts';
import {
	akkioNode,
	chainFromButton,
	webhookNode,
	workflowNode,
	type Row,
} from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));
after(async () => await fixture?.stop());

/** What stopped the execution that this starts. */
async function errorOf(act: () => Promise<unknown>): Promise<string> {
	return (await readExecution(fixture.n8n, await newExecution(fixture.n8n, 'error', act))).error;
}

function signToken(secret: string): string {
	const parts = [{ alg: 'HS256', typ: 'JWT' }, { sub: 'shop' }];
	const text = parts
		.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
		.join('.');
	return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

test('behind a webhook with JWT auth and an Edit Fields node, a row is the body and the added field', async () => {
	const { n8n, akkio, credentialId } = fixture;
	const [secret, path] = ['a secret', 'akkio-jwt'];
	const data = { keyType: 'passphrase', secret, algorithm: 'HS256' };
	const { id, name } = await n8n.post('/credentials', { name: 'JWT', type: 'jwtAuth', data });
	const credentials = { jwtAuth: { id, name } };
	const webhook = webhookNode(path, { authentication: 'jwtAuth' }, { credentials });
	const assignments = [{ id: 'source', name: 'source', type: 'string', value: 'shop' }];
	const edit = workflowNode('Edit Fields', 'n8n-nodes-base.set', {
		...{ typeVersion: 3.4, parameters: { assignments: { assignments }, includeOtherFields: true } },
	});
	const { parameters, stored, columns } = createDataset(fixture);
	await publishWebhook(fixture, webhook, edit, akkioNode(credentialId, parameters));

	const url = `${n8n.url}/webhook/${path}`;
	assert.ok(!(await whenRegistered(url, {})).ok, 'it takes no call without a token');
	const token = signToken(secret);
	const headers = { authorization: `Bearer ${token}` };
	const post = async (body: unknown) => await request(url, { body, headers });
	assert.equal((await post({ order: 1 })).status, 200);
	assert.deepEqual([columns(), stored()], [['order', 'source'], [{ order: 1, source: 'shop' }]]);

	const error = await errorOf(async () => await post([{ order: 2 }]));
	assert.match(error, /^Row 1 has fields beside its array of rows: source/);
	assert.equal(stored().length, 1);
	assert.ok(!JSON.stringify(akkio.requests).includes(token));
});

const REPORTS: Array<[name: string, options: object, node: object, isErrorOutput: boolean]> = [
	['a dry run', { dryRun: true }, {}, false],
	['a run that continues', {}, { onError: 'continueRegularOutput' }, false],
	['the error output', {}, { onError: 'continueErrorOutput' }, true],
];
for (const [name, options, node, isErrorOutput] of REPORTS) {
	test(`the report of ${name} is read from its rows by the next Append Rows`, async () => {
		const { n8n, credentialId } = fixture;
		const items = [{ a: 1 }, { a: 2, b: 'not a column' }];
		const [first, next] = [createDataset(fixture, { a: 0 }), createDataset(fixture)];
		const workflow = chainFromButton(
			items,
			akkioNode(credentialId, { ...first.parameters, options }, node),
			akkioNode(credentialId, next.parameters, { name: 'Next', id: 'Next' }),
		);
		const { Akkio } = workflow.connections as Record<string, { main: object[][] }>;
		if (isErrorOutput) Akkio!.main.unshift([]);
		const { status, error } = await execute(n8n, await n8n.createWorkflow(workflow));
		assert.equal(status, 'success', error);
		const rows = isErrorOutput ? [items[1]] : [{ a: 1, b: null }, items[1]];
		assert.deepEqual([next.columns(), next.stored()], [['a', 'b'], rows]);
		assert.deepEqual(first.stored(), 'dryRun' in options ? [] : [items[0]]);
	});
}

/** Far above what a slow computer needs; with the work growing by rows times names it was minutes. */
const MAX_SILENCE_MS = 20_000;

const TOO_MANY = /^The first append would set more than 1,000 columns/;
const EXTRA = /^Row 1 has a field that is not a column: field 0/;
const STRANGE: Array<[dataset: string, rows: Row[], options: object, message: RegExp]> = [
	['an empty dataset', [], {}, TOO_MANY],
	['an empty dataset, flattened', [], { nestedValues: 'flatten' }, TOO_MANY],
	['a dataset with columns', [{ a: 0 }], {}, EXTRA],
];
for (const [index, [name, rows, options, message]] of STRANGE.entries()) {
	test(`10,000 objects with a field name each, for ${name}, are refused while n8n answers others`, async (t) => {
		const path = `akkio-strange-${index}`;
		const { parameters, stored } = createDataset(fixture, ...rows);
		const node = akkioNode(fixture.credentialId, { ...parameters, options });
		await publishWebhook(fixture, webhookNode(path), node);
		const body = Array.from({ length: 10_000 }, (_, n) => ({ [`field ${n}`]: { value: n } }));
		let isOver = false;
		const refused = errorOf(async () => await callWebhook(fixture.n8n, body, path));
		void refused.finally(() => (isOver = true)).catch(() => {});
		let silence = 0;
		while (!isOver) {
			const asked = performance.now();
			await request(`${fixture.n8n.url}/healthz`);
			silence = Math.max(silence, performance.now() - asked);
		}
		const error = await refused;
		assert.match(error, message);
		assert.ok(error.length < 2000, `${error.length} characters`);
		assert.deepEqual(stored(), []);
		t.diagnostic(`the longest wait for another answer was ${Math.round(silence)} ms`);
		assert.ok(silence < MAX_SILENCE_MS, `${silence} ms`);
	});
}
