/** What n8n and a workflow add to a webhook's body is no data, and no body stops n8n. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, test } from 'node:test';

import { request } from '../support/n8n/client.mts';
import {
	createDataset,
	publishWebhook,
	startFixture,
	type Fixture,
} from '../support/n8n/fixture.mts';
import { callWebhook, postToWebhook } from '../support/n8n/triggers.mts';
import { akkioNode, webhookNode, workflowNode, type Row } from '../support/n8n/workflow.mts';

let fixture: Fixture;
before(async () => (fixture = await startFixture()));

function signToken(secret: string): string {
	const toPart = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
	const parts = [{ alg: 'HS256', typ: 'JWT' }, { sub: 'shop' }].map(toPart);
	const signature = createHmac('sha256', secret).update(parts.join('.')).digest('base64url');
	return [...parts, signature].join('.');
}

test('behind a webhook with JWT auth and an Edit Fields node, a row is the body and the added field', async () => {
	const { n8n, akkio, credentialId } = fixture;
	const [path, token] = ['akkio-jwt', signToken('a secret')];
	const data = { keyType: 'passphrase', secret: 'a secret', algorithm: 'HS256' };
	const jwtAuth = await n8n.post('/credentials', { name: 'JWT', type: 'jwtAuth', data });
	const assignments = [{ id: 'source', name: 'source', type: 'string', value: 'shop' }];
	const { parameters, stored } = createDataset(fixture);
	await publishWebhook(
		fixture,
		webhookNode(path, { authentication: 'jwtAuth' }, { credentials: { jwtAuth } }),
		workflowNode('Edit Fields', 'n8n-nodes-base.set', {
			typeVersion: 3.4,
			parameters: { assignments: { assignments }, includeOtherFields: true },
		}),
		akkioNode(credentialId, parameters),
	);
	assert.ok(!(await callWebhook(n8n, { order: 0 }, path)).ok, 'it takes no call without a token');
	const headers = { authorization: `Bearer ${token}` };
	const post = async (body: unknown) =>
		await request(`${n8n.url}/webhook/${path}`, { body, headers });
	assert.equal((await post({ order: 1 })).status, 200);

	const { error } = await n8n.newExecution('error', async () => await post([{ order: 2 }]));
	assert.match(error, /^Row 1 has fields beside its array of rows: source/);
	assert.deepEqual(stored(), [{ order: 1, source: 'shop' }]);
	assert.ok(!JSON.stringify(akkio.requests).includes(token));
});

/** Publishes a webhook whose calls are appended to a new dataset. */
async function publishAppend(path: string, more: object, ...rows: Row[]) {
	const { parameters, stored } = createDataset(fixture, ...rows);
	const akkio = akkioNode(fixture.credentialId, { ...parameters, ...more });
	await publishWebhook(fixture, webhookNode(path), akkio);
	return stored;
}

const QUOTED = '=[{"name": "{{ $json.body.name }}", "path": "{{ $json.body.path }}"}]';
for (const [name, path, jsonRows] of [
	["what a webhook's caller sends cannot leave the quotes of 'Rows'", 'akkio-quotes', QUOTED],
	["{{ $json }} in 'Rows' behind a webhook is the body only", 'akkio-json', '={{ $json }}'],
] as const) {
	test(name, async () => {
		const stored = await publishAppend(path, { dataMode: 'json', jsonRows });
		const body = { name: 'Eve"}, {"name": "Mallory', path: 'C:\\temp\\new "1"' };
		await postToWebhook(fixture.n8n, body, path);
		assert.deepEqual(stored(), [body]);
	});
}

const TOO_MANY = /^The first append would set more than 1,000 columns/;
const EXTRA = /^Row 1 has a field that is not a column: field 0/;
const STRANGE: Array<[dataset: string, rows: Row[], options: object, message: RegExp]> = [
	['an empty dataset', [], {}, TOO_MANY],
	['an empty dataset, flattened', [], { nestedValues: 'flatten' }, TOO_MANY],
	['a dataset with columns', [{ a: 0 }], {}, EXTRA],
];
for (const [index, [name, rows, options, message]] of STRANGE.entries()) {
	test(`10,000 objects with a field name each, for ${name}, are refused while n8n answers others`, async () => {
		const [{ n8n }, path] = [fixture, `akkio-strange-${index}`];
		const stored = await publishAppend(path, { options }, ...rows);
		const body = Array.from({ length: 10_000 }, (_, n) => ({ [`field ${n}`]: { value: n } }));
		let isOver = false;
		const refused = n8n.newExecution('error', async () => await callWebhook(n8n, body, path));
		void refused.finally(() => (isOver = true)).catch(() => {});
		// Work that grows by rows times names takes minutes.
		const ask = async () =>
			await request(`${n8n.url}/healthz`, { signal: AbortSignal.timeout(60_000) });
		while (!isOver) assert.ok((await ask()).ok);
		const { error } = await refused;
		assert.match(error, message);
		assert.ok(error.length < 2000, `${error.length} characters`);
		assert.deepEqual(stored(), []);
	});
}
