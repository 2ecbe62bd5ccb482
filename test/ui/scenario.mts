import assert from 'node:assert/strict';

import type { Locator, Page } from 'playwright-core';

import { KEY } from '../support/n8n/fixture.mts';
import { until } from '../support/n8n/until.mts';
import { COLUMNS, DATASET, MODEL, openWindow, type Fixture } from './fixture.mts';
import { formOf } from './pages.mts';

const WRONG_KEY =
	'Akkio does not recognize this API key. Copy it again from Team Settings in Akkio (https://app.akkio.com/team-settings) and paste it here.';

const ADA = { Name: 'Ada Lovelace', Email: 'ada@example.com', Seats: '5', Origin: 'Japan' };
const KATHERINE = {
	Name: 'Katherine Johnson',
	Email: 'katherine@example.com',
	Seats: '2',
	Origin: 'Europe',
};
/** The row of a form's answers: its columns are mapped by hand, but what is to be predicted. */
const rowOf = ({ Name: Customer, Seats, ...others }: typeof ADA) => ({
	...{ Customer, ...others, Seats: Number(Seats), Bought: null },
});

const isGone = { state: 'detached' } as const;
/** Saves an image of the node's parameters. */
async function savePanel({ page, screenshots, editor }: Fixture, name: string): Promise<void> {
	const { execute, addOption, parametersTab: tab } = editor;
	await screenshots.saveImage(page, name, [execute, execute, addOption, tab], [6, 8, 16, 0]);
}

/** Saves an image of the node's output, down to this element. */
async function saveOutput({ page, screenshots, editor }: Fixture, name: string, end: Locator) {
	const { execute, output } = editor;
	await screenshots.saveImage(page, name, [execute, output, end, output], [6, 0, 16, 0]);
}

/** Runs a step that appends just these rows. */
async function assertAppends({ appended }: Fixture, rows: object[], act: () => Promise<void>) {
	const before = appended().length;
	await act();
	await until(() => appended().length >= before + rows.length);
	assert.deepEqual(appended().slice(before), rows);
}

/** The form asks for a Name, and the dataset has no such column: nothing is sent, and the error says what to do. */
async function readError({ editor }: Fixture): Promise<void> {
	await editor.errorMessage.waitFor();
	const message = await editor.errorMessage.innerText();
	assert.equal(message, 'Row 1 has a field that is not a column: Name');
	const advice = await editor.errorDescription.innerText();
	assert.match(advice, /^No row was sent\. .*set 'Options' → 'Handling Extra Fields'/s);
}

/** n8n's own way of dragging: it follows the mouse and marks the target below it. */
async function drag(page: Page, from: Locator, to: Locator, marked: Locator): Promise<void> {
	const moveTo = async (element: Locator, steps: number) => {
		const { x, y, width, height } = (await element.boundingBox())!;
		await page.mouse.move(x + width / 2, y + height / 2, { steps });
	};
	await to.scrollIntoViewIfNeeded();
	await moveTo(from, 1);
	await page.mouse.down();
	await until(async () => {
		// The target moves down when the preview of the value before it appears.
		await moveTo(to, 10);
		return await marked.isVisible();
	});
	await page.mouse.up();
}

