import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startStandIn, type StandIn } from '../support/akkio/server.mts';
import { EXAMPLES } from '../support/n8n/examples.mts';
import { freePort, N8n } from '../support/n8n/n8n.mts';
import { post, setUpOwner } from '../support/n8n/owner.mts';

/** The dataset that the workflow fills. Its columns are not quite the form's questions, as in life. */
export const DATASET = 'Test drives';

/** Rows that are there before, so that the dataset has columns; Bought is what a model would predict. */
const BEFORE = [
	{ Customer: 'Grace Hopper', Email: 'grace@example.com', Seats: 4, Origin: 'USA', Bought: 'yes' },
	{ Customer: 'Alan Turing', Email: 'alan@example.com', Seats: 2, Origin: 'Europe', Bought: 'no' },
];

/** The dataset's columns, which its first rows fixed. */
export const COLUMNS = Object.keys(BEFORE[0]!);

/** What else an account has, so that searching the list means something. */
const OTHERS = ['Churn 2025', 'Customers', 'Drivers', 'Leads', 'Orders', 'Web visits'];

/** Everything the browser meets, and how to leave it. */
export interface Stage {
	n8n: N8n;
	akkio: StandIn;
	/** The API key that the stand-in takes. */
	key: string;
	/** The owner's session. */
	cookie: string;
	/** The workflow's page in the editor. */
	workflowUrl: string;
	/** Where a visitor finds the form once the workflow is published. */
	formUrl: string;
	clear(): Promise<void>;
}

/** A real n8n with the packed package and a workflow that so far is a form alone, beside the stand-in. */
export async function setStage(): Promise<Stage> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-ui-'));
	const key = randomBytes(16).toString('hex');
	const akkio = await startStandIn({ keys: [key] });
	for (const name of OTHERS) akkio.datasets.create(name);
	akkio.datasets.append(akkio.datasets.create(DATASET).id, BEFORE);
	const n8n = await N8n.prepare({ folder, port: await freePort() });
	const clear = async () => {
		await n8n.stop();
		await akkio.stop();
		await rm(folder, { recursive: true, force: true });
	};
	try {
		await n8n.start();
		const cookie = await setUpOwner(n8n);
		const form = await exampleForm();
		const id = await createWorkflow(n8n, cookie, form);
		const workflowUrl = `${n8n.url}/workflow/${id}`;
		const formUrl = `${n8n.url}/form/${form.parameters.options.path}`;
		return { n8n, akkio, key, cookie, workflowUrl, formUrl, clear };
	} catch (error) {
		await clear();
		throw error;
	}
}

/** The form of the example workflow that the README links. */
async function exampleForm() {
	const example = JSON.parse(await readFile(join(EXAMPLES, 'form-to-dataset.json'), 'utf8'));
	return example.nodes.find(({ type }: { type: string }) => type.endsWith('.formTrigger'));
}

async function createWorkflow(n8n: N8n, cookie: string, form: object): Promise<string> {
	const workflow = { name: 'Test drives', nodes: [form], connections: {}, settings: {} };
	const answer = await post(n8n, '/rest/workflows', workflow, cookie);
	if (!answer.ok) throw new Error(`n8n did not take the workflow: ${await answer.text()}`);
	return ((await answer.json()) as { data: { id: string } }).data.id;
}

/** The rows of the dataset, as the stand-in has them. */
export const rowsIn = ({ akkio }: Stage) =>
	akkio.datasets.list().find(({ name }) => name === DATASET)!.rows;
