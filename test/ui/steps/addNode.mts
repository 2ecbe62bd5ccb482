import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../../support/root.mts';
import type { Fixture } from '../fixture.mts';
import { canvas, nodePanel, nodeView } from '../pages.mts';

/** Whoever searches for one of these finds Akkio. */
const SEARCHES = ['akkio', 'dataset', 'predict'];

export async function findNode({ editor }: Fixture): Promise<void> {
	const { open, search, entry } = nodePanel(editor);
	await open.click();
	for (const text of SEARCHES) {
		// What the search before has found has to be gone first.
		await search.fill('');
		await entry('Akkio').waitFor({ state: 'detached' });
		await search.fill(text);
		await entry('Akkio').waitFor();
	}
}

/** The icon is the package's own, for light and for dark, and the browser can draw it. */
export async function seeIcon({ editor, screenshots }: Fixture): Promise<void> {
	const { entry } = nodePanel(editor);
	for (const [colorScheme, file] of [
		['dark', 'akkio.dark.svg'],
		['light', 'akkio.svg'],
	] as const) {
		await editor.emulateMedia({ colorScheme });
		const icon = entry('Akkio').locator(`img[src$="/${file}"]`).filter({ visible: true });
		await icon.waitFor();
		await screenshots.saveStep(editor, `the icon in ${colorScheme}`);
		await icon.evaluate(async (image) => await image.decode());
		const served = await editor.request.get(await icon.evaluate((image) => image.src));
		assert.equal(await served.text(), await readFile(join(ROOT, 'nodes/Akkio', file), 'utf8'));
	}
}

export async function dragToCanvas({ editor }: Fixture): Promise<void> {
	const { entry } = nodePanel(editor);
	const { ground, akkio } = canvas(editor);
	await entry('Akkio').click();
	// The list slides out while the actions slide in.
	await entry('Akkio').waitFor({ state: 'detached' });
	await entry('Append rows to a dataset').dragTo(ground, { targetPosition: { x: 700, y: 640 } });
	const { view, close } = nodeView(editor);
	await view.waitFor();
	await close.click();
	await view.waitFor({ state: 'detached' });
	await akkio.waitFor();
}

export async function connectToForm({ editor }: Fixture): Promise<void> {
	const { formOutput, akkioInput, edge, tidyUp } = canvas(editor);
	await formOutput.dragTo(akkioInput);
	await edge.waitFor({ state: 'attached' });
	await tidyUp.click();
}
