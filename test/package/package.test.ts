import { PackageDirectoryLoader } from 'n8n-core';

import { readFiles, root } from './package.mts';
import { withTarball } from './tarball.mts';

/** What n8n itself does with an installed package. It reads what `npm run build` made. */
const loader = new PackageDirectoryLoader(root);
/** What a user's n8n downloads: `npm pack`, unpacked. */
let shipped: Map<string, string>;
let bytes: number;

beforeAll(async () => {
	await loader.loadAll();
	[shipped, bytes] = await withTarball((folder, size) => [readFiles(folder), size]);
});

test("n8n's loader finds the node and the credential, each with both icons", () => {
	expect(Object.keys(loader.nodeTypes)).toEqual(['akkio']);
	expect(Object.keys(loader.credentialTypes)).toEqual(['akkioApi']);
	for (const { iconUrl } of [loader.types.nodes[0]!, loader.types.credentials[0]!]) {
		const { light, dark } = iconUrl as { light: string; dark: string };
		const icons = [light, dark].map((url) => url.replace('icons/n8n-nodes-akkio/', ''));
		expect(icons).toEqual(['dist/nodes/Akkio/akkio.svg', 'dist/nodes/Akkio/akkio.dark.svg']);
		expect([...shipped.keys()]).toEqual(expect.arrayContaining(icons));
	}
});

test('the codex lets people find the node by what they look for', () => {
	const { codex } = loader.types.nodes[0]!;
	expect(codex!.alias).toEqual(expect.arrayContaining(['dataset', 'prediction']));
	expect(codex!.categories).toContain('Data & Storage');
});

test('every operation has a schema of what comes out', () => {
	const { properties } = loader.types.nodes[0]!;
	const operations = properties.filter(({ name }) => name === 'operation');
	const schemas = operations.flatMap(({ options, displayOptions }) => {
		const resource = displayOptions!.show!.resource![0] as string;
		const folder = `dist/nodes/Akkio/__schema__/v1.0.0/${resource}`;
		return (options as Array<{ value: string }>).map(({ value }) => `${folder}/${value}.json`);
	});
	expect([...shipped.keys()].filter((file) => file.includes('__schema__'))).toEqual(schemas.sort());
});

test('the tarball holds the compiled sources, what n8n reads beside them, and nothing else', () => {
	const built = ['credentials', 'nodes'].flatMap((folder) =>
		[...readFiles(folder).keys()]
			.filter((file) => !file.endsWith('.md'))
			.map((file) => `dist/${folder}/${file.replace(/\.ts$/, '.js')}`),
	);
	const rest = ['LICENSE', 'README.md', 'index.js', 'package.json'];
	expect([...shipped.keys()].sort()).toEqual([...built, ...rest].sort());
	expect(bytes).toBeLessThan(70_000);
});

test('the shipped code needs n8n-workflow and node:crypto, and nothing else from outside', () => {
	const needed = [...shipped]
		.filter(([file]) => file.endsWith('.js'))
		.flatMap(([, code]) => [...code.matchAll(/\b(?:require|import)\(([^)]*)\)/g)])
		.map(([, what]) => what!.slice(1, -1))
		.filter((what) => !what.startsWith('.'));
	expect([...new Set(needed)].sort()).toEqual(['n8n-workflow', 'node:crypto']);
});

test('the shipped package.json brings nothing along and runs nothing at install', () => {
	const { scripts, dependencies, optionalDependencies, bundledDependencies, peerDependencies } =
		JSON.parse(shipped.get('package.json')!) as Record<string, object>;
	expect({ dependencies, optionalDependencies, bundledDependencies }).toEqual({});
	expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
	const names = Object.keys(scripts!);
	expect(names.filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
});
