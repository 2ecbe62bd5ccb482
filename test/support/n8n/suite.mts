import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run, type EventData } from 'node:test';
import { spec } from 'node:test/reporters';

import { ROOT } from '../root.mts';
import { exitWithParent } from './cleanUp.mts';
import { SHARED_N8N, startN8n } from './fixture.mts';
import { N8N_VERSION } from './install.mts';

const FOLDER = join(ROOT, 'test', 'e2e');
const ENDING = '.test.mts';

/** The names of the e2e test files, without folder and ending. */
export const TEST_FILES = readdirSync(FOLDER)
	.filter((file) => file.endsWith(ENDING))
	.map((file) => file.slice(0, -ENDING.length));

/** How a test at the top of its file ended. */
export interface TestResult {
	/** The file's name without folder and ending. */
	file: string;
	line: number | undefined;
	name: string;
	status: 'passed' | 'failed' | 'skipped';
	/** What the test said with `t.diagnostic`, or why it was skipped. */
	notes: string[];
}

/** Runs test files one after the other, with one n8n that they share, and prints how each test ended. */
export async function runSuite(names: string[], version = N8N_VERSION): Promise<TestResult[]> {
	exitWithParent();
	const n8n = await startN8n({ version });
	process.env.N8N_VERSION = version;
	process.env[SHARED_N8N] = JSON.stringify({ url: n8n.url, folder: n8n.folder, log: n8n.log });
	const results: TestResult[] = [];
	const fileOf = ({ file = '' }: { file?: string }) => basename(file, ENDING);
	const add = (event: EventData.TestPass | EventData.TestFail, status: TestResult['status']) => {
		const { name, line, nesting, skip } = event;
		const notes = typeof skip === 'string' ? [skip] : [];
		if (nesting === 0) results.push({ file: fileOf(event), line, name, status, notes });
	};
	try {
		const files = names.map((name) => join(FOLDER, `${name}${ENDING}`));
		const tests = run({ files, concurrency: false });
		tests.on('test:pass', (event) => add(event, event.skip ? 'skipped' : 'passed'));
		tests.on('test:fail', (event) => add(event, 'failed'));
		tests.on('test:diagnostic', (event) => {
			const isIts = ({ file, line }: TestResult) => file === fileOf(event) && line === event.line;
			results.findLast(isIts)?.notes.push(event.message);
		});
		const output = tests.compose(spec);
		output.pipe(process.stdout);
		await once(output, 'end');
	} finally {
		delete process.env[SHARED_N8N];
		await n8n.stop();
	}
	return results;
}
