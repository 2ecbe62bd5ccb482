/** n8n's own installer of community packages takes the packed tarball, from a registry that has it only. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import Module, { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';

import { packInto } from '../package/tarball.mts';
import { temporaryFolder } from '../support/n8n/cleanUp.mts';
import { installedN8n } from '../support/n8n/install.mts';
import { ROOT } from '../support/root.mts';

/** The part of n8n's CommunityPackagesService that the editor's install button comes down to. */
interface Installer {
	ensurePackageJson(): Promise<void>;
	parseNpmPackageName(name: string): { packageName: string };
	/** Rejects, and puts everything back, if the package does not pass n8n's checks or does not load. */
	installPackage(name: string): Promise<{ loadedNodes: Array<{ name: string; version: number }> }>;
}

/** n8n's own installer, without the server around it. */
async function loadInstaller(home: string, folder: string, registry: string): Promise<Installer> {
	// n8n makes its folder in the moment in which its code is loaded.
	process.env.N8N_USER_FOLDER = home;
	const require = createRequire(await installedN8n());
	require('reflect-metadata');
	// As n8n does it at its start: packages find n8n-workflow among n8n's own.
	process.env.NODE_PATH = require.resolve.paths('n8n')!.join(delimiter);
	(Module as unknown as { _initPaths(): void })._initPaths();
	const { PackageDirectoryLoader } = require('n8n-core');
	const {
		CommunityPackagesService,
	} = require('../dist/modules/community-packages/community-packages.service.js');
	const loadNodesAndCredentials = {
		loaders: {},
		async unloadPackage() {},
		async postProcessLoaders() {},
		releaseTypes() {},
		async loadPackage(name: string) {
			const loader = new PackageDirectoryLoader(join(folder, 'node_modules', name));
			await loader.loadAll();
			return loader;
		},
	};
	return new CommunityPackagesService(
		{ nodesDownloadDir: folder },
		{ ...console, debug() {}, info() {} },
		{ find: async () => [], saveInstalledPackageWithNodes: async (loader: object) => loader },
		loadNodesAndCredentials,
		{ publishCommand: async () => {} },
		{ isCustomNpmRegistryEnabled: () => true },
		{ enabled: true, unverifiedEnabled: true, registry },
		// Asks n8n's own servers whether the package is banned.
		{ requests: () => ({ request: async () => ({ status: 'OK' }) }) },
	);
}

/** An npm registry with one package in one version: what `npm publish` would upload. */
async function startRegistry(folder: string) {
	const tarball = await readFile((await packInto(folder)).tarball);
	const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
	const { name, version } = manifest;
	const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
	const server = createServer(({ url: path }, response) => {
		const published = { ...manifest, dist: { tarball: `${url}/${name}.tgz`, integrity } };
		const all = { name, 'dist-tags': { latest: version }, versions: { [version]: published } };
		if (path === `/${name}.tgz`) response.end(tarball);
		else response.end(JSON.stringify(path === `/${name}` ? all : published));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
	return url;
}

test("the package passes n8n's installer: downloaded, checked, unpacked and loaded", async () => {
	const home = await temporaryFolder('n8n-installer-');
	const folder = join(home, 'nodes');
	const registry = await startRegistry(home);
	const installer = await loadInstaller(home, folder, registry);
	await installer.ensurePackageJson();

	const { packageName } = installer.parseNpmPackageName('n8n-nodes-akkio');
	const { loadedNodes } = await installer.installPackage(packageName);
	assert.deepEqual(loadedNodes, [{ name: 'akkio', version: 1 }]);

	const unpacked = join(folder, 'node_modules', packageName, 'package.json');
	const manifest = JSON.parse(await readFile(unpacked, 'utf8'));
	assert.equal(manifest.dependencies, undefined);
	const installed = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
	assert.deepEqual(installed.dependencies, { [packageName]: manifest.version });
});
