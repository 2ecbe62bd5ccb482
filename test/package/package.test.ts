import { PackageDirectoryLoader } from 'n8n-core';

import { dist, readJson, root } from './package.mts';

/** What n8n itself does with an installed package. It reads what `npm run build` made. */
const loader = new PackageDirectoryLoader(root);

beforeAll(async () => await loader.loadAll());

test("n8n's loader finds the node and the credential, each with both icons", () => {
	expect(Object.keys(loader.nodeTypes)).toEqual(['akkio']);
	expect(Object.keys(loader.credentialTypes)).toEqual(['akkioApi']);
	const [node] = loader.types.nodes;
	const [credential] = loader.types.credentials;
	for (const { iconUrl } of [node!, credential!]) {
		const { light, dark } = iconUrl as { light: string; dark: string };
		expect([light, dark].map((url) => url.replace('icons/n8n-nodes-akkio/', ''))).toEqual([
			'dist/nodes/Akkio/akkio.svg',
			'dist/nodes/Akkio/akkio.dark.svg',
		]);
		expect(dist).toEqual(
			expect.arrayContaining(['nodes/Akkio/akkio.svg', 'nodes/Akkio/akkio.dark.svg']),
		);
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
	const schemas = operations.flatMap(({ options, displayOptions }) =>
		(options as Array<{ value: string }>).map(
			({ value }) =>
				`nodes/Akkio/__schema__/v1.0.0/${displayOptions!.show!.resource![0] as string}/${value}.json`,
		),
	);
	expect(schemas).toHaveLength(10);
	expect(dist.filter((file) => file.includes('__schema__'))).toEqual(schemas.sort());
});

test('nothing gets into dist that is not needed at run time', () => {
	expect(
		dist.filter((file) => !/\.(js|json|svg)$/.test(file) || /test|tsbuildinfo/.test(file)),
	).toEqual([]);
});

test('the package brings nothing along', () => {
	const { dependencies, peerDependencies } = readJson('package.json');
	expect(dependencies).toBeUndefined();
	expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
});
