import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../root.mts';
import type { AkkioClient } from './akkioClient.mts';
import { request, type N8nClient } from './client.mts';
import { FORM_DATASET, WEBHOOK_DATASET } from './examples.mts';
import { execute } from './executions.mts';
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

type Address = { url: string };
export const formUrl = ({ url }: Address) => `${url}/form/akkio-test-drive`;
export const webhookUrl = ({ url }: Address) => `${url}/webhook/akkio-rows`;

/** Submits the form as a browser does: fetches the page, and posts its fields to the same address. */
export async function submitForm(n8n: Address, query = ''): Promise<void> {
	const url = `${formUrl(n8n)}${query}`;
	const page = await (await whenRegistered(url)).text();
	const body = new FormData();
	for (const [question, answer] of Object.entries(VISITOR)) {
		const [, field] = new RegExp(`for='(field-\\d+)'>\\s*${question}\\s*<`).exec(page)!;
		body.set(field!, String(answer));
	}
	const response = await whenRegistered(url, body);
	if (!response.ok) throw new Error(`The form answered ${response.status}`);
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

/** What a scenario did: rows sent by the workflow, rows found in Akkio afterwards. */
export interface ScenarioResult {
	scenario: string;
	dataset: string;
	sent: number;
	found: number;
}

/** What a user does first with the package, each scenario counted in Akkio before and after. */
export async function runScenarios(
	n8n: N8nClient,
	akkio: AkkioClient,
	examples: Record<string, string>,
): Promise<ScenarioResult[]> {
	const { error, outputs } = await execute(n8n, examples['every-operation']!);
	if (error) throw new Error(`The example with every operation stopped: ${error}`);
	const dataset = outputs('Get the dataset')[0]![0]!;
	const sent = outputs('One item a car')[0]!.length;
	const name = String(dataset.name);
	const first = { dataset: name, sent, found: Number(dataset.rows) };

	const countRows = async (
		...[scenario, dataset, sent, act]: [string, string, number, () => Promise<unknown>]
	) => {
		const before = await akkio.rowCount(dataset);
		await act();
		let found = 0;
		// A form answers its visitor before the workflow has ended.
		const isThere = async () => (found = (await akkio.rowCount(dataset)) - before) >= sent;
		await until(isThere).catch(() => {});
		return { scenario, dataset, sent, found };
	};
	const webhook = async (scenario: string, rows: Row[]) =>
		await countRows(scenario, WEBHOOK_DATASET, rows.length, () => postToWebhook(n8n, rows));
	return [
		{ scenario: 'drag it in and connect it', ...first },
		await countRows('append what a form submits', FORM_DATASET, 1, () => submitForm(n8n)),
		await webhook('append what a webhook receives, one row', CARS.slice(0, 1)),
		await webhook('append what a webhook receives, many rows', CARS),
	];
}
