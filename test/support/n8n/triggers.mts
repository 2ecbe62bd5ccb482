/** What reaches the triggers of a workflow: forms' answers, and calls of webhooks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../root.mts';
import { request, type Execution, type N8nClient } from './client.mts';
import { until } from './until.mts';
import type { Row } from './workflow.mts';

/** 406 cars with nulls, numbers, texts and dates: the rows that go through the webhook. */
export const CARS: Row[] = JSON.parse(
	readFileSync(join(ROOT, 'node_modules', 'vega-datasets', 'data', 'cars.json'), 'utf8'),
);

/** What the visitor of the form fills in, and the row that it becomes. */
export const VISITOR = {
	Name: 'Ada Lovelace',
	Email: 'ada@example.com',
	Seats: 5,
	Origin: 'Japan',
};
/** The path of the form whose answers are appended. */
export const FORM = 'akkio-test-drive';
/** The path of the form that asks for a penguin's measures. */
export const PENGUIN_FORM = 'akkio-penguin';

type Address = { url: string };
export const formUrl = ({ url }: Address, path = FORM) => `${url}/form/${path}`;
export const webhookUrl = ({ url }: Address) => `${url}/webhook/akkio-rows`;

/** Submits a form as a browser does: fetches the page, and posts its fields to the same address. */
export async function submitForm(n8n: Address, path = FORM, answers: Row = VISITOR): Promise<void> {
	const page = await (await whenRegistered(formUrl(n8n, path))).text();
	const body = new FormData();
	for (const [, field, label] of page.matchAll(/for='(field-\d+)'>\s*([^<]+?)\s*</g)) {
		body.set(field!, String(answers[label!] ?? ''));
	}
	const response = await whenRegistered(formUrl(n8n, path), body);
	if (!response.ok) throw new Error(`The form answered ${response.status}`);
}

/** Submits the penguins' form, and waits until the execution behind it has succeeded. */
export async function submitPenguin(n8n: N8nClient, answers: Row): Promise<Execution> {
	return await n8n.newExecution('success', async () => {
		await submitForm(n8n, PENGUIN_FORM, answers);
	});
}

/** Posts JSON to the example webhook, or to another path. */
export const callWebhook = async ({ url }: Address, body: unknown, path = 'akkio-rows') =>
	await whenRegistered(`${url}/webhook/${path}`, body);

/** Posts JSON to a webhook and returns the items that it answers with. @throws if it answers an error */
export async function postToWebhook(n8n: Address, body: unknown, path?: string): Promise<Row[]> {
	const response = await callWebhook(n8n, body, path);
	if (response.ok) return (await response.json()) as Row[];
	throw new Error(`The webhook answered ${response.status}: ${await response.text()}`);
}

/** n8n answers 404 for a moment after a workflow was published. */
export async function whenRegistered(url: string, body?: unknown): Promise<Response> {
	return await until(async () => {
		const response = await request(url, { body });
		return response.status !== 404 && response;
	});
}
