import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../root.mts';
import type { N8nClient } from './client.mts';

/** The example workflows that the README links; what runs here is what a user imports. */
export const EXAMPLES = join(ROOT, 'docs', 'examples');

/** The datasets into which the form's and the webhook's example append. */
export const FORM_DATASET = 'Form answers';
export const WEBHOOK_DATASET = 'Webhook rows';

/** The credential's ID in the example files. */
const CREDENTIAL = /"akkioExample"/g;

/** An example as a user has it who imported it and chose a credential. */
export async function readExample(file: string, credentialId: string): Promise<any> {
	const text = await readFile(join(EXAMPLES, `${file}.json`), 'utf8');
	const { id: _id, ...workflow } = JSON.parse(text.replace(CREDENTIAL, `"${credentialId}"`));
	return workflow;
}

/**
 * Imports every example and publishes those that wait for a form or for rows. One that is there already is
 * put back as it was.
 * @returns the workflows' IDs, by the names of the files
 */
export async function importExamples(n8n: N8nClient, credentialId: string) {
	const existing: Array<{ id: string; name: string }> = await n8n.get('/workflows');
	const ids: Record<string, string> = {};
	for (const file of await readdir(EXAMPLES)) {
		const [name, extension] = file.split('.') as [string, string];
		if (extension !== 'json') continue;
		const workflow = await readExample(name, credentialId);
		const found = existing.find((one) => one.name === workflow.name);
		if (found) await n8n.patch(`/workflows/${found.id}`, workflow);
		ids[name] = found?.id ?? (await n8n.createWorkflow(workflow));
	}
	for (const name of ['form-to-dataset', 'webhook-to-dataset', 'form-to-prediction']) {
		await n8n.publish(ids[name]!);
	}
	return ids;
}
