import assert from 'node:assert/strict';

import { canvas } from '../areas/canvas.mts';
import { credential } from '../areas/credential.mts';
import { panel } from '../areas/panel.mts';
import type { Scene } from '../scene.mts';

const WRONG_KEY =
	'Akkio does not know this API key. Copy it again from Team Settings in Akkio (https://app.akkio.com/team-settings) and paste it here.';

export async function tryAWrongKey({ editor, stage }: Scene): Promise<void> {
	await canvas(editor).akkio.dblclick();
	await panel(editor).connectAccount.click();
	const { modal, apiKey, baseUrl, save, moreDetails } = credential(editor);
	await apiKey.fill('a-wrong-key');
	await baseUrl.fill(stage.akkio.baseUrl);
	await save.click();
	await moreDetails.click();
	await modal.getByText(WRONG_KEY, { exact: true }).waitFor();
}

/** n8n closes the window by itself when a new credential works; opened again it says so. */
export async function giveTheRightKey({ editor, stage, album }: Scene): Promise<void> {
	const { modal, apiKey, save, works, close } = credential(editor);
	await apiKey.fill(stage.key);
	await save.click();
	await modal.waitFor({ state: 'detached' });
	await panel(editor).editAccount.click();
	await works.waitFor();
	assert.match(await works.innerText(), /Connection tested successfully/);
	await album.keepStep(editor, 'the credential works');
	await close.click();
	await modal.waitFor({ state: 'detached' });
}
