import assert from 'node:assert/strict';

import { panel } from '../areas/panel.mts';
import { picker } from '../areas/picker.mts';
import type { Scene } from '../scene.mts';
import { DATASET } from '../stage.mts';

/** Typing a part of a name leaves the datasets that have it, whatever the capital letters. */
export async function pickTheDataset({ editor, album }: Scene): Promise<void> {
	const { chosen, search, items, item } = picker(editor);
	await chosen.click();
	await item('Web visits').waitFor();
	await search.fill('DRIV');
	await item('Web visits').waitFor({ state: 'detached' });
	await item(DATASET).waitFor();
	assert.deepEqual(await items.allInnerTexts(), ['Drivers', DATASET]);
	await album.keepStep(editor, 'the list searched');
	await item(DATASET).click();
	assert.equal(await chosen.inputValue(), DATASET);

	const { parametersTab, execute, addOption } = panel(editor);
	await album.keepPicture(editor, 'set-up-panel', {
		left: [parametersTab],
		top: [execute, 6],
		right: [execute, 8],
		bottom: [addOption, 16],
	});
}
