import assert from 'node:assert/strict';

import { MODEL, type Fixture } from '../fixture.mts';
import { locatorList, nodeView } from '../pages.mts';
import { around } from '../screenshots.mts';

/** Choosing the resource is enough: Predict is its default. */
export async function chooseModel({ editor, screenshots }: Fixture): Promise<void> {
	const { parameter, choice, parametersTab, execute, addOption } = nodeView(editor);
	await parameter('resource').click();
	await choice('Model').click();
	const { chosen, item } = locatorList(editor, 'model');
	await chosen.click();
	await item(MODEL.listed).click();
	assert.equal(await parameter('operation').locator('input').inputValue(), 'Predict');
	await screenshots.saveImage(editor, 'predict-panel', {
		left: [parametersTab],
		top: [execute, 6],
		right: [execute, 8],
		bottom: [addOption, 16],
	});
}

/** The output has the form's answers, and beside them the prediction. */
export async function predictAndRead({ editor, screenshots }: Fixture): Promise<void> {
	const { execute, hint, showAsTable, items, output } = nodeView(editor);
	await execute.click();
	await hint('1 row predicted in 1 request').waitFor();
	await showAsTable.click();
	for (const text of ['Ada Lovelace', 'Bought', String(MODEL.probability)]) {
		await items.getByText(text, { exact: true }).first().waitFor();
	}
	await screenshots.saveImage(editor, 'prediction', {
		...around(output),
		top: [execute, 6],
		bottom: [items.locator('table'), 20],
	});
}
