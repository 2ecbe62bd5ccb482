/**
 * n8n's packages outside of jest's sandbox, as in n8n itself: loaded once for all test files of a worker,
 * which takes half of the time, and with dates and errors that n8n knows again.
 */
const { mkdtempSync, rmSync } = require('node:fs');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { TestEnvironment } = require('jest-environment-node');

const requireFromCore = createRequire(require.resolve('n8n-core'));

/** n8n-core writes its settings and a new encryption key below the user's home unless told otherwise. */
if (!process.env.N8N_USER_FOLDER) {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
	process.env.N8N_USER_FOLDER = folder;
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
process.env.N8N_ENCRYPTION_KEY ??= 'tests only';
// It would print every failure that a test provokes.
process.env.N8N_LOG_LEVEL ??= 'silent';

module.exports = class extends TestEnvironment {
	async setup() {
		await super.setup();
		this.global.n8n = {
			core: () => require('n8n-core'),
			workflow: () => require('n8n-workflow'),
			/** As N8N_SSRF_PROTECTION_ENABLED does. */
			protectFromSsrf(isOn) {
				const { Container } = requireFromCore('@n8n/di');
				Container.get(requireFromCore('@n8n/config').SsrfProtectionConfig).enabled = isOn;
			},
		};
	}
};
