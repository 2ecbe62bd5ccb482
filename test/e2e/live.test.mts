/** `npm run test:live` as a person runs it, with the stand-in at the other end. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { startStandIn } from '../support/akkio/server.mts';
import { keepsRate } from '../support/n8n/fixture.mts';
import { ROOT } from '../support/root.mts';

const run = promisify(execFile);
const live = async (env: NodeJS.ProcessEnv) =>
	await run(process.execPath, [join(ROOT, 'test', 'contract', 'live.mts')], {
		env: { ...process.env, AKKIO_API_KEY: '', ...env },
	});

test('it keeps to five requests a second, and says what held', async (t) => {
	const akkio = await startStandIn({ keys: ['demo'] });
	t.after(async () => await akkio.stop());
	const { stdout } = await live({ AKKIO_API_KEY: 'demo', AKKIO_BASE_URL: akkio.baseUrl });
	assert.ok(keepsRate(akkio.requests));
	assert.match(
		stdout,
		/^19 facts held, 0 did not, 9 questions were answered, 13 were not asked\.$/m,
	);
	assert.deepEqual(akkio.datasets.list(), []);
});

test('without a key it asks nobody anything, and says why in a sentence', async () => {
	await assert.rejects(live({}), {
		code: 1,
		stdout: '',
		stderr:
			'Put the key of an Akkio account into AKKIO_API_KEY: this makes one dataset there, and deletes it.\n',
	});
});
