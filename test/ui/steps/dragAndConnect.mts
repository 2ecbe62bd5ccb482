import { around } from '../album.mts';
import { canvas } from '../areas/canvas.mts';
import { nodePanel } from '../areas/nodePanel.mts';
import { panel } from '../areas/panel.mts';
import type { Scene } from '../scene.mts';

export async function dragToTheCanvas({ editor, album }: Scene): Promise<void> {
	const { actions, entry } = nodePanel(editor);
	const { ground, akkio } = canvas(editor);
	await entry('Akkio').click();
	// The list slides out while the actions slide in.
	await entry('Akkio').waitFor({ state: 'detached' });
	await album.keepPicture(editor, 'actions', {
		...around(actions),
		top: [actions, 8],
		bottom: [entry('Get many datasets'), 20],
	});
	await entry('Append rows to a dataset').dragTo(ground, { targetPosition: { x: 700, y: 640 } });
	await panel(editor).panel.waitFor();
	await panel(editor).close.click();
	await panel(editor).panel.waitFor({ state: 'detached' });
	await akkio.waitFor();
}

export async function connectToTheForm({ editor }: Scene): Promise<void> {
	const { formsOutput, akkiosInput, edge, tidyUp } = canvas(editor);
	await formsOutput.dragTo(akkiosInput);
	await edge.waitFor({ state: 'attached' });
	await tidyUp.click();
}
