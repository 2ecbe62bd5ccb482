/** `npm run test:ui` and `npm run docs:images`: what a user does in the editor, step by step. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ROOT } from '../e2e/root.mts';
import { orSentence, Sentence } from '../e2e/sentence.mts';
import { inScene } from './scene.mts';
import { STORY } from './story.mts';

const FOLDER = join('reports', 'ui');

await orSentence(async () => {
	const { values } = parseArgs({ options: { pictures: { type: 'string' } } });
	const folder = join(ROOT, FOLDER);
	await inScene(folder, async (scene) => {
		for (const [name, step] of STORY) {
			const started = performance.now();
			await step(scene).catch((error: Error) => {
				throw new Sentence(
					`✗ ${name}\n\n${error.stack}\n\nThe pages, their pictures and a trace are in ${FOLDER}.`,
				);
			});
			await scene.album.keepStep(scene.editor, name);
			console.log(`✓ ${name} (${Math.round(performance.now() - started)} ms)`);
		}
		if (values.pictures !== undefined) {
			await cp(scene.album.pictures, join(ROOT, values.pictures), { recursive: true });
		}
	});
	console.log(`\n${STORY.length} steps. A picture of each is in ${FOLDER}.`);
});
