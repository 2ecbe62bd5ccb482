import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AkkioClient } from '../../contract/client.mts';
import { heldOutPenguins, trainingPenguins } from '../akkio/penguins.mts';
import { ROOT } from '../root.mts';
import { request, type N8nClient } from './client.mts';
import { FORM_DATASET, WEBHOOK_DATASET } from './examples.mts';
import { newExecution, readExecution, type Execution } from './executions.mts';
import { runExample } from './fixture.mts';
import { until } from './until.mts';
import { UserError } from './userError.mts';
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
	const submit = async () => await submitForm(n8n, PENGUIN_FORM, answers);
	return await readExecution(n8n, await newExecution(n8n, 'success', submit));
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

/** Akkio's answer to the client. @throws UserError if there is none, or if it is no success */
async function askAkkio(akkio: AkkioClient, method: 'GET' | 'POST', fields: object): Promise<any> {
	const send = async () => {
		const response = await akkio.request(method, fields);
		// The limit counts what n8n sends with the same key as well.
		return response.status !== 429 && response;
	};
	const { body, status } = await until(send).catch((error) => {
		throw new UserError(`Akkio cannot be reached: ${error.cause?.message ?? error.message}`);
	});
	if ((body as Row).status === 'success') return body;
	throw new UserError(`Akkio did not accept a request: ${akkio.quote({ body, status })}`);
}

async function findDataset(akkio: AkkioClient, name: string): Promise<string | undefined> {
	const { datasets } = await askAkkio(akkio, 'GET', {});
	return datasets.find((one: Row) => one.name === name)?.id;
}

/** Creates the datasets of the form's and the webhook's example, unless they exist. */
export async function ensureDatasets(akkio: AkkioClient): Promise<void> {
	for (const name of [FORM_DATASET, WEBHOOK_DATASET]) {
		if (!(await findDataset(akkio, name))) await askAkkio(akkio, 'POST', { name });
	}
}

/** What a scenario did, in words. */
export interface ScenarioResult {
	scenario: string;
	detail: string;
	isOk: boolean;
}

const toResult = (scenario: string, dataset: string, sent: number, found: number) => ({
	...{ scenario, isOk: sent === found },
	detail: `dataset "${dataset}": ${found} of ${sent} rows found`,
});
const countAppended = (rows: Row[]) => rows.filter(({ outcome }) => outcome === 'appended').length;

/** What a user does first with the package; rows that stay are counted in Akkio before and after. */
export async function runScenarios(
	n8n: N8nClient,
	akkio: AkkioClient,
	examples: Record<string, string>,
): Promise<ScenarioResult[]> {
	const count = async (
		scenario: string,
		dataset: string,
		sent: number,
		act: () => Promise<unknown>,
	) => {
		const id = await until(() => findDataset(akkio, dataset));
		const readCount = async () => Number((await askAkkio(akkio, 'GET', { id })).rows);
		const before = await readCount();
		await act();
		let found = 0;
		// A form answers its visitor before the workflow has ended, and Akkio counts later still.
		await until(async () => (found = (await readCount()) - before) >= sent).catch(() => {});
		return toResult(scenario, dataset, sent, found);
	};
	const post = (rows: Row[]) => () => postToWebhook(n8n, rows);
	const webhook = 'append what a webhook receives';

	const items = await runExample({ n8n, examples }, 'every-operation');
	return [
		toResult(
			'drag it in and connect it',
			String(items('Create a dataset')[0]!.name),
			// The example deletes its dataset at the end, so what Akkio acknowledged has to do.
			items('One item a car').length,
			countAppended(items('Append the rows')),
		),
		await count('append what a form submits', FORM_DATASET, 1, () => submitForm(n8n)),
		await count(`${webhook}, one row`, WEBHOOK_DATASET, 1, post(CARS.slice(0, 1))),
		await count(`${webhook}, many rows`, WEBHOOK_DATASET, CARS.length, post(CARS)),
		toAccuracy(await runExample({ n8n, examples }, 'train-and-check')),
		await predictForForm(n8n),
	];
}

function toAccuracy(items: (node: string) => Row[]): ScenarioResult {
	const appended = countAppended(items('Append Rows'));
	const [{ predicted, right, accuracy } = {}] = items('Compare with the truth');
	return {
		scenario: 'train a model, and compare what it predicts with the truth',
		detail: `${appended} rows appended, ${predicted} others predicted, ${right} of them right: accuracy ${accuracy} %`,
		isOk: appended === trainingPenguins.length && predicted === heldOutPenguins.length,
	};
}

async function predictForForm(n8n: N8nClient): Promise<ScenarioResult> {
	const { outputs } = await submitPenguin(n8n, heldOutPenguins.at(-1)!);
	const branch = ['Answer at once', 'Ask a person'].find((node) => outputs(node).flat().length > 0);
	const [{ prediction } = {}] = outputs('Predict')[0] as Array<{ prediction?: Row }>;
	return {
		scenario: 'predict for what a form submits, and act on it',
		detail: `${prediction?.value}, probability ${prediction?.probability}: ${branch}`,
		isOk: branch !== undefined,
	};
}
