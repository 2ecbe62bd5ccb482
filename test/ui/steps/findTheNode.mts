import { around } from '../album.mts';
import { nodePanel } from '../areas/nodePanel.mts';
import type { Scene } from '../scene.mts';

/** Whoever looks for one of these finds Akkio. */
const WORDS = ['akkio', 'dataset', 'prediction data'];

export async function findTheNode({ editor, album }: Scene): Promise<void> {
	const { open, header, search, entry } = nodePanel(editor);
	await open.click();
	for (const word of WORDS) {
		// What the word before has found has to be gone first.
		await search.fill('');
		await entry('Akkio').waitFor({ state: 'detached' });
		await search.fill(word);
		await entry('Akkio').waitFor();
	}
	await album.keepPicture(editor, 'node-panel', {
		...around(header),
		bottom: [entry('Akkio'), 20],
	});
}
