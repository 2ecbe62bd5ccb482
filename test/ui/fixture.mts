import { chromium, selectors, type Browser, type BrowserContext } from 'playwright-core';

import { startStandIn } from '../support/akkio/server.mts';
import { exitWithParent } from '../support/n8n/cleanUp.mts';
import { readExample } from '../support/n8n/examples.mts';
import { KEY, storedRows } from '../support/n8n/fixture.mts';
import { N8n } from '../support/n8n/n8n.mts';
import { editorOf } from './pages.mts';
import { Screenshots } from './screenshots.mts';

/** Where Debian's package puts it; it needs fonts-liberation and fonts-dejavu-core as well. */
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Long enough for a slow computer: every wait ends as soon as what it waits for is there. */
const PATIENCE_MS = 120_000;

/** A window in which n8n cuts nothing off, and all columns of the mapper can be seen at once. */
const WINDOW = { width: 1420, height: 960 };

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
export type Fixture = Awaited<ReturnType<typeof startFixture>>;

/** Chromium without a window. */
async function openBrowser(): Promise<Browser> {
	selectors.setTestIdAttribute('data-test-id');
	const flags =
		'no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update disable-sync';
	// What n8n's pages want from elsewhere would make runs differ; everything here is on this computer.
	const resolver = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
	const args = [...flags.split(' ').map((flag) => `--${flag}`), resolver];
	return await chromium.launch({ executablePath: CHROMIUM, args });
}

/** A person's window: nothing in it of what others have done. */
export async function openWindow(browser: Browser, viewport = WINDOW): Promise<BrowserContext> {
	const look = { viewport, deviceScaleFactor: 2, colorScheme: 'light', locale: 'en-US' } as const;
	const context = await browser.newContext(look);
	context.setDefaultTimeout(PATIENCE_MS);
	return context;
}

/**
 * Starts a real n8n with a workflow that so far is a form alone, and opens it in the editor; all of it
 * ends with this process. Screenshots go to `folder`.
 */
export async function startFixture(folder: string) {
	exitWithParent();
	const screenshots = new Screenshots(folder);
	const browser = await openBrowser();
	const akkio = await startStandIn({ keys: [KEY] });
	for (const name of OTHERS) akkio.datasets.create(name);
	akkio.datasets.append(akkio.datasets.create(DATASET).id, BEFORE);
	akkio.models.add({
		...{ name: MODEL.name, createdAt: '2026-11-02 09:30:00.000000+00:00' },
		...{ predictFields: ['Bought'], inputs: ['Seats', 'Origin'] },
		estimate: () => ({ Bought: { yes: MODEL.probability, no: 0.13 } }),
	});

	const n8n = await (await N8n.start()).signIn();
	const { nodes } = await readExample('form-to-dataset', '');
	const form = nodes.find(({ type }: { type: string }) => type.endsWith('.formTrigger'));
	const id = await n8n.createWorkflow({ name: DATASET, nodes: [form], connections: {} });
	/** Where a visitor finds the form once the workflow is published. */
	const formUrl = `${n8n.url}/form/${form.parameters.options.path}`;

	/** The window of the person who builds the workflow, signed in. */
	const context = await openWindow(browser);
	const [name, value] = n8n.cookie.split('=') as [string, string];
	await context.addCookies([{ name, value, url: n8n.url }]);
	await context.tracing.start({ snapshots: true });
	/** The editor, with the workflow open. */
	const page = await context.newPage();
	await page.goto(`${n8n.url}/workflow/${id}`);
	/** The rows that were appended to the dataset. */
	const appended = () => storedRows({ akkio }, DATASET).slice(BEFORE.length);
	return { akkio, formUrl, screenshots, browser, context, page, editor: editorOf(page), appended };
}
