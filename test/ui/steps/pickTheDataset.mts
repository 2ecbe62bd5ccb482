import assert from 'node:assert/strict';

import { panel } from '../areas/panel.mts';
import type { Scene } from '../scene.mts';
import { DATASET } from '../stage.mts';

/** Typing a part of a name leaves the datasets that have it, whatever the capital letters. */
export async function pickTheDataset({ editor, album }: Scene): Promise<void> {
	const { picker, pickerSearch, pickerItems } = panel(editor);
	await picker.click();
	await pickerItems.filter({ hasText: 'Web visits' }).waitFor();
	await pickerSearch.fill('DRIV');
	await pickerItems.filter({ hasText: 'Web visits' }).waitFor({ state: 'detached' });
	await pickerItems.filter({ hasText: DATASET }).waitFor();
	assert.deepEqual(await pickerItems.allInnerTexts(), ['Drivers', DATASET]);
	await album.keepStep(editor, 'the list searched');
	await pickerItems.filter({ hasText: DATASET }).click();
	assert.equal(await picker.inputValue(), DATASET);
}
