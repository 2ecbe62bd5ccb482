import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Locator } from 'playwright-core';

import { ROOT } from '../../e2e/root.mts';
import { canvas } from '../areas/canvas.mts';
import { nodePanel } from '../areas/nodePanel.mts';
import type { Scene } from '../scene.mts';

/** Whoever looks for one of these finds Akkio. */
const WORDS = ['akkio', 'dataset', 'prediction data'];

export async function findTheNode({ editor, album }: Scene): Promise<void> {
	const { open, panel, search, entry } = nodePanel(editor);
	await open.click();
	for (const word of WORDS) {
		await search.fill(word);
		await entry('Akkio').waitFor();
	}
	await album.keepPicture(editor, 'node-panel', [
		{ what: panel },
		{ what: canvas(editor).form, left: 300 },
	]);
}

/** The icon is the package's own, for light and for dark, and the browser can draw it. */
export async function seeItsIcon({ editor }: Scene): Promise<void> {
	const icon = nodePanel(editor).entry('Akkio').locator('img').first();
	for (const [colorScheme, file] of [
		['dark', 'akkio.dark.svg'],
		['light', 'akkio.svg'],
	] as const) {
		await editor.emulateMedia({ colorScheme });
		await editor.waitForFunction(
			([image, name]) => (image as HTMLImageElement).src.endsWith(`/${name}`),
			[await icon.elementHandle(), file] as const,
		);
		assert.ok(await isDrawn(icon), `${file} is not drawn`);
		const served = await editor.request.get((await icon.evaluate(addressOf)) as string);
		assert.equal(await served.text(), await readFile(join(ROOT, 'nodes/Akkio', file), 'utf8'));
	}
}

const addressOf = (image: Element) => (image as HTMLImageElement).src;

const isDrawn = (icon: Locator) =>
	icon.evaluate(async (element) => {
		const image = element as HTMLImageElement;
		await image.decode();
		return image.naturalWidth > 0;
	});
