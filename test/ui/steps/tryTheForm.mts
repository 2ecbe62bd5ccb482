import { fillIn, form } from '../areas/form.mts';
import { panel } from '../areas/panel.mts';
import type { Scene } from '../scene.mts';
import { rowsIn } from '../stage.mts';
import { readTheRefusal } from './readTheRefusal.mts';

const ADA = { Name: 'Ada Lovelace', Email: 'ada@example.com', Seats: '5', Origin: 'Japan' };

/**
 * 'Execute previous nodes' opens the form's test page. n8n 2.41 then runs this node too, as soon as
 * the form is sent (n8n-io/n8n#18183), so that here a user first meets the guard of the columns.
 */
export async function tryTheForm(scene: Scene): Promise<void> {
	const { editor, context, stage } = scene;
	const before = rowsIn(stage).length;
	const opened = context.waitForEvent('page');
	await panel(editor).executePrevious.click();
	const visitor = await opened;
	await fillIn(visitor, ADA);
	await form(visitor).submit.click();
	await form(visitor).thanks.waitFor();
	await visitor.close();
	await readTheRefusal(scene, before);
}
