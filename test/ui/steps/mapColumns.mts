import assert from 'node:assert/strict';

import type { Locator, Page } from 'playwright-core';

import { until } from '../../support/n8n/until.mts';
import { COLUMNS, rowsIn, type Fixture } from '../fixture.mts';
import { mapper, nodeView } from '../pages.mts';
import { around } from '../screenshots.mts';

/** Which of the form's questions fills which column; what is to be predicted stays empty. */
const QUESTIONS = { Customer: 'Name', Email: 'Email', Seats: 'Seats', Origin: 'Origin' };

const ROW = {
	Customer: 'Ada Lovelace',
	Email: 'ada@example.com',
	Seats: 5,
	Origin: 'Japan',
	Bought: null,
};

export async function seeColumns({ editor }: Fixture): Promise<void> {
	const { parameter, choice } = nodeView(editor);
	await parameter('dataMode').click();
	await choice('Map Each Column Manually').click();
	const { column, names } = mapper(editor);
	await column(COLUMNS.at(-1)!).waitFor();
	assert.deepEqual(await names(), COLUMNS);
}

export async function mapByDragging({ editor, screenshots }: Fixture): Promise<void> {
	const { column, field, dropTarget, title } = mapper(editor);
	for (const [name, question] of Object.entries(QUESTIONS)) {
		await drag(editor, field(question), column(name), dropTarget(name));
		await column(name).getByText(`{{ $json.${question} }}`).waitFor();
	}
	// A click elsewhere closes the preview of the last value.
	await title.click();
	const { input, execute, label } = nodeView(editor);
	await label('Dataset').evaluate((element) => element.scrollIntoView());
	await title.hover();
	await screenshots.saveImage(editor, 'mapper', {
		left: [input],
		top: [execute, 6],
		right: [execute, 8],
		bottom: [column('Bought'), 8],
	});
}

/** n8n's own way of dragging: it follows the mouse and marks the target below it. */
async function drag(page: Page, from: Locator, to: Locator, marked: Locator): Promise<void> {
	await to.scrollIntoViewIfNeeded();
	const start = await middleOf(from);
	await page.mouse.move(start.x, start.y);
	await page.mouse.down();
	await until(async () => {
		// The target moves down when the preview of the value before it appears.
		const end = await middleOf(to);
		await page.mouse.move(end.x, end.y, { steps: 10 });
		return await marked.isVisible();
	});
	await page.mouse.up();
}

async function middleOf(element: Locator) {
	const { x, y, width, height } = (await element.boundingBox())!;
	return { x: x + width / 2, y: y + height / 2 };
}

/** The output says what Akkio acknowledged; the stand-in has exactly that row. */
export async function executeAndRead(fixture: Fixture): Promise<void> {
	const { editor, screenshots } = fixture;
	const { execute, hint, showAsJson, showAsTable, items, output } = nodeView(editor);
	const before = rowsIn(fixture).length;
	await execute.click();
	await hint("Appended 1 row to 'Test drives'").waitFor();
	await showAsJson.click();
	await items.getByText('"appended"').waitFor();
	const [item] = JSON.parse((await items.innerText()).replaceAll('\u00a0', ' '));
	assert.equal(item.outcome, 'appended');
	assert.deepEqual(item.row, ROW);
	assert.deepEqual(rowsIn(fixture).slice(before), [ROW]);
	await showAsTable.click();
	await screenshots.saveImage(editor, 'run', {
		...around(output),
		top: [execute, 6],
		bottom: [items.locator('table').first(), 20],
	});
}

/** The panel says "To test, add the option 'Dry Run'": adding it has to be enough. */
export async function dryRun(fixture: Fixture): Promise<void> {
	const before = rowsIn(fixture).length;
	const { parameters, addOption, choice, execute, hint } = nodeView(fixture.editor);
	await parameters.getByText("To test, add the option 'Dry Run'").waitFor();
	await addOption.click();
	await choice('Dry Run').click();
	await execute.click();
	await hint(
		"Dry run, nothing was sent: 1 row would be appended in 1 request to 'Test drives'",
	).waitFor();
	await hint('1 field ignored: Name').waitFor();
	assert.equal(rowsIn(fixture).length, before);
}
