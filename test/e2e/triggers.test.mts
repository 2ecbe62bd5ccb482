/** What n8n and this node add to data is no data, and strange data stops no n8n: from the trigger on. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';

import { request } from '../support/n8n/client.mts';
import {
	createDataset,
	publishWebhook,
	startFixture,
	type Fixture,
} from '../support/n8n/fixture.mts';
import { callWebhook, whenRegistered } from '../support/n8n/triggers.mts';
import { akkioNode, chainFromButton, webhookNode, workflowNode } from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));
after(async () => await fixture?.stop());

function signToken(secret: string): string {
	const text = [{ alg: 'HS256', typ: 'JWT' }, { sub: 'shop' }]
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
	assert.equal((await request(url, { body: { order: 1 }, headers })).status, 200);
	assert.deepEqual([columns(), stored()], [['order', 'source'], [{ order: 1, source: 'shop' }]]);
	assert.ok(!JSON.stringify(akkio.requests).includes(token));
});

test('the error output has the failed item once, and the next Append Rows reads its row', async () => {
	const { n8n, credentialId } = fixture;
	const items = [{ a: 1 }, { a: 2, b: 'not a column' }];
	const [first, next] = [createDataset(fixture, { a: 0 }), createDataset(fixture)];
	const workflow = chainFromButton(
		items,
		akkioNode(credentialId, first.parameters, { onError: 'continueErrorOutput' }),
		akkioNode(credentialId, next.parameters, { name: 'Next', id: 'Next' }),
	);
	const { Akkio } = workflow.connections as Record<string, { main: object[][] }>;
	Akkio!.main.unshift([]);
	const { status, error, outputs } = await n8n.execute(await n8n.createWorkflow(workflow));
	assert.equal(status, 'success', error);
	const [appended, failed] = outputs() as any[][];
	assert.deepEqual([appended!.map(({ row }) => row), first.stored()], [[items[0]], [items[0]]]);
	assert.deepEqual([failed!.length, failed![0].error.outcome], [1, 'notAppended']);
	assert.deepEqual([next.columns(), next.stored()], [['a', 'b'], [items[1]]]);
});

/** Far above what a slow computer needs; with the work growing by rows times names it was minutes. */
const MAX_SILENCE_MS = 20_000;

test('10,000 objects with a field name each are refused while n8n answers others', async () => {
	const { n8n, credentialId } = fixture;
	const path = 'akkio-strange';
	const { parameters, stored } = createDataset(fixture, { a: 0 });
	await publishWebhook(fixture, webhookNode(path), akkioNode(credentialId, parameters));
	const body = Array.from({ length: 10_000 }, (_, n) => ({ [`field ${n}`]: { value: n } }));
	let isOver = false;
	const refused = n8n
		.newExecution('error', async () => await callWebhook(n8n, body, path))
		.finally(() => (isOver = true));
	while (!isOver) {
		const signal = AbortSignal.timeout(MAX_SILENCE_MS);
		await request(`${n8n.url}/healthz`, { signal });
	}
	const { error } = await refused;
	assert.match(error, /^Row 1 has a field that is not a column: field 0/);
	assert.ok(error.length < 2000, `${error.length} characters`);
	assert.deepEqual(stored(), []);
});
