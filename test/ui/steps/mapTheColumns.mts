import assert from 'node:assert/strict';

import type { Locator, Page } from 'playwright-core';

import { until } from '../../support/n8n/running.mts';
import { mapper } from '../areas/mapper.mts';
import { panel } from '../areas/panel.mts';
import type { Scene } from '../scene.mts';
import { COLUMNS } from '../stage.mts';

/** Which of the form's questions fills which column; what is to be predicted stays empty. */
const QUESTIONS = { Customer: 'Name', Email: 'Email', Seats: 'Seats', Origin: 'Origin' };

export async function seeTheColumns({ editor }: Scene): Promise<void> {
	const { parameter, choice } = panel(editor);
	await parameter('rowsFrom').click();
	await choice('Map Each Column Manually').click();
	const { column, names } = mapper(editor);
	await column(COLUMNS.at(-1)!).waitFor();
	assert.deepEqual(await names(), COLUMNS);
}

export async function mapThemByDragging({ editor, album }: Scene): Promise<void> {
	const { column, field, ready, title } = mapper(editor);
	for (const [name, question] of Object.entries(QUESTIONS)) {
		await drag(editor, field(question), column(name), ready(name));
		await column(name).getByText(`{{ $json.${question} }}`).waitFor();
	}
	// A click elsewhere closes the preview of the last value.
	await title.click();
	const { input, execute, label } = panel(editor);
	await label('Dataset').evaluate((element) => element.scrollIntoView());
	await title.hover();
	await album.keepPicture(editor, 'mapper', {
		left: [input],
		top: [execute, 6],
		right: [execute, 8],
		bottom: [column('Bought'), 8],
	});
}

/** n8n's own way of dragging: it follows the mouse and marks the target below it. */
async function drag(page: Page, from: Locator, to: Locator, ready: Locator): Promise<void> {
	await to.scrollIntoViewIfNeeded();
	const start = await middle(from);
	await page.mouse.move(start.x, start.y);
	await page.mouse.down();
	await until(async () => {
		// The target moves down when the preview of the value before it appears.
		const end = await middle(to);
		await page.mouse.move(end.x, end.y, { steps: 10 });
		return await ready.isVisible();
	});
	await page.mouse.up();
}

async function middle(what: Locator) {
	const { x, y, width, height } = (await what.boundingBox())!;
	return { x: x + width / 2, y: y + height / 2 };
}
