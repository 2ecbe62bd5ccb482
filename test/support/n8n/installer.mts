import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { packInto } from '../../package/tarball.mts';
import { installedN8n } from './install.mts';

/** The part of n8n's CommunityPackagesService that the editor's install button comes down to. */
interface Installer {
	parseNpmPackageName(name: string): { packageName: string };
	/** Rejects, and puts everything back, if the package does not pass n8n's checks or does not load. */
	installPackage(name: string): Promise<{ loadedNodes: Array<{ name: string; version: number }> }>;
}

/** n8n's own installer, without the server around it, and the folder into which it installs. */
export async function n8nInstaller() {
	const home = await mkdtemp(join(tmpdir(), 'n8n-installer-'));
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

	const registry = await startRegistry(home);
	const folder = join(home, 'nodes');
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
	const installer: Installer = new CommunityPackagesService(
		{ nodesDownloadDir: folder },
		{ ...console, debug() {}, info() {} },
		{ find: async () => [], saveInstalledPackageWithNodes: async (loader: object) => loader },
		loadNodesAndCredentials,
		{ publishCommand: async () => {} },
		{ isCustomNpmRegistryEnabled: () => true },
		{ enabled: true, unverifiedEnabled: true, registry: registry.url },
		// Asks n8n's own servers whether the package is banned.
		{ requests: () => ({ request: async () => ({ status: 'OK' }) }) },
	);
	await (installer as unknown as { ensurePackageJson(): Promise<void> }).ensurePackageJson();
	return {
		installer,
		folder,
		async stop() {
			registry.stop();
			await rm(home, { recursive: true, force: true });
		},
	};
}

/** An npm registry with one package in one version: what `npm publish` would upload. */
async function startRegistry(folder: string) {
	const { tarball } = await packInto(folder);
	const bytes = await readFile(tarball);
	const manifest = JSON.parse(await readFile('package.json', 'utf8'));
	const { name, version } = manifest;

	const server = createServer((request, response) => {
		const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
		const dist = { tarball: `${url}/${name}.tgz`, integrity };
		const published = { ...manifest, dist };
		const all = { name, 'dist-tags': { latest: version }, versions: { [version]: published } };
		const answers: Record<string, unknown> = {
			[`/${name}`]: all,
			[`/${name}/latest`]: published,
			[`/${name}/${version}`]: published,
		};
		if (request.url === `/${name}.tgz`) {
			response.end(bytes);
			return;
		}
		const answer = answers[request.url ?? ''];
		response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
		response.end(JSON.stringify(answer ?? {}));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
	return { url, stop: () => server.close() };
}
