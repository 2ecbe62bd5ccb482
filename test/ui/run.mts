/** `npm run test:ui`, and `npm run docs:images`: what a user does in the editor, step by step. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { runMain, UserError } from '../support/n8n/userError.mts';
import { ROOT } from '../support/root.mts';
import { startFixture } from './fixture.mts';
import { SCENARIO } from './scenario.mts';

/** What a run leaves; git ignores it. */
const REPORTS = join('reports', 'ui');

/** The README's images, as they were when somebody last looked at them. */
const IMAGES = join('docs', 'images');

await runMain(async () => {
	const fixture = await startFixture(join(ROOT, REPORTS));
	const { screenshots, context, page } = fixture;
	for (const [name, step] of Object.entries(SCENARIO)) {
		const started = performance.now();
		await step(fixture).catch(async (error: Error) => {
			const trace = join(REPORTS, 'trace.zip');
			await context.tracing.stop({ path: join(ROOT, trace) });
			throw new UserError(
				`✗ ${name}\n\n${error.stack}\n\nSee how it came to be with: node_modules/.bin/playwright-core show-trace ${trace}`,
			);
		});
		await screenshots.saveStep(page, name);
		console.log(`✓ ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
	}
	console.log(`\n${Object.keys(SCENARIO).length} steps. A screenshot of each is in ${REPORTS}.`);
	if (process.argv.includes('--images')) {
		rmSync(join(ROOT, IMAGES), { recursive: true, force: true });
		cpSync(screenshots.images, join(ROOT, IMAGES), { recursive: true });
		console.log(`The README's images are in ${IMAGES}: look at each of them.`);
	}
	process.exit();
});
