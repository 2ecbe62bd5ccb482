import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../../support/n8n/root.mts';
import { nodePanel } from '../areas/nodePanel.mts';
import type { Scene } from '../scene.mts';

/** The icon is the package's own, for light and for dark, and the browser can draw it. */
export async function seeTheIcon({ editor, album }: Scene): Promise<void> {
	const { entry } = nodePanel(editor);
	for (const [colorScheme, file] of [
		['dark', 'akkio.dark.svg'],
		['light', 'akkio.svg'],
	] as const) {
		await editor.emulateMedia({ colorScheme });
		const icon = entry('Akkio').locator(`img[src$="/${file}"]`).filter({ visible: true });
		await icon.waitFor();
		await album.keepStep(editor, `the icon in ${colorScheme}`);
		await icon.evaluate(async (image) => await image.decode());
		const served = await editor.request.get(await icon.evaluate((image) => image.src));
		assert.equal(await served.text(), await readFile(join(ROOT, 'nodes/Akkio', file), 'utf8'));
	}
}
