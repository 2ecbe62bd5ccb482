/** Where things are: in n8n's editor, in its forms, and on the stand-in's page. */
import type { Page } from 'playwright-core';

export function editorOf(page: Page) {
	const panel = page.getByTestId('node-creator');
	const nodeOf = (type: string) =>
		page.locator(`[data-test-id="canvas-node"][data-node-type="${type}"]`);
	const akkio = nodeOf('n8n-nodes-akkio.akkio');

	const view = page.getByTestId('ndv');
	const parameters = view.getByTestId('node-parameters');
	const input = view.getByTestId('ndv-input-panel');
	const output = view.getByTestId('output-panel');
	const listed = page.getByTestId('rlc-item');
	const columns = page.getByTestId('mapping-fields-container');

	const credential = page.getByTestId('editCredential-modal');
	const credentialField = (name: string) =>
		credential.getByTestId(`parameter-input-${name}`).locator('input');
	const published = page.getByTestId('activation-modal');
	return {
		/** The panel in which a user looks for a node. */
		openPanel: page.getByTestId('node-creator-plus-button'),
		searchPanel: panel.getByTestId('node-creator-search-bar'),
		/** A node or an action of exactly this name. */
		entry: (name: string) =>
			panel.getByTestId('item-iterator-item').filter({
				has: page.getByTestId('node-creator-item-name').getByText(name, { exact: true }),
			}),

		canvas: page.getByTestId('canvas'),
		formOutput: nodeOf('n8n-nodes-base.formTrigger').getByTestId('canvas-node-output-handle'),
		akkio,
		akkioInput: akkio.getByTestId('canvas-node-input-handle'),
		edge: page.getByTestId('edge'),
		tidyUp: page.getByTestId('tidy-up-button'),

		/** The view of one node: what comes in, its parameters, what comes out. */
		view,
		close: view.getByTestId('ndv-close-button'),
		parametersTab: view.getByTestId('tab-params'),
		execute: view.getByTestId('node-execute-button'),
		input,
		executePrevious: view.getByTestId('execute-previous-node'),
		parameters,
		parameter: (name: string) => parameters.getByTestId(`parameter-input-${name}`),
		label: (name: string) => parameters.getByText(name, { exact: true }),
		/** An option of whichever select or collection is open. */
		choice: (name: string) =>
			page
				.locator('.el-select-dropdown__item:visible')
				.filter({ has: page.getByText(name, { exact: true }) }),
		addOption: parameters.getByTestId('collection-parameter-add').filter({ visible: true }),
		connectAccount: parameters.getByTestId('node-credentials-empty-state').getByRole('button'),
		editAccount: parameters.getByTestId('credential-edit-button'),
		output,
		errorMessage: output.getByTestId('node-error-message'),
		errorDescription: output.getByTestId('node-error-description'),
		hint: (text: string) =>
			output.getByTestId('node-hint').filter({ has: page.getByText(text, { exact: true }) }),
		showAsTable: output.getByTestId('radio-button-table'),
		showAsJson: output.getByTestId('radio-button-json'),
		items: output.getByTestId('ndv-data-container'),

		/** The list from which a dataset or a model is chosen. */
		chosen: (of: 'dataset' | 'model') =>
			page.getByTestId(`resource-locator-${of}`).getByTestId('rlc-input'),
		searchList: page.getByTestId('rlc-search'),
		listed,
		listedAs: (name: string) => listed.filter({ has: page.getByText(name, { exact: true }) }),

		/** The incoming item's fields, and the dataset's columns. */
		field: (name: string) =>
			input.locator(`[data-test-id="run-data-schema-node-name"][data-name="${name}"]`),
		mapper: columns.getByText('Values to Send'),
		column: (name: string) => columns.getByTestId(`parameter-input-${name}`),
		/** From top to bottom. */
		columnNames: async () =>
			await columns
				.locator('[data-test-id^="remove-field-button-"]')
				.evaluateAll((buttons) =>
					buttons.map(({ dataset }) => dataset.testId!.replace('remove-field-button-', '')),
				),
		/** A column on which a dragged field would land. */
		dropTarget: (name: string) =>
			page.locator(`.activeDrop[data-test-id="parameter-input-${name}"]`),

		/** The window in which a credential is created or changed. */
		credential,
		apiKey: credentialField('apiKey'),
		baseUrl: credentialField('baseUrl'),
		saveCredential: credential.getByTestId('credential-save-button'),
		moreDetails: credential.getByText('More details'),
		credentialWorks: credential.getByTestId('credentials-config-container-test-success'),
		closeCredential: credential.locator('.el-dialog__headerbtn'),

		openPublish: page.getByTestId('workflow-open-publish-modal-button'),
		publish: page.getByTestId('workflow-publish-button'),
		published,
		gotIt: published.getByRole('button', { name: 'Got it' }),
	};
}

/** Answers to the example form, by question. */
export type Answers = Record<'Name' | 'Email' | 'Seats' | 'Origin', string>;

/** The form as its visitor sees it. */
export const formOf = (page: Page) => ({
	card: page.locator('.card').first(),
	async fillIn({ Origin, ...texts }: Answers): Promise<void> {
		await page.getByLabel('Origin').selectOption(Origin);
		for (const [label, text] of Object.entries(texts)) await page.getByLabel(label).fill(text);
		await page.getByLabel('Seats').blur();
	},
	async submit(): Promise<void> {
		await page.getByRole('button', { name: 'Submit' }).click();
		await page.getByText('Your response has been recorded').waitFor();
	},
});
