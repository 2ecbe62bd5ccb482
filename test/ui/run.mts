/** `npm run test:ui`, and `npm run docs:images`: what a user does in the editor, step by step. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { runMain, UserError } from '../support/n8n/userError.mts';
import { ROOT } from '../support/root.mts';
import { withFixture } from './fixture.mts';
import { SCENARIO } from './scenario.mts';

/** What a run leaves; git ignores it. */
const REPORTS = join('reports', 'ui');

/** The README's images, as they were when somebody last looked at them. */
const IMAGES = join('docs', 'images');

await runMain(async () => {
	const { values } = parseArgs({ options: { images: { type: 'boolean', default: false } } });
	await withFixture(join(ROOT, REPORTS), async (fixture) => {
		const { screenshots, editor } = fixture;
		for (const [name, step] of SCENARIO) {
			const started = performance.now();
			await step(fixture).catch((error: Error) => {
				throw new UserError(
					`✗ ${name}\n\n${error.stack}\n\nThe open pages and a trace are in ${REPORTS}; look at the trace with: node_modules/.bin/playwright-core show-trace ${join(REPORTS, 'trace.zip')}`,
				);
			});
			await screenshots.saveStep(editor, name);
			console.log(`✓ ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
		}
		if (!values.images) return;
		await rm(join(ROOT, IMAGES), { recursive: true, force: true });
		await cp(screenshots.images, join(ROOT, IMAGES), { recursive: true });
	});
	console.log(`\n${SCENARIO.length} steps. A screenshot of each is in ${REPORTS}.`);
	if (values.images) console.log(`The README's images are in ${IMAGES}: look at each of them.`);
});
