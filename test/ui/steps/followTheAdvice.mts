import assert from 'node:assert/strict';

import { panel } from '../areas/panel.mts';
import type { Scene } from '../scene.mts';
import { rowsIn } from '../stage.mts';

/** Does what the message says, word by word: Options, Fields Without a Column. */
export async function followTheAdvice({ editor, stage }: Scene): Promise<void> {
	const { errorDescription, addOption, choice, parameter, execute, hint } = panel(editor);
	const advice = await errorDescription.innerText();
	assert.ok(advice.includes("say in 'Options' → 'Fields Without a Column' what to do with it"));
	await addOption.click();
	await choice('Fields Without a Column').click();
	await parameter('extraFields').click();
	await choice('Leave Out').click();
	await execute.click();
	await hint("1 row in 1 request to 'Test drives'; 1 field left out: Name").waitFor();
	assert.deepEqual(rowsIn(stage).at(-1), {
		Customer: null,
		Email: 'ada@example.com',
		Seats: 5,
		Origin: 'Japan',
		Bought: null,
	});
}
