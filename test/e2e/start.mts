/** `npm start`: a real n8n with this package, the example workflows, and a stand-in for Akkio. */
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startStandIn, type StandIn } from '../support/akkio/server.mts';
import { Account } from '../support/n8n/account.mts';
import { FORM_DATASET, importExamples, WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { CACHE } from '../support/n8n/install.mts';
import { N8n } from '../support/n8n/n8n.mts';
import { OWNER, setUpOwner } from '../support/n8n/owner.mts';
import { orSentence, Sentence } from '../support/n8n/sentence.mts';
import { formUrl, tellStories, webhookUrl, type Told } from '../support/n8n/stories.mts';

const HELP = `npm start -- [options]

Builds this package, runs it in a real n8n beside a stand-in for Akkio, and plays three stories.
With AKKIO_API_KEY in the environment it is the real Akkio: the stories then create and fill the
datasets "${FORM_DATASET}" and "${WEBHOOK_DATASET}" there.

  --once                end after the stories; exit code 0 only if every row was found
  --port <number>       n8n's port, 5678 unless given
  --akkio-port <number> the stand-in's port, 8920 unless given
  --help                this text`;

await orSentence(async () => {
	const options = readOptions();
	if (options.help) return console.log(HELP);
	const apiKey = process.env.AKKIO_API_KEY?.trim();
	await claim(options.port, '--port');
	if (!apiKey) await claim(options.akkioPort, '--akkio-port');

	// One folder a port, so that two starts beside each other do not share a database. It is kept
	// between starts, with whatever was built in the editor.
	const folder = join(CACHE, `demo-${options.port}`);
	await mkdir(folder, { recursive: true });
	const n8n = await N8n.prepare({ folder, port: options.port });
	const standIn = apiKey
		? undefined
		: await startStandIn({ keys: ['demo'], port: options.akkioPort });
	let isLeaving = false;
	const leave = async () => {
		isLeaving = true;
		await n8n.stop();
		await standIn?.stop();
	};
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, async () => {
			await leave();
			process.exit(130);
		});
	}
	try {
		const baseUrl = standIn?.baseUrl ?? process.env.AKKIO_BASE_URL ?? 'https://api.akkio.com/v1';
		const akkio = new Account(baseUrl, apiKey ?? 'demo');
		for (const name of [FORM_DATASET, WEBHOOK_DATASET]) await akkio.ensure(name);

		console.log('Importing the credential and the example workflows …');
		await importExamples(n8n, { apiKey: apiKey ?? 'demo', baseUrl });
		console.log('Starting n8n …');
		await n8n.start();
		await setUpOwner(n8n);
		console.log('Playing the stories …');
		const told = await tellStories(n8n, akkio);
		print(told);
		if (!options.once) {
			printAddresses(n8n, folder, standIn);
			n8n.onEnd(async () => {
				if (isLeaving) return;
				console.error(
					`\nn8n has ended, and so does this. Its last words are in ${join(folder, 'n8n.log')}.`,
				);
				await standIn?.stop();
				process.exit(1);
			});
			return;
		}
		process.exitCode = told.every(({ sent, found }) => sent === found) ? 0 : 1;
	} catch (error) {
		await leave();
		throw error;
	}
	await leave();
});

function readOptions() {
	const { values } = (() => {
		try {
			return parseArgs({
				options: {
					once: { type: 'boolean', default: false },
					help: { type: 'boolean', default: false },
					port: { type: 'string', default: '5678' },
					'akkio-port': { type: 'string', default: '8920' },
				},
			});
		} catch (error) {
			throw new Sentence(`${(error as Error).message.split('. ')[0]}: see npm start -- --help.`);
		}
	})();
	const [port, akkioPort] = [values.port, values['akkio-port']].map((text) => {
		if (/^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536) return Number(text);
		throw new Sentence(`A port is a whole number from 1 to 65535, not "${text}".`);
	}) as [number, number];
	if (port === akkioPort)
		throw new Sentence('--port and --akkio-port have to be two different ports.');
	return { ...values, port, akkioPort };
}

/** Makes sure that nobody listens there yet, before anything long begins. */
async function claim(port: number, flag: string): Promise<void> {
	const probe = createServer();
	await new Promise<void>((resolve, reject) => {
		probe.once('error', () =>
			reject(
				new Sentence(
					`Port ${port} is in use: choose another one with npm start -- ${flag} <number>.`,
				),
			),
		);
		probe.listen(port, '127.0.0.1', resolve);
	});
	await new Promise((resolve) => probe.close(resolve));
}

function print(told: Told[]): void {
	console.log('');
	for (const { story, dataset, sent, found } of told) {
		const mark = sent === found ? '✓' : '✗';
		console.log(`${mark} ${story}\n    dataset "${dataset}": ${found} of ${sent} rows found`);
	}
}

function printAddresses(n8n: N8n, folder: string, standIn?: StandIn): void {
	console.log(`
n8n is up. Ctrl-C ends it. What you build in it is kept in ${folder};
the example workflows are put back as they were at each start.

  editor             ${n8n.url}/home/workflows   (${OWNER.email}, password ${OWNER.password})
  form               ${formUrl(n8n)}
  webhook            ${webhookUrl(n8n)}   (POST a JSON list of objects)
  Akkio's datasets   ${standIn ? `${standIn.pageUrl}   (a stand-in, kept in memory)` : 'https://app.akkio.com'}`);
}
