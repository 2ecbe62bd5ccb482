import assert from 'node:assert/strict';

import { canvas } from '../areas/canvas.mts';
import { panel } from '../areas/panel.mts';
import type { Scene } from '../scene.mts';
import { rowsIn } from '../stage.mts';
import { readTheRefusal } from './readTheRefusal.mts';

export async function mapAutomaticallyAgain(scene: Scene): Promise<void> {
	const { editor, stage } = scene;
	const { parameter, choice, execute } = panel(editor);
	await canvas(editor).akkio.dblclick();
	await parameter('rowsFrom').click();
	await choice('Map Automatically').click();
	await execute.click();
	await readTheRefusal(scene, rowsIn(stage).length);
}

/** Does what the message says, word by word. */
export async function followTheAdvice(scene: Scene): Promise<void> {
	const { editor, stage } = scene;
	const before = rowsIn(stage).length;
	const advice = await readTheRefusal(scene, before);
	assert.ok(advice.includes("say in 'Options' → 'Fields Without a Column' what to do with it"));
	const { addOption, choice, parameter, execute, hint } = panel(editor);
	await addOption.click();
	await choice('Fields Without a Column').click();
	await parameter('extraFields').click();
	await choice('Leave Out').click();
	await execute.click();
	await hint("1 row in 1 request to 'Test drives'; 1 field left out: Name").waitFor();
	assert.deepEqual(rowsIn(stage).slice(before), [
		{ Customer: null, Email: 'ada@example.com', Seats: 5, Origin: 'Japan', Bought: null },
	]);
}
