import assert from 'node:assert/strict';

import { panel } from '../areas/panel.mts';
import type { Scene } from '../scene.mts';
import { rowsIn } from '../stage.mts';

/** The form asks for a Name, and the dataset has no such column; answers with what n8n shows as advice. */
export async function readTheRefusal({ editor, stage }: Scene, before: number): Promise<string> {
	const { errorMessage, errorDescription } = panel(editor);
	await errorMessage.waitFor();
	assert.equal(await errorMessage.innerText(), 'Row 1 has a field without a column: Name');
	const advice = await errorDescription.innerText();
	assert.match(advice, /^No row was sent\. /);
	assert.equal(rowsIn(stage).length, before);
	return advice;
}
