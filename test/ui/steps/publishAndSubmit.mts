import assert from 'node:assert/strict';

import { until } from '../../support/n8n/running.mts';
import { around } from '../album.mts';
import { akkioPage } from '../areas/akkioPage.mts';
import { canvas } from '../areas/canvas.mts';
import { fillIn, form } from '../areas/form.mts';
import { panel } from '../areas/panel.mts';
import { publishing } from '../areas/publishing.mts';
import { openWindow } from '../browser.mts';
import type { Scene } from '../scene.mts';
import { DATASET, rowsIn } from '../stage.mts';

const KATHERINE = {
	Name: 'Katherine Johnson',
	Email: 'katherine@example.com',
	Seats: '2',
	Origin: 'Europe',
};

export async function publish({ editor, album }: Scene): Promise<void> {
	await panel(editor).close.click();
	await panel(editor).panel.waitFor({ state: 'detached' });
	const { form: first, akkio } = canvas(editor);
	await album.keepPicture(editor, 'workflow', {
		left: [first, 80],
		top: [first, 40],
		right: [akkio, 130],
		bottom: [akkio, 90],
	});
	const { open, publish, confirmed, gotIt } = publishing(editor);
	await open.click();
	await publish.click();
	await gotIt.click();
	await confirmed.waitFor({ state: 'detached' });
}

/** Somebody whom n8n does not know opens the form, and what is sent shows up in Akkio. */
export async function submitAsAVisitor({ browser, stage, album }: Scene): Promise<void> {
	const before = rowsIn(stage).length;
	const window = await openWindow(browser, { width: 860, height: 800 });
	const page = await window.newPage();
	await page.goto(stage.formUrl);
	await fillIn(page, KATHERINE);
	const { card, question, submit, thanks } = form(page);
	// n8n's forms are light for everyone.
	await question('Seats').blur();
	await album.keepPicture(page, 'form', around(card, 16), ['light']);
	await submit.click();
	await thanks.waitFor();
	await until(() => rowsIn(stage).length > before);
	assert.deepEqual(rowsIn(stage).slice(before), [
		{
			Customer: 'Katherine Johnson',
			Email: 'katherine@example.com',
			Seats: 2,
			Origin: 'Europe',
			Bought: null,
		},
	]);

	await page.setViewportSize({ width: 680, height: 800 });
	await page.goto(stage.akkio.pageUrl);
	const { dataset } = akkioPage(page);
	await dataset(DATASET).getByRole('cell', { name: 'Katherine Johnson' }).waitFor();
	await album.keepStep(page, 'the visitor in Akkio');
	await album.keepPicture(page, 'dataset', around(dataset(DATASET)));
	await window.close();
}
