import { join } from 'node:path';

import type { N8n } from './n8n.mts';
import { ROOT } from './root.mts';

/** The example workflows that the README links; what runs here is what a user imports. */
export const EXAMPLES = join(ROOT, 'docs', 'examples');

/** Ids inside the example files. */
export const EVERY_OPERATION = 'akkioEveryOp';
export const FORM = 'akkioFormRows';
export const WEBHOOK = 'akkioHookRows';
export const SCHEDULE = 'akkioNightly';
export const WAITING = 'akkioWaiting';
export const ASSISTANT = 'akkioAssistant';
export const CLEAN_UP = 'akkioCleanUp';
const CREDENTIAL = 'akkioExample';

/** The datasets into which the form's and the webhook's example append. */
export const FORM_DATASET = 'Form answers';
export const WEBHOOK_DATASET = 'Webhook rows';

/** Puts the credential and the example workflows into an n8n that is not running, and activates them. */
export async function importExamples(
	n8n: N8n,
	data: { apiKey: string; baseUrl: string },
): Promise<void> {
	await n8n.import('credentials', { id: CREDENTIAL, name: 'Akkio', type: 'akkioApi', data });
	await n8n.command('import:workflow', '--separate', `--input=${EXAMPLES}`);
	for (const id of [FORM, WEBHOOK]) await n8n.activate(id);
}