/** What a user does, from an empty canvas to rows in a dataset and a prediction; each step builds on those before it. */
export const SCENARIO: Record<string, (fixture: Fixture) => Promise<void>> = {
	'finds Akkio by "akkio", "dataset" and "predict"': async ({
		editor: { openPanel, searchPanel, entry },
	}) => {
		await openPanel.click();
		for (const text of ['akkio', 'dataset', 'predict']) {
			// What the search before has found has to be gone first.
			await searchPanel.fill('');
			await entry('Akkio').waitFor(isGone);
			await searchPanel.fill(text);
			await entry('Akkio').waitFor();
		}
	},
	'sees its icon in dark and light': async ({ page, editor }) => {
		for (const [colorScheme, file] of [
			['dark', 'akkio.dark.svg'],
			['light', 'akkio.svg'],
		] as const) {
			await page.emulateMedia({ colorScheme });
			const image = editor.entry('Akkio').locator(`img[src$="/${file}"]`);
			const icon = image.filter({ visible: true });
			await icon.evaluate(async (one) => await one.decode());
		}
	},
	'drags it onto the canvas': async ({ editor: { entry, canvas, view, close, akkio } }) => {
		await entry('Akkio').click();
		// The list slides out while the actions slide in.
		await entry('Akkio').waitFor(isGone);
		const targetPosition = { x: 700, y: 640 };
		await entry('Append rows to a dataset').dragTo(canvas, { targetPosition });
		await close.click();
		await view.waitFor(isGone);
		await akkio.waitFor();
	},
	'connects it to the form': async ({ editor: { formOutput, akkioInput, edge, tidyUp } }) => {
		await formOutput.dragTo(akkioInput);
		await edge.waitFor({ state: 'attached' });
		await tidyUp.click();
	},
	'reads that a wrong key is wrong': async ({ akkio, editor }) => {
		await editor.akkio.dblclick();
		await editor.connectAccount.click();
		await editor.apiKey.fill('a-wrong-key');
		await editor.baseUrl.fill(akkio.baseUrl);
		await editor.saveCredential.click();
		await editor.moreDetails.click();
		await editor.credential.getByText(WRONG_KEY, { exact: true }).waitFor();
	},
	'gives the right key and sees that it works': async ({ editor }) => {
		await editor.apiKey.fill(KEY);
		await editor.saveCredential.click();
		// n8n closes the window by itself when a new credential works; opened again it says so.
		await editor.credential.waitFor(isGone);
		await editor.editAccount.click();
		await editor.credentialWorks.getByText('Connection tested successfully').waitFor();
		await editor.closeCredential.click();
		await editor.credential.waitFor(isGone);
	},
	'picks a dataset from the list by a part of its name': async (fixture) => {
		const { editor } = fixture;
		await editor.chosen('dataset').click();
		await editor.listedAs('Web visits').waitFor();
		await editor.searchList.fill('DRIV');
		await editor.listedAs('Web visits').waitFor(isGone);
		await editor.listedAs(DATASET).waitFor();
		assert.deepEqual(await editor.listed.allInnerTexts(), ['Drivers', DATASET]);
		await editor.listedAs(DATASET).click();
		assert.equal(await editor.chosen('dataset').inputValue(), DATASET);
		await savePanel(fixture, 'set-up-panel');
	},
	'tries the form, and reads why nothing was sent': async (fixture) => {
		// It opens the form's test page. n8n 2.41 then runs this node too, as soon as the form is sent
		// (n8n-io/n8n#18183), so that here a user first meets the guard of the columns.
		await assertAppends(fixture, [], async () => {
			const opened = fixture.context.waitForEvent('page');
			await fixture.editor.executePrevious.click();
			const visitor = await opened;
			await formOf(visitor).fillIn(ADA);
			await formOf(visitor).submit();
			await visitor.close();
			await readError(fixture);
		});
	},
	"sees the dataset's columns": async ({ editor: { parameter, choice, column, columnNames } }) => {
		await parameter('dataMode').click();
		await choice('Map Each Column Manually').click();
		await column(COLUMNS.at(-1)!).waitFor();
		assert.deepEqual(await columnNames(), COLUMNS);
	},
	'maps them by dragging from the input': async ({ page, editor, screenshots }) => {
		const { column, field, dropTarget, mapper, input, execute } = editor;
		for (const question of Object.keys(ADA)) {
			const name = question === 'Name' ? 'Customer' : question;
			await drag(page, field(question), column(name), dropTarget(name));
			await column(name).getByText(`{{ $json.${question} }}`).waitFor();
		}
		// A click elsewhere closes the preview of the last value.
		await mapper.click();
		await editor.label('Dataset').evaluate((element) => element.scrollIntoView());
		await mapper.hover();
		const last = column('Bought');
		await screenshots.saveImage(page, 'mapper', [execute, execute, last, input], [6, 8, 8, 0]);
	},
	'executes the step, and reads the hint and the output': async (fixture) => {
		const { editor } = fixture;
		const { execute, hint, showAsJson, showAsTable, items } = editor;
		await assertAppends(fixture, [rowOf(ADA)], async () => {
			await execute.click();
			await hint("Appended 1 row to 'Test drives'").waitFor();
		});
		await showAsJson.click();
		await items.getByText('"appended"').waitFor();
		const [item] = JSON.parse((await items.innerText()).replaceAll('\u00a0', ' '));
		assert.deepEqual([item.outcome, item.row], ['appended', rowOf(ADA)]);
		await showAsTable.click();
		await saveOutput(fixture, 'run', items.locator('table').first());
	},
	'publishes the workflow': async ({ editor }) => {
		await editor.close.click();
		await editor.view.waitFor(isGone);
		await editor.openPublish.click();
		await editor.publish.click();
		await editor.gotIt.click();
		await editor.published.waitFor(isGone);
	},
	'submits the form as a visitor, and sees the row in Akkio': async (fixture) => {
		const { browser, akkio, formUrl, screenshots } = fixture;
		const window = await openWindow(browser, { width: 860, height: 800 });
		const page = await window.newPage();
		await until(async () => (await page.goto(formUrl))?.ok());
		const form = formOf(page);
		await form.fillIn(KATHERINE);
		// n8n's forms are light for everyone.
		await screenshots.saveImage(page, 'form', [form.card], [16, 16, 16, 16], ['light']);
		await assertAppends(fixture, [rowOf(KATHERINE)], form.submit);

		await page.setViewportSize({ width: 680, height: 800 });
		await page.goto(akkio.pageUrl);
		const dataset = page.locator('section').filter({ has: page.getByText(DATASET) });
		await dataset.getByRole('cell', { name: KATHERINE.Name }).waitFor();
		await screenshots.saveImage(page, 'dataset', [dataset], [0, 0, 0, 0]);
		await window.close();
	},
	'maps automatically again, and reads why nothing was sent': async (fixture) => {
		const { editor } = fixture;
		await editor.akkio.dblclick();
		await editor.parameter('dataMode').click();
		await editor.choice('Map Automatically').click();
		await assertAppends(fixture, [], async () => {
			await editor.execute.click();
			await readError(fixture);
		});
		await saveOutput(fixture, 'error', editor.errorDescription);
	},
	'does what the message says, and the row arrives': async (fixture) => {
		const { addOption, choice, parameter, execute, hint } = fixture.editor;
		await addOption.click();
		await choice('Handling Extra Fields').click();
		await parameter('extraFields').click();
		await choice('Ignore').click();
		await assertAppends(fixture, [{ ...rowOf(ADA), Customer: null }], async () => {
			await execute.click();
			await hint("Appended 1 row to 'Test drives'").waitFor();
			await hint('1 field ignored: Name').waitFor();
		});
	},
	'adds Dry Run, as the panel says, and nothing is sent': async (fixture) => {
		const { parameters, addOption, choice, execute, hint } = fixture.editor;
		await parameters.getByText("To test, add the option 'Dry Run'").waitFor();
		await addOption.click();
		await choice('Dry Run').click();
		await assertAppends(fixture, [], async () => {
			await execute.click();
			await hint(
				"Dry run, nothing was sent: 1 row would be appended in 1 request to 'Test drives'",
			).waitFor();
		});
	},
	'chooses Model, and one of its models from the list': async (fixture) => {
		const { editor } = fixture;
		await editor.parameter('resource').click();
		await editor.choice('Model').click();
		await editor.chosen('model').click();
		await editor.listedAs(MODEL.listed).click();
		// Choosing the resource is enough: Predict is its default.
		const operation = editor.parameter('operation').locator('input');
		assert.equal(await operation.inputValue(), 'Predict');
		await savePanel(fixture, 'predict-panel');
	},
	"predicts, and sees the prediction beside the form's answers": async (fixture) => {
		const { editor } = fixture;
		await editor.execute.click();
		await editor.hint('1 row predicted in 1 request').waitFor();
		await editor.showAsTable.click();
		for (const text of [ADA.Name, 'Bought', String(MODEL.probability)]) {
			await editor.items.getByText(text, { exact: true }).first().waitFor();
		}
		await saveOutput(fixture, 'prediction', editor.items.locator('table'));
	},
};
