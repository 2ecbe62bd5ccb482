import { parse } from 'yaml';

import { readJson, readText, textsBelow } from './package.mts';

/** What GitHub runs and asks: these files are used nowhere else, so a slip in them would stay unseen. */
const workflows = Object.entries(textsBelow('.github/workflows'));
const scripts = Object.keys(readJson('package.json').scripts as object);

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
const stepsOf = (text: string) =>
	Object.values((parse(text) as Workflow).jobs).flatMap(({ steps }) => steps);

test('there are two workflows: one checks, one publishes', () => {
	expect(workflows.map(([name]) => name)).toEqual(['ci.yml', 'publish.yml']);
});

test.each(workflows)('%s calls only scripts that exist', (_name, text) => {
	const commands = stepsOf(text).flatMap(({ run = '' }) => run.split('\n'));
	const called = commands.flatMap((command) => /^npm (?:run )?([\w:]+)/.exec(command)?.[1] ?? []);
	const npmsOwn = ['install', 'audit', 'pack', 'publish'];
	expect(called.filter((name) => !npmsOwn.includes(name) && !scripts.includes(name))).toEqual([]);
	expect(called).toEqual(expect.arrayContaining(['install', 'test']));
});

test.each(workflows)(
	'%s pins each action to a commit, and says which version that is',
	(_, text) => {
		const lines = text.split('\n').filter((line) => line.includes('uses:'));
		expect(lines.length).toBe(stepsOf(text).filter(({ uses }) => uses).length);
		for (const line of lines)
			expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
	},
);

test('what is checked may only read, and does not keep its token', () => {
	for (const [, text] of workflows) {
		expect((parse(text) as Workflow).permissions).toEqual({ contents: 'read' });
		for (const step of stepsOf(text).filter(({ uses }) => uses?.startsWith('actions/checkout'))) {
			expect(step.with).toEqual({ 'persist-credentials': false });
		}
	}
});

test('one job builds and tests, another publishes its tarball and runs nothing else', () => {
	const { on, permissions, jobs } = parse(readText('.github/workflows/publish.yml')) as Workflow;
	expect(on).toEqual({ push: { tags: ['v*'] } });
	expect(permissions).toEqual({ contents: 'read' });
	const commandsOf = ({ steps }: Job) => steps.flatMap(({ run }) => run ?? []);

	const { build, publish } = jobs as { build: Job; publish: Job };
	expect(Object.keys(jobs)).toEqual(['build', 'publish']);
	expect(build.permissions).toBeUndefined();
	expect(build.steps.map((step) => JSON.stringify(step)).join()).not.toContain('secrets');
	expect(commandsOf(build).filter((command) => command.startsWith('npm'))).toEqual([
		'npm install',
		'npm test',
		'npm pack',
	]);
	expect(publish).toMatchObject({
		needs: 'build',
		environment: 'npm',
		permissions: { contents: 'read', 'id-token': 'write' },
	});
	expect(commandsOf(publish)).toEqual([
		expect.stringMatching(
			/^npm publish \.\/\*\.tgz --ignore-scripts --provenance --access public --tag /,
		),
	]);
});

test('Dependabot watches npm and the actions', () => {
	const { updates } = parse(readText('.github/dependabot.yml')) as {
		updates: Array<Record<string, unknown>>;
	};
	const ecosystems = updates.map((update) => update['package-ecosystem']);
	expect(ecosystems).toEqual(['npm', 'github-actions']);
});

const forms = ['bug.yml', 'idea.yml'].map(
	(name) => [name, readText(`.github/ISSUE_TEMPLATE/${name}`)] as const,
);

interface Question {
	type: string;
	id?: string;
	attributes: { label?: string };
	validations?: { required?: boolean };
}

test.each(forms)(
	'the form %s has questions with ids and labels, and warns of the key',
	(_, text) => {
		const { name, description, body } = parse(text) as {
			name: string;
			description: string;
			body: Question[];
		};
		expect([name, description].every((words) => words.length > 0)).toBe(true);
		const questions = body.filter(({ type }) => type !== 'markdown');
		const ids = questions.map(({ id }) => id);
		expect(new Set(ids).size).toBe(questions.length);
		expect(ids).not.toContain(undefined);
		for (const { attributes } of questions) expect(attributes.label).toEqual(expect.any(String));
		expect(text).toMatch(/Never paste an API key/);
	},
);

test('whoever reports a bug is asked for what helps', () => {
	const { body } = parse(readText('.github/ISSUE_TEMPLATE/bug.yml')) as { body: Question[] };
	const required = body.filter(({ validations }) => validations?.required).map(({ id }) => id);
	expect(required).toEqual(['happened', 'package', 'n8n', 'runs']);
	expect(body.map(({ id }) => id)).toEqual(expect.arrayContaining(['report', 'node', 'nodejs']));
});

test('the changelog has an entry for the version in package.json', () => {
	const { version } = readJson('package.json');
	expect(readText('CHANGELOG.md')).toContain(`\n## [${version as string}]`);
});
