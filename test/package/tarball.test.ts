import { filesIn, withTarball } from './tarball.mts';

/** What a user's n8n downloads: `npm pack`, unpacked. It holds what `npm run build` made. */
let shipped: Map<string, string>;
let manifest: Record<string, unknown>;
let bytes: number;

beforeAll(async () => {
	[shipped, bytes] = await withTarball(async (folder, size) => [await filesIn(folder), size]);
	manifest = JSON.parse(shipped.get('package.json')!) as Record<string, unknown>;
});

test('the tarball holds the compiled sources, what n8n reads beside them, and nothing else', async () => {
	const built = async (folder: string) =>
		[...(await filesIn(folder)).keys()]
			.filter((file) => !file.endsWith('.md'))
			.map((file) => `dist/${folder}/${file.replace(/\.ts$/, '.js')}`);
	const rest = ['LICENSE', 'README.md', 'index.js', 'package.json'];
	const expected = [...(await built('credentials')), ...(await built('nodes')), ...rest];
	expect([...shipped.keys()].sort()).toEqual(expected.sort());
});

test('the download is under 70 kB', () => {
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
	const { dependencies, optionalDependencies, bundledDependencies, peerDependencies } = manifest;
	expect({ dependencies, optionalDependencies, bundledDependencies }).toEqual({});
	expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
	const scripts = Object.keys(manifest.scripts as object);
	expect(scripts.filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
});
