/** `npm start`: a real n8n with this package, the example workflows, and a stand-in for Akkio. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { AkkioClient } from '../contract/client.mts';
import { heldOutPenguins, trainingPenguins } from '../support/akkio/penguins.mts';
import { startStandIn } from '../support/akkio/server.mts';
import { OWNER, type N8nClient } from '../support/n8n/client.mts';
import { FORM_DATASET, importExamples, WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { runExample } from '../support/n8n/fixture.mts';
import { CACHE } from '../support/n8n/install.mts';
import { N8n } from '../support/n8n/n8n.mts';
import { isFree } from '../support/n8n/serverProcess.mts';
import {
	CARS,
	formUrl,
	PENGUIN_FORM,
	postToWebhook,
	submitForm,
	submitPenguin,
	webhookUrl,
} from '../support/n8n/triggers.mts';
import { runMain, UserError } from '../support/n8n/userError.mts';
import type { Row } from '../support/n8n/workflow.mts';

const HELP = `npm start -- [options]

Builds this package, runs it in a real n8n beside a stand-in for Akkio, and tries the examples.
With AKKIO_API_KEY in the environment it uses the real Akkio: the examples then create and fill the
datasets "${FORM_DATASET}", "${WEBHOOK_DATASET}" and "Penguins" there, train a model on the last one, and predict
48 rows, which count toward your plan.

  --once                end after the examples; exit code 0 only if all of them did what they should
  --port <number>       n8n's port, 5678 unless given
  --akkio-port <number> the stand-in's port, 8920 unless given
  --help                this text`;

/** Creates the datasets of the form's and the webhook's example, unless they exist. */
async function ensureDatasets(akkio: AkkioClient): Promise<void> {
	const answer = await akkio.request('GET');
	const { status, datasets } = answer.body as any;
	if (status !== 'success') throw new UserError(`Akkio does not answer: ${akkio.quote(answer)}`);
	for (const name of [FORM_DATASET, WEBHOOK_DATASET]) {
		if (!datasets.some((one: Row) => one.name === name)) await akkio.request('POST', { name });
	}
}

/** What a user does first with the package. Each says what it did, or throws. */
function storiesOf(n8n: N8nClient, examples: Record<string, string>) {
	const sayAppended = (expected: number, items: Row[]) => {
		const appended = items.filter(({ outcome }) => outcome === 'appended');
		assert.equal(
			appended.reduce((sum, { rowCount }) => sum + Number(rowCount), 0),
			expected,
		);
		return `dataset "${appended[0]!.dataset}": ${expected} rows appended`;
	};
	const run = async (name: string) => await runExample({ n8n, examples }, name);
	return {
		'drag it in and connect it': async () =>
			sayAppended(100, (await run('every-operation'))('Append the rows')),
		'append what a form submits': async () => {
			const submit = async () => await submitForm(n8n);
			const { outputs } = await n8n.newExecution('success', submit);
			return sayAppended(1, outputs('Append Rows')[0]!);
		},
		'append what a webhook receives, one row': async () =>
			sayAppended(1, await postToWebhook(n8n, CARS.slice(0, 1))),
		'append what a webhook receives, many rows': async () =>
			sayAppended(CARS.length, await postToWebhook(n8n, CARS)),
		'train a model, and compare what it predicts with the truth': async () => {
			const items = await run('train-and-check');
			const [{ predicted, right, accuracy } = {}] = items('Compare with the truth');
			assert.equal(predicted, heldOutPenguins.length);
			const appended = sayAppended(trainingPenguins.length, items('Append Rows'));
			return `${appended}, ${predicted} others predicted, ${right} of them right: accuracy ${accuracy} %`;
		},
		'predict for what a form submits, and act on it': async () => {
			const { outputs } = await submitPenguin(n8n, heldOutPenguins.at(-1)!);
			const { value, probability } = outputs('Predict')[0]![0]!.prediction as Row;
			const branches = ['Answer at once', 'Ask a person'];
			const [branch] = branches.filter((node) => outputs(node).flat().length > 0);
			assert.ok(branch);
			return `${value}, probability ${probability}: ${branch}`;
		},
	};
}

await runMain(async () => {
	const { values } = parseArgs({
		options: {
			once: { type: 'boolean' },
			help: { type: 'boolean' },
			port: { type: 'string', default: '5678' },
			'akkio-port': { type: 'string', default: '8920' },
		},
	});
	if (values.help) return console.log(HELP);
	const [port, akkioPort] = [Number(values.port), Number(values['akkio-port'])];
	if (!(await isFree(port))) throw new UserError(`Port ${port} is in use: choose another --port.`);
	const apiKey = process.env.AKKIO_API_KEY?.trim();
	const standIn = apiKey ? undefined : await startStandIn({ keys: ['demo'], port: akkioPort });
	const data = {
		apiKey: apiKey || 'demo',
		baseUrl: standIn?.baseUrl ?? process.env.AKKIO_BASE_URL ?? 'https://api.akkio.com/v1',
	};
	await ensureDatasets(new AkkioClient({ baseUrl: data.baseUrl, key: data.apiKey }));

	console.log('Starting n8n …');
	// One folder a port, so that two starts beside each other do not share a database. It is kept
	// between starts, with whatever was built in the editor.
	const server = await N8n.start({ folder: join(CACHE, `demo-${port}`), port });
	const n8n = await server.signIn();
	console.log('Importing the credential and the example workflows, and running them …\n');
	const examples = await importExamples(n8n, await n8n.saveCredential('Akkio', data));
	for (const [name, act] of Object.entries(storiesOf(n8n, examples))) {
		try {
			console.log(`✓ ${name}\n    ${await act()}`);
		} catch (error) {
			console.log(`✗ ${name}\n    ${(error as Error).message}`);
			process.exitCode = 1;
		}
	}
	if (values.once) {
		await server.stop();
		await standIn?.stop();
		return;
	}
	console.log(`
n8n is up. Ctrl-C ends it. What you build in it is kept in ${server.folder};
the example workflows are put back as they were at each start.

  editor             ${n8n.url}/home/workflows   (${OWNER.email}, password ${OWNER.password})
  form               ${formUrl(n8n)}
  form with a model  ${formUrl(n8n, PENGUIN_FORM)}
  webhook            ${webhookUrl(n8n)}   (POST a JSON list of objects)
  Akkio's datasets   ${standIn ? `${standIn.pageUrl}   (a stand-in, kept in memory)` : 'https://app.akkio.com'}`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, async () => await server.stop());
	}
	await server.untilEnded();
	console.log(`\nn8n has ended. Its log is ${server.log}.`);
	process.exit();
});
