/** The form asks for a Name, and the dataset has no such column. */
import assert from 'node:assert/strict';

import { rowsIn, type Fixture } from '../fixture.mts';
import { canvas, fillIn, form, nodeView } from '../pages.mts';
import { around } from '../screenshots.mts';

/** In the order of the list. */
const OPTIONS = [
	...['Batch Size', 'Create Dataset If Not Found', 'Dry Run', 'Handling Extra Fields'],
	...['Ignore Fields', 'Nested Values', 'On Unknown Outcome', 'Output', 'Use Raw Items'],
];

const ADA = { Name: 'Ada Lovelace', Email: 'ada@example.com', Seats: '5', Origin: 'Japan' };

/**
 * 'Execute previous nodes' opens the form's test page. n8n 2.41 then runs this node too, as soon as
 * the form is sent (n8n-io/n8n#18183), so that here a user first meets the guard of the columns.
 */
export async function tryForm(fixture: Fixture): Promise<void> {
	const { editor, context } = fixture;
	const before = rowsIn(fixture).length;
	const opened = context.waitForEvent('page');
	await nodeView(editor).executePrevious.click();
	const visitor = await opened;
	await fillIn(visitor, ADA);
	await form(visitor).submit.click();
	await form(visitor).thanks.waitFor();
	await visitor.close();
	await readError(fixture, before);
}

export async function mapAutomatically(fixture: Fixture): Promise<void> {
	const { editor, screenshots } = fixture;
	const { parameter, choice, execute, output, errorDescription } = nodeView(editor);
	await canvas(editor).akkio.dblclick();
	await parameter('dataMode').click();
	await choice('Map Automatically').click();
	await execute.click();
	await readError(fixture, rowsIn(fixture).length);
	await screenshots.saveImage(editor, 'error', {
		...around(output),
		top: [execute, 6],
		bottom: [errorDescription, 10],
	});
}

/** Does what the message says, word by word. */
export async function followAdvice(fixture: Fixture): Promise<void> {
	const before = rowsIn(fixture).length;
	const advice = await readError(fixture, before);
	assert.ok(advice.includes("set 'Options' → 'Handling Extra Fields'"));
	const { addOption, choices, choice, parameter, execute, hint } = nodeView(fixture.editor);
	await addOption.click();
	await choice('Handling Extra Fields').waitFor();
	assert.deepEqual(await choices.allInnerTexts(), OPTIONS);
	await fixture.screenshots.saveStep(fixture.editor, 'the options');
	await choice('Handling Extra Fields').click();
	await parameter('extraFields').click();
	await choice('Ignore').click();
	await execute.click();
	await hint("Appended 1 row to 'Test drives'").waitFor();
	await hint('1 field ignored: Name').waitFor();
	assert.deepEqual(rowsIn(fixture).slice(before), [
		{ Customer: null, Email: 'ada@example.com', Seats: 5, Origin: 'Japan', Bought: null },
	]);
}

/** Reads the error, after which the dataset has as many rows as before; returns what to do. */
async function readError(fixture: Fixture, before: number): Promise<string> {
	const { errorMessage, errorDescription } = nodeView(fixture.editor);
	await errorMessage.waitFor();
	assert.equal(await errorMessage.innerText(), 'Row 1 has a field that is not a column: Name');
	const advice = await errorDescription.innerText();
	assert.match(advice, /^No row was sent\. /);
	assert.equal(rowsIn(fixture).length, before);
	return advice;
}
