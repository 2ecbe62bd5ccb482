import type { INodeProperties } from 'n8n-workflow';

import { AkkioApi } from '../../credentials/AkkioApi.credentials';
import { Akkio } from '../../nodes/Akkio/Akkio.node';
import * as constants from '../../nodes/Akkio/shared/constants';
import { joinPath, readFiles, readJson, readText } from './package.mts';

/** What the documentation says about names, numbers, files and commands has to be so. */
const { properties } = new Akkio().description;
const README = readText('README.md');
const sectionOf = (text: string, heading: string) =>
	text.split(`${heading}\n`)[1]!.split(/\n##+ /)[0]!;
const labelsOf = (name: string, operation?: string) =>
	properties
		.filter((one) => one.name === name)
		.filter(
			({ displayOptions }) => !operation || displayOptions?.show?.operation?.includes(operation),
		)
		.flatMap(({ options }) => options as INodeProperties[]);

/** All files that pages link to or name, by path. */
const files = new Map<string, string>([
	...['docs', '.github', 'nodes', 'credentials', 'test'].flatMap((folder) =>
		[...readFiles(folder)].map(([path, text]) => [`${folder}/${path}`, text] as const),
	),
	...['README', 'CONTRIBUTING', 'SECURITY', 'CHANGELOG', 'CODE_OF_CONDUCT'].map(
		(name) => [`${name}.md`, readText(`${name}.md`)] as const,
	),
	['LICENSE', ''] as const,
]);
const pages = [...files].filter(([path]) => path.endsWith('.md'));

test('the README has at most 9 kB, CONTRIBUTING 6 kB', () => {
	expect(Buffer.byteLength(README)).toBeLessThanOrEqual(9_000);
	expect(Buffer.byteLength(readText('CONTRIBUTING.md'))).toBeLessThanOrEqual(6_000);
});

test('the quick start gives the plain commands first, then the same for any other Node', () => {
	const commands = [...sectionOf(README, '## Quick start').matchAll(/```sh\n(.+)\n```/g)];
	const plain = ['npm install && npm start', 'npm install && npm test'];
	expect(commands.map(([, command]) => command)).toEqual([
		...plain,
		...plain.map((command) => `npx -y -p node@24 -p npm@11 -c "${command}"`),
	]);
});

test('the README lists the operations and the options of Append Rows under their labels', () => {
	const operations = [...sectionOf(README, '## Operations').matchAll(/^\| \w+ +\| (.+?) +\|/gm)];
	expect(operations.slice(1).map(([, name]) => name)).toEqual(
		labelsOf('operation').map(({ name }) => name),
	);
	const options = [...sectionOf(README, '### Options').matchAll(/^- \*\*(.+?)\*\*/gm)];
	expect(options.map(([, label]) => label)).toEqual(
		labelsOf('options', 'appendRows').map(({ displayName }) => displayName),
	);
	const fields = [...sectionOf(README, '## Credential').matchAll(/^- \*\*(.+?)\*\*/gm)];
	expect(fields.map(([, label]) => label)).toEqual(
		new AkkioApi().properties.map(({ displayName }) => displayName),
	);
});

test("the page of limits has the code's own numbers", () => {
	const table = sectionOf(readText('docs/limits.md'), "## This node's");
	const seconds = (ms: number) => `${ms / 1000} seconds`;
	const minutes = (ms: number) => `${ms / 60_000} minutes`;
	const rows = [...table.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)].slice(2);
	expect(Object.fromEntries(rows.map(([, what, limit]) => [what, limit]))).toEqual({
		'Rows per request': expect.stringContaining(constants.MAX_BATCH_ROWS.toLocaleString('en')),
		'Bytes per request': expect.stringContaining(constants.MAX_BATCH_BYTES.toLocaleString('en')),
		'Columns in a first append': constants.MAX_NEW_COLUMNS.toLocaleString('en'),
		'Extra requests to find rejected rows': `${constants.MAX_HALVING_REQUESTS} in a run`,
		'Tries of a request': expect.stringContaining(
			`${constants.MAX_TRIES} in ${minutes(constants.RETRY_DEADLINE_MS)}`,
		),
		'Tries of a prediction': String(constants.MAX_PREDICT_TRIES),
		'Longest Retry-After': seconds(constants.MAX_RETRY_AFTER_MS),
		'Timeout of a request, unless Request Options say so': seconds(constants.REQUEST_TIMEOUT_MS),
		'Status of a training': `Every ${seconds(constants.TRAINING_POLL_MS)} for ${minutes(constants.TRAINING_WAIT_MS)}`,
		'Requests per Second': `${constants.MIN_REQUESTS_PER_SECOND} to ${constants.MAX_REQUESTS_PER_SECOND}`,
		'Columns and names remembered': minutes(constants.CACHE_TTL_MS),
		"Akkio's own words in a message": `About ${constants.MAX_API_MESSAGE} characters`,
	});
});

test('every link between pages leads to a file and a heading', () => {
	const broken = pages.flatMap(([page, text]) =>
		linksOf(text)
			.map((link) => link.split('#'))
			.map(([path, heading]) => [path ? joinPath(page, '..', path) : page, heading] as const)
			.filter(([path, heading]) => !isThere(path, heading))
			.map((target) => `${page}: ${target.join('#')}`),
	);
	expect(broken).toEqual([]);
});

test('what n8n links to in the README is there', () => {
	const { resources } = readJson('nodes/Akkio/Akkio.node.json') as {
		resources: Record<string, Array<{ url: string }>>;
	};
	const urls = [...Object.values(resources).flat(), { url: new AkkioApi().documentationUrl }];
	for (const { url } of urls) expect(isThere('README.md', url.split('#')[1])).toBe(true);
});

test('every script that a page names, and every file in the tree of CONTRIBUTING, exists', () => {
	const scripts = Object.keys(readJson('package.json').scripts as object);
	const named = pages.flatMap(([, text]) => [...text.matchAll(/npm run ([\w:]+)/g)]);
	expect(named.filter(([, script]) => !scripts.includes(script!))).toEqual([]);

	const tree = readText('CONTRIBUTING.md').split('```')[1]!;
	const sources = [...tree.matchAll(/[\w.]+\.ts\b/g)].map(([name]) => name);
	expect(sources.length).toBeGreaterThan(8);
	const paths = [...files.keys()];
	expect(sources.filter((name) => !paths.some((path) => path.endsWith(`/${name}`)))).toEqual([]);
});

/** Addresses in Markdown and HTML, without those outside, and without code. */
const linksOf = (text: string) =>
	[...text.replace(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
		.map(([, link, source]) => (link ?? source)!)
		.filter((link) => !/^[a-z]+:/.test(link));

function isThere(path: string, heading?: string): boolean {
	if (heading === undefined) return files.has(path);
	const headings = [...(files.get(path) ?? '').matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
		title!
			.toLowerCase()
			.replace(/[^\w\s-]/g, '')
			.replace(/\s/g, '-'),
	);
	return headings.includes(heading);
}
