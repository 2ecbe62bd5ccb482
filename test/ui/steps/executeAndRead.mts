import assert from 'node:assert/strict';

import { around } from '../album.mts';
import { panel } from '../areas/panel.mts';
import type { Scene } from '../scene.mts';
import { rowsIn } from '../stage.mts';

const ROW = {
	Customer: 'Ada Lovelace',
	Email: 'ada@example.com',
	Seats: 5,
	Origin: 'Japan',
	Bought: null,
};

/** The output says what Akkio acknowledged; the stand-in has the very same row. */
export async function executeAndRead({ editor, album, stage }: Scene): Promise<void> {
	const { execute, hint, showAsJson, items, output } = panel(editor);
	const before = rowsIn(stage).length;
	await execute.click();
	await hint("1 row in 1 request to 'Test drives'").waitFor();
	await showAsJson.click();
	await items.getByText('"appended"').waitFor();
	const [item] = JSON.parse((await items.innerText()).replaceAll('\u00a0', ' '));
	assert.equal(item.outcome, 'appended');
	assert.deepEqual(item.row, ROW);
	assert.deepEqual(rowsIn(stage).slice(before), [ROW]);
	await album.keepPicture(editor, 'run', {
		...around(output),
		top: [execute, 6],
		bottom: [items.getByText('"Bought"'), 80],
	});
}
