import assert from 'node:assert/strict';

import { until } from '../../support/n8n/until.mts';
import { openWindow } from '../browser.mts';
import { DATASET, rowsIn, type Fixture } from '../fixture.mts';
import { datasetOnPage, fillIn, form, nodeView, publishWindow } from '../pages.mts';
import { around } from '../screenshots.mts';

const KATHERINE = {
	Name: 'Katherine Johnson',
	Email: 'katherine@example.com',
	Seats: '2',
	Origin: 'Europe',
};

export async function publish({ editor }: Fixture): Promise<void> {
	const { view, close } = nodeView(editor);
	await close.click();
	await view.waitFor({ state: 'detached' });
	const { open, publish, confirmed, gotIt } = publishWindow(editor);
	await open.click();
	await publish.click();
	await gotIt.click();
	await confirmed.waitFor({ state: 'detached' });
}

/** Somebody whom n8n does not know opens the form, and what is sent shows up in Akkio. */
export async function submitAsVisitor(fixture: Fixture): Promise<void> {
	const { browser, akkio, formUrl, screenshots } = fixture;
	const before = rowsIn(fixture).length;
	const window = await openWindow(browser, { width: 860, height: 800 });
	const page = await window.newPage();
	await until(async () => (await page.goto(formUrl))?.ok());
	await fillIn(page, KATHERINE);
	const { card, question, submit, thanks } = form(page);
	// n8n's forms are light for everyone.
	await question('Seats').blur();
	await screenshots.saveImage(page, 'form', around(card, 16), ['light']);
	await submit.click();
	await thanks.waitFor();
	await until(() => rowsIn(fixture).length > before);
	const { Name: Customer, ...others } = KATHERINE;
	const row = { Customer, ...others, Seats: 2, Bought: null };
	assert.deepEqual(rowsIn(fixture).slice(before), [row]);

	await page.setViewportSize({ width: 680, height: 800 });
	await page.goto(akkio.pageUrl);
	const dataset = datasetOnPage(page, DATASET);
	await dataset.getByRole('cell', { name: 'Katherine Johnson' }).waitFor();
	await screenshots.saveStep(page, 'the visitor in Akkio');
	await screenshots.saveImage(page, 'dataset', around(dataset));
	await window.close();
}
