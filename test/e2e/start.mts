/** `npm start`: a real n8n with this package, the example workflows, and a stand-in for Akkio. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { AkkioClient } from '../contract/client.mts';
import { startStandIn, type StandIn } from '../support/akkio/server.mts';
import { OWNER } from '../support/n8n/client.mts';
import { FORM_DATASET, importExamples, WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { CACHE } from '../support/n8n/install.mts';
import { N8n } from '../support/n8n/n8n.mts';
import {
	ensureDatasets,
	formUrl,
	PENGUIN_FORM,
	runScenarios,
	webhookUrl,
} from '../support/n8n/scenarios.mts';
import { isFree } from '../support/n8n/serverProcess.mts';
import { runMain, UserError } from '../support/n8n/userError.mts';

const HELP = `npm start -- [options]

Builds this package, runs it in a real n8n beside a stand-in for Akkio, and tries the examples.
With AKKIO_API_KEY in the environment it uses the real Akkio: the examples then create and fill the
datasets "${FORM_DATASET}", "${WEBHOOK_DATASET}" and "Penguins" there, train a model on the last one, and predict
48 rows, which count toward your plan.

  --once                end after the examples; exit code 0 only if every row was found or predicted
  --port <number>       n8n's port, 5678 unless given
  --akkio-port <number> the stand-in's port, 8920 unless given
  --help                this text`;

await runMain(async () => {
	const options = readOptions();
	if (options.help) return console.log(HELP);
	const apiKey = process.env.AKKIO_API_KEY?.trim();
	// Before anything that takes long.
	await checkPort(options.port, '--port');
	if (!apiKey) await checkPort(options.akkioPort, '--akkio-port');

	// One folder a port, so that two starts beside each other do not share a database. It is kept
	// between starts, with whatever was built in the editor.
	const folder = join(CACHE, `demo-${options.port}`);
	const server = await N8n.prepare({ folder, port: options.port });
	const standIn = apiKey
		? undefined
		: await startStandIn({ keys: ['demo'], port: options.akkioPort });
	let isStopping = false;
	const stop = async () => {
		isStopping = true;
		await server.stop();
		await standIn?.stop();
	};
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, async () => {
			await stop();
			process.exit(130);
		});
	}
	try {
		const data = {
			apiKey: apiKey ?? 'demo',
			baseUrl: standIn?.baseUrl ?? process.env.AKKIO_BASE_URL ?? 'https://api.akkio.com/v1',
		};
		const akkio = new AkkioClient({ baseUrl: data.baseUrl, key: data.apiKey });
		await ensureDatasets(akkio);

		console.log('Starting n8n …');
		await server.start();
		const n8n = await server.signIn();
		console.log('Importing the credential and the example workflows …');
		const examples = await importExamples(n8n, await n8n.saveCredential('Akkio', data));
		console.log('Running the examples …\n');
		const results = await runScenarios(n8n, akkio, examples);
		for (const { scenario, detail, isOk } of results) {
			console.log(`${isOk ? '✓' : '✗'} ${scenario}\n    ${detail}`);
		}
		if (!options.once) {
			printAddresses(server, standIn);
			server.onEnd(async () => {
				if (isStopping) return;
				console.error(`\nn8n has ended, and so does this. Its log is ${server.log}.`);
				await standIn?.stop();
				process.exit(1);
			});
			return;
		}
		process.exitCode = results.every(({ isOk }) => isOk) ? 0 : 1;
	} catch (error) {
		await stop();
		throw error;
	}
	await stop();
});

function readOptions() {
	const { values } = (() => {
		try {
			return parseArgs({
				options: {
					once: { type: 'boolean' },
					help: { type: 'boolean' },
					port: { type: 'string', default: '5678' },
					'akkio-port': { type: 'string', default: '8920' },
				},
			});
		} catch (error) {
			throw new UserError(`${(error as Error).message.split('. ')[0]}: see npm start -- --help.`);
		}
	})();
	const [port, akkioPort] = [values.port, values['akkio-port']].map((text) => {
		if (/^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536) return Number(text);
		throw new UserError(`A port is a whole number from 1 to 65535, not "${text}".`);
	}) as [number, number];
	if (port === akkioPort)
		throw new UserError('--port and --akkio-port have to be different ports.');
	return { ...values, port, akkioPort };
}

async function checkPort(port: number, flag: string): Promise<void> {
	if (await isFree(port)) return;
	throw new UserError(
		`Port ${port} is in use: choose another one with npm start -- ${flag} <number>.`,
	);
}

function printAddresses({ url, folder }: N8n, standIn?: StandIn): void {
	console.log(`
n8n is up. Ctrl-C ends it. What you build in it is kept in ${folder};
the example workflows are put back as they were at each start.

  editor             ${url}/home/workflows   (${OWNER.email}, password ${OWNER.password})
  form               ${formUrl({ url })}
  form with a model  ${formUrl({ url }, PENGUIN_FORM)}
  webhook            ${webhookUrl({ url })}   (POST a JSON list of objects)
  Akkio's datasets   ${standIn ? `${standIn.pageUrl}   (a stand-in, kept in memory)` : 'https://app.akkio.com'}`);
}
