/** n8n's own installer of community packages takes the packed tarball, from a registry that has it only. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { n8nInstaller } from '../support/n8n/installer.mts';

test("n8n's installer downloads, checks, unpacks and loads the package", async (t) => {
	const { installer, folder, stop } = await n8nInstaller();
	t.after(stop);

	const { packageName } = installer.parseNpmPackageName('n8n-nodes-akkio');
	const { loadedNodes } = await installer.installPackage(packageName);
	assert.deepEqual(loadedNodes, [{ name: 'akkio', version: 1 }]);

	const unpacked = join(folder, 'node_modules', packageName, 'package.json');
	const manifest = JSON.parse(await readFile(unpacked, 'utf8'));
	assert.equal(manifest.dependencies, undefined);
	const installed = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
	assert.deepEqual(installed.dependencies, { [packageName]: manifest.version });
});
