/** `npm start` as a person runs it first, with the stand-in in the place of the real Akkio. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { startStandIn } from '../support/akkio/server.mts';
import { temporaryFolder } from '../support/n8n/cleanUp.mts';
import { FORM_DATASET, WEBHOOK_DATASET } from '../support/n8n/examples.mts';
import { KEY, REQUESTS_PER_SECOND, storedRows } from '../support/n8n/fixture.mts';
import { CACHE, N8N_VERSION } from '../support/n8n/install.mts';
import { passedOn } from '../support/n8n/n8n.mts';
import { freePort } from '../support/n8n/serverProcess.mts';
import { CARS, VISITOR } from '../support/n8n/triggers.mts';

test('what n8n gets of this environment holds no key: workflows can read it', () => {
	process.env.AKKIO_API_KEY = 'a-key';
	const names = Object.keys(passedOn());
	assert.ok(names.includes('PATH'));
	assert.deepEqual(
		names.filter((name) => /key|token|secret|password|proxy/i.test(name)),
		[],
	);
});

test('a first start runs every example, at the pace and with the delays of the real Akkio', async () => {
	const XDG_CACHE_HOME = await temporaryFolder('n8n-start-');
	const cache = join(XDG_CACHE_HOME, 'n8n-nodes-akkio');
	await mkdir(cache);
	await symlink(join(CACHE, `n8n-${N8N_VERSION}`), join(cache, `n8n-${N8N_VERSION}`));
	const akkio = await startStandIn({
		...{ keys: [KEY], requestsPerSecond: REQUESTS_PER_SECOND },
		...{ parsingDelay: 1000, trainingMs: 1000, listDelay: 1 },
	});

	const script = join(import.meta.dirname, 'start.mts');
	const env = { ...process.env, XDG_CACHE_HOME, AKKIO_API_KEY: KEY, AKKIO_BASE_URL: akkio.baseUrl };
	const command = [script, '--once', '--port', String(await freePort())];
	const { stdout } = await promisify(execFile)(process.execPath, command, { env });
	assert.equal(stdout.match(/✓/g)?.length, 6, stdout);
	assert.match(stdout, /300 rows appended, 44 others predicted, 4[234] of them right: accuracy \d/);
	assert.deepEqual(storedRows({ akkio }, FORM_DATASET), [VISITOR]);
	assert.deepEqual(storedRows({ akkio }, WEBHOOK_DATASET), [...CARS.slice(0, 1), ...CARS]);
});
