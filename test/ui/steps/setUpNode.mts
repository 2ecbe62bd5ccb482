import assert from 'node:assert/strict';

import { DATASET, type Fixture } from '../fixture.mts';
import { canvas, credentialWindow, locatorList, nodeView } from '../pages.mts';

const WRONG_KEY =
	'Akkio does not recognize this API key. Copy it again from Team Settings in Akkio (https://app.akkio.com/team-settings) and paste it here.';

export async function tryWrongKey({ editor, akkio }: Fixture): Promise<void> {
	await canvas(editor).akkio.dblclick();
	await nodeView(editor).connectAccount.click();
	const { modal, apiKey, baseUrl, save, moreDetails } = credentialWindow(editor);
	await apiKey.fill('a-wrong-key');
	await baseUrl.fill(akkio.baseUrl);
	await save.click();
	await moreDetails.click();
	await modal.getByText(WRONG_KEY, { exact: true }).waitFor();
}

/** n8n closes the window by itself when a new credential works; opened again it says so. */
export async function tryRightKey({ editor, key, screenshots }: Fixture): Promise<void> {
	const { modal, apiKey, save, success, close } = credentialWindow(editor);
	await apiKey.fill(key);
	await save.click();
	await modal.waitFor({ state: 'detached' });
	await nodeView(editor).editAccount.click();
	await success.waitFor();
	assert.match(await success.innerText(), /Connection tested successfully/);
	await screenshots.saveStep(editor, 'the credential works');
	await close.click();
	await modal.waitFor({ state: 'detached' });
}

/** Typing a part of a name leaves the datasets that have it, whatever the capital letters. */
export async function pickDataset({ editor, screenshots }: Fixture): Promise<void> {
	const { chosen, search, items, item } = locatorList(editor, 'dataset');
	await chosen.click();
	await item('Web visits').waitFor();
	await search.fill('DRIV');
	await item('Web visits').waitFor({ state: 'detached' });
	await item(DATASET).waitFor();
	assert.deepEqual(await items.allInnerTexts(), ['Drivers', DATASET]);
	await screenshots.saveStep(editor, 'the list searched');
	await item(DATASET).click();
	assert.equal(await chosen.inputValue(), DATASET);

	const { parametersTab, execute, addOption } = nodeView(editor);
	await screenshots.saveImage(editor, 'set-up-panel', {
		left: [parametersTab],
		top: [execute, 6],
		right: [execute, 8],
		bottom: [addOption, 16],
	});
}
