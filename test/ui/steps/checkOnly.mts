import assert from 'node:assert/strict';

import { panel } from '../areas/panel.mts';
import type { Scene } from '../scene.mts';
import { rowsIn } from '../stage.mts';

/** The panel says "to try without sending, add the option 'Check Only'": adding it has to be enough. */
export async function checkOnly({ editor, stage }: Scene): Promise<void> {
	const before = rowsIn(stage).length;
	const { parameters, addOption, choice, execute, hint } = panel(editor);
	await parameters.getByText("add the option 'Check Only'").waitFor();
	await addOption.click();
	await choice('Check Only').click();
	await execute.click();
	await hint(
		"Checked only, nothing was sent: 1 row would go in 1 request to 'Test drives'; 1 field left out: Name",
	).waitFor();
	assert.equal(rowsIn(stage).length, before);
}
