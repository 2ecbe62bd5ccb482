import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { startStandIn, type StandIn } from '../support/akkio/server.mts';
import { exitWithParent } from '../support/n8n/cleanUp.mts';
import { readExample } from '../support/n8n/examples.mts';
import { KEY, startN8n, storedRows } from '../support/n8n/fixture.mts';
import { openBrowser, openWindow } from './browser.mts';
import { Screenshots } from './screenshots.mts';

/** The dataset that the workflow fills. Its columns are not quite the form's questions, as in life. */
export const DATASET = 'Test drives';

/** Rows that are there before, so that the dataset has columns; Bought is what a model would predict. */
const BEFORE = [
	{ Customer: 'Grace Hopper', Email: 'grace@example.com', Seats: 4, Origin: 'USA', Bought: 'yes' },
	{ Customer: 'Alan Turing', Email: 'alan@example.com', Seats: 2, Origin: 'Europe', Bought: 'no' },
];
export const COLUMNS = Object.keys(BEFORE[0]!);

/** What else an account has, so that searching the list means something. */
const OTHERS = ['Churn 2025', 'Customers', 'Drivers', 'Leads', 'Orders', 'Web visits'];

/** The model that says who buys, and how the list shows it. */
export const MODEL = { name: 'Buyers', listed: 'Buyers (2026-11-02)', probability: 0.87 };

/** What a step has to work with. */
export interface Fixture {
	akkio: StandIn;
	/** The API key that the stand-in takes. */
	key: string;
	/** Where a visitor finds the form once the workflow is published. */
	formUrl: string;
	screenshots: Screenshots;
	browser: Browser;
	/** The window of the person who builds the workflow, signed in. */
	context: BrowserContext;
	/** The editor, with the workflow open. */
	editor: Page;
}

/** One thing that a user does, and sees. */
export type Step = (fixture: Fixture) => Promise<void>;

/**
 * Starts a real n8n with a workflow that so far is a form alone, opens it in the editor, and runs
 * `act`. Screenshots go to `folder`.
 */
export async function withFixture(folder: string, act: Step): Promise<void> {
	exitWithParent();
	const screenshots = new Screenshots(folder);
	await screenshots.clear();
	const browser = await openBrowser();
	const akkio = await startStandIn({ keys: [KEY] });
	for (const name of OTHERS) akkio.datasets.create(name);
	akkio.datasets.append(akkio.datasets.create(DATASET).id, BEFORE);
	akkio.models.add({
		...{ name: MODEL.name, createdAt: '2026-11-02 09:30:00.000000+00:00' },
		...{ predictFields: ['Bought'], inputs: ['Seats', 'Origin'] },
		estimate: () => ({ Bought: { yes: MODEL.probability, no: 0.13 } }),
	});
	try {
		const server = await startN8n();
		try {
			const { nodes } = await readExample('form-to-dataset', '');
			const form = nodes.find(({ type }: { type: string }) => type.endsWith('.formTrigger'));
			const n8n = await server.signIn();
			const id = await n8n.createWorkflow({ name: DATASET, nodes: [form], connections: {} });

			const context = await openWindow(browser);
			const [name, value] = n8n.cookie.split('=') as [string, string];
			await context.addCookies([{ name, value, url: n8n.url }]);
			await context.tracing.start({ snapshots: true });
			const editor = await context.newPage();
			await editor.goto(`${n8n.url}/workflow/${id}`);
			const formUrl = `${n8n.url}/form/${form.parameters.options.path}`;
			const fixture = { akkio, key: KEY, formUrl, screenshots, browser, context, editor };
			await act(fixture).catch(async (error) => {
				await saveFailure(fixture, folder).catch(() => {});
				throw error;
			});
		} finally {
			await server.stop();
		}
	} finally {
		await browser.close();
		await akkio.stop();
	}
}

/** Saves what is needed to see why: every open page as it is, and a trace of how it came to be. */
async function saveFailure({ context }: Fixture, folder: string): Promise<void> {
	for (const [index, page] of context.pages().entries()) {
		await writeFile(join(folder, `failed-${index}.html`), await page.content());
		await page.screenshot({ path: join(folder, `failed-${index}.png`), scale: 'css' });
	}
	await context.tracing.stop({ path: join(folder, 'trace.zip') });
}

/** The rows of the dataset, as the stand-in has them. */
export const rowsIn = (fixture: Fixture) => storedRows(fixture, DATASET);
