import { parse } from 'yaml';

import { readFiles, readJson, readText } from './package.mts';

/** What GitHub runs and asks: these files are used nowhere else, so a slip in them would stay unseen. */
interface Step {
	uses?: string;
	run?: string;
	with?: Record<string, unknown>;
}
interface Job {
	steps: Step[];
	permissions?: Record<string, string>;
}
interface Workflow {
	on: Record<string, unknown>;
	permissions: Record<string, string>;
	jobs: Record<string, Job>;
}
const commandsOf = ({ steps }: Job) => steps.flatMap(({ run = '' }) => run.split('\n'));

describe.each([...readFiles('.github/workflows')])('%s', (_name, text) => {
	const { permissions, jobs } = parse(text) as Workflow;
	const steps = Object.values(jobs).flatMap((job) => job.steps);

	test('calls only scripts that exist', () => {
		const scripts = Object.keys(readJson('package.json').scripts as object);
		const known = [...scripts, 'install', 'audit', 'pack', 'publish'];
		const called = Object.values(jobs)
			.flatMap(commandsOf)
			.flatMap((command) => /^npm (?:run )?([\w:]+)/.exec(command)?.[1] ?? []);
		expect(called).toEqual(expect.arrayContaining(['install', 'test']));
		expect(called.filter((name) => !known.includes(name))).toEqual([]);
	});

	test('pins each action to a commit, and says which version that is', () => {
		const lines = text.split('\n').filter((line) => line.includes('uses:'));
		const pinned = /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
		expect(lines.length).toBe(steps.filter(({ uses }) => uses).length);
		expect(lines.filter((line) => !pinned.test(line))).toEqual([]);
	});

	test('may only read, and does not keep its token', () => {
		expect(permissions).toEqual({ contents: 'read' });
		for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout'))) {
			expect(step.with).toEqual({ 'persist-credentials': false });
		}
	});
});

test('one job builds and tests, another publishes its tarball and runs nothing else', () => {
	const { on, jobs } = parse(readText('.github/workflows/publish.yml')) as Workflow;
	expect(on).toEqual({ push: { tags: ['v*'] } });
	expect(Object.keys(jobs)).toEqual(['build', 'publish']);
	const { build, publish } = jobs as { build: Job; publish: Job };
	expect(build.permissions).toBeUndefined();
	expect(JSON.stringify(build.steps)).not.toContain('secrets');
	const ofNpm = commandsOf(build).filter((command) => command.startsWith('npm'));
	expect(ofNpm).toEqual(['npm install', 'npm test', 'npm pack']);
	expect(publish).toMatchObject({
		needs: 'build',
		environment: 'npm',
		permissions: { contents: 'read', 'id-token': 'write' },
	});
	const command = /^npm publish \.\/\*\.tgz --ignore-scripts --provenance --access public --tag /;
	expect(commandsOf(publish).filter(Boolean)).toEqual([expect.stringMatching(command)]);
});

test.each(['bug.yml', 'idea.yml'])('the form %s can be read, and warns of the key', (name) => {
	const text = readText(`.github/ISSUE_TEMPLATE/${name}`);
	const { body } = parse(text) as { body: Array<{ type: string; id?: string }> };
	const ids = body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
	expect(new Set(ids).size).toBe(ids.length);
	expect(text).toMatch(/Never paste an API key/);
});

test('the changelog has an entry for the version in package.json', () => {
	const { version } = readJson('package.json');
	expect(readText('CHANGELOG.md')).toContain(`\n## [${version as string}]`);
});
