import assert from 'node:assert/strict';

import { until } from '../../e2e/running.mts';
import { akkioPage } from '../areas/akkioPage.mts';
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

export async function publish({ editor }: Scene): Promise<void> {
	await panel(editor).close.click();
	await panel(editor).panel.waitFor({ state: 'detached' });
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
	const { card, submit, thanks } = form(page);
	await album.keepPicture(page, 'form', [{ what: card, top: 16, right: 16, bottom: 16, left: 16 }]);
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

	await page.goto(stage.akkio.pageUrl);
	const { dataset } = akkioPage(page);
	await dataset(DATASET).getByRole('cell', { name: 'Katherine Johnson' }).waitFor();
	await album.keepStep(page, 'the visitor in Akkio');
	await album.keepPicture(page, 'dataset', [{ what: dataset(DATASET) }]);
	await window.close();
}
