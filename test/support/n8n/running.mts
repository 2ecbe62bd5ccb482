import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startStandIn, type StandIn, type StandInOptions } from '../akkio/server.mts';
import { FORM_DATASET, importExamples, WEBHOOK_DATASET } from './examples.mts';
import { freePort, N8n } from './n8n.mts';
import { setUpOwner } from './owner.mts';

/** Long and random, so that finding it anywhere means that it leaked. */
export const KEY = randomBytes(16).toString('hex');

/** A real n8n with the package and the examples, and the stand-in beside it. */
export interface Running {
	n8n: N8n;
	akkio: StandIn;
	/** n8n's own folder: database, log and all. */
	folder: string;
	/** For requests to n8n's own API. */
	cookie: string;
	stop(): Promise<void>;
}

/** `version` is n8n's; the rest is the stand-in's. */
export async function startAll({
	version,
	...options
}: Partial<StandInOptions> & { version?: string } = {}): Promise<Running> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
	const akkio = await startStandIn({ keys: [KEY], ...options });
	for (const name of [FORM_DATASET, WEBHOOK_DATASET]) akkio.datasets.create(name);
	const n8n = await N8n.prepare({ folder, port: await freePort(), version });
	const stop = async () => {
		await n8n.stop();
		await akkio.stop();
		await rm(folder, { recursive: true, force: true });
	};
	try {
		await importExamples(n8n, { apiKey: KEY, baseUrl: akkio.baseUrl });
		await n8n.start();
		return { n8n, akkio, folder, cookie: await setUpOwner(n8n), stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The rows of the dataset of this name, as the stand-in stores them. */
export const storedIn = ({ akkio }: Running, name: string) =>
	akkio.datasets.list().find((one) => one.name === name)!.rows;

/** Waits until it is so, for at most twenty seconds unless more are given. */
export async function until(isSo: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
	for (let look = 0; look < seconds * 10; look++) {
		if (await isSo()) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`Waited for ${seconds} s until ${isSo}`);
}
