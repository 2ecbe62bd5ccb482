/** `npm run test:ui`, and `npm run docs:images`: what a user does in the editor, step by step. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ROOT } from '../support/n8n/root.mts';
import { orSentence, Sentence } from '../support/n8n/sentence.mts';
import { inScene, type Scene } from './scene.mts';
import { STORY } from './story.mts';

/** What a run leaves; git ignores it. */
const REPORTS = join('reports', 'ui');

/** The README's pictures, as they were when somebody last looked at them. */
const IMAGES = join('docs', 'images');

await orSentence(async () => {
	const { values } = parseArgs({ options: { images: { type: 'boolean', default: false } } });
	await inScene(join(ROOT, REPORTS), async (scene) => {
		await play(scene);
		if (values.images) await replaceImages(scene);
	});
	console.log(`\n${STORY.length} steps. A picture of each is in ${REPORTS}.`);
	if (values.images) console.log(`The README's pictures are in ${IMAGES}: look at each of them.`);
});

async function play(scene: Scene): Promise<void> {
	for (const [name, step] of STORY) {
		const started = performance.now();
		await step(scene).catch((error: Error) => {
			throw new Sentence(
				`✗ ${name}\n\n${error.stack}\n\nThe open pages and a trace are in ${REPORTS}; look at the trace with: node_modules/.bin/playwright-core show-trace ${join(REPORTS, 'trace.zip')}`,
			);
		});
		await scene.album.keepStep(scene.editor, name);
		console.log(`✓ ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
	}
}

async function replaceImages({ album }: Scene): Promise<void> {
	await rm(join(ROOT, IMAGES), { recursive: true, force: true });
	await cp(album.pictures, join(ROOT, IMAGES), { recursive: true });
}
