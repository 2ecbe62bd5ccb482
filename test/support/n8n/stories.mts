import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Account } from './account.mts';
import { EVERY_OPERATION, FORM_DATASET, WEBHOOK_DATASET } from './examples.mts';
import type { N8n } from './n8n.mts';
import { ROOT } from './root.mts';

export type Row = Record<string, unknown>;

/** 406 cars with nulls, numbers, texts and dates: the rows that go through the webhook. */
export const CARS: Row[] = JSON.parse(
	readFileSync(join(ROOT, 'node_modules', 'vega-datasets', 'data', 'cars.json'), 'utf8'),
);

/** What the visitor of the form fills in, and the row that has to come of it. */
export const VISITOR = {
	Name: 'Ada Lovelace',
	Email: 'ada@example.com',
	Seats: 5,
	Origin: 'Japan',
};

export const formUrl = ({ url }: N8n) => `${url}/form/akkio-test-drive`;
export const webhookUrl = ({ url }: N8n) => `${url}/webhook/akkio-rows`;

/** What a story did: rows sent by the workflow, rows found in Akkio afterwards. */
export interface Told {
	story: string;
	dataset: string;
	sent: number;
	found: number;
}

/** Runs the example that creates, fills, reads, lists and deletes a dataset; answers with each node's items. */
export async function everyOperation(n8n: N8n): Promise<Record<string, Row[]>> {
	const printed = await n8n.command('execute', `--id=${EVERY_OPERATION}`, '--rawOutput');
	const { runData } = JSON.parse(printed.slice(printed.indexOf('{'))).data.resultData;
	return Object.fromEntries(
		Object.entries<any>(runData).map(([node, runs]) => [
			node,
			runs[0].data.main[0].map(({ json }: { json: Row }) => json),
		]),
	);
}

/** Submits the form as a browser does: fetches the page and posts its fields. */
export async function submitForm(n8n: N8n): Promise<void> {
	const page = await (await untilThere(() => fetch(formUrl(n8n)))).text();
	const form = new FormData();
	for (const [question, answer] of Object.entries(VISITOR)) {
		const [, field] = new RegExp(`for='(field-\\d+)'>\\s*${question}\\s*<`).exec(page)!;
		form.set(field!, String(answer));
	}
	const answer = await fetch(formUrl(n8n), { method: 'POST', body: form });
	if (!answer.ok) throw new Error(`The form answered ${answer.status}: ${await answer.text()}`);
}

/** Posts rows to the webhook. */
export const callWebhook = async (n8n: N8n, rows: Row[]): Promise<Response> =>
	await callJson(n8n, 'akkio-rows', rows);

/** Posts rows to the webhook and answers with the report that comes back: one entry a call. */
export const postToWebhook = async (n8n: N8n, rows: Row[]): Promise<Row[]> =>
	(await postJson(n8n, 'akkio-rows', rows)) as Row[];

/** Posts to a production webhook of this path; answers with the JSON that comes back. */
export async function postJson(n8n: N8n, path: string, body: unknown): Promise<unknown> {
	const answer = await callJson(n8n, path, body);
	if (!answer.ok) throw new Error(`The webhook answered ${answer.status}: ${await answer.text()}`);
	return await answer.json();
}

async function callJson({ url }: N8n, path: string, body: unknown): Promise<Response> {
	return await untilThere(() =>
		fetch(`${url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		}),
	);
}

/** The three stories, each counted in Akkio before and after. */
export async function tellStories(n8n: N8n, akkio: Account): Promise<Told[]> {
	const items = await everyOperation(n8n);
	const [dataset] = items['Get the dataset']!;
	const first = {
		story: 'drag it in and connect it',
		dataset: String(dataset!.name),
		sent: items['One item a car']!.length,
		found: Number(dataset!.rows),
	};

	const count = async (story: string, name: string, sent: number, tell: () => Promise<unknown>) => {
		const before = await akkio.rowCount(name);
		await tell();
		// A form answers its visitor before the workflow is through.
		let found = 0;
		for (let look = 0; look < LOOKS && found < sent; look++) {
			if (look > 0) await pause();
			found = (await akkio.rowCount(name)) - before;
		}
		return { story, dataset: name, sent, found };
	};
	return [
		first,
		await count('append what a form submits', FORM_DATASET, 1, () => submitForm(n8n)),
		await count('append what a webhook receives, one row', WEBHOOK_DATASET, 1, () =>
			postToWebhook(n8n, CARS.slice(0, 1)),
		),
		await count('append what a webhook receives, many rows', WEBHOOK_DATASET, CARS.length, () =>
			postToWebhook(n8n, CARS),
		),
	];
}

const LOOKS = 40;
const pause = () => new Promise((resolve) => setTimeout(resolve, 250));

/** A workflow that was just activated may answer 404 for a moment. */
async function untilThere(ask: () => Promise<Response>): Promise<Response> {
	for (let look = 1; ; look++) {
		const answer = await ask();
		if (answer.status !== 404 || look === LOOKS) return answer;
		await pause();
	}
}
