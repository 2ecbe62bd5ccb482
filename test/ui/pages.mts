/** Where things are: in n8n's editor, in its forms, and on the stand-in's page. */
import type { Page } from 'playwright-core';

/** The panel in which a user looks for a node. */
export function nodePanel(page: Page) {
	const panel = page.getByTestId('node-creator');
	const entries = panel.getByTestId('item-iterator-item');
	return {
		open: page.getByTestId('node-creator-plus-button'),
		search: panel.getByTestId('node-creator-search-bar'),
		/** A node or an action of exactly this name. */
		entry: (name: string) =>
			entries.filter({
				has: page.getByTestId('node-creator-item-name').getByText(name, { exact: true }),
			}),
	};
}

/** The canvas with the workflow's nodes. */
export function canvas(page: Page) {
	const node = (type: string) =>
		page.locator(`[data-test-id="canvas-node"][data-node-type="${type}"]`);
	const form = node('n8n-nodes-base.formTrigger');
	const akkio = node('n8n-nodes-akkio.akkio');
	return {
		ground: page.getByTestId('canvas'),
		formOutput: form.getByTestId('canvas-node-output-handle'),
		akkio,
		akkioInput: akkio.getByTestId('canvas-node-input-handle'),
		edge: page.getByTestId('edge'),
		tidyUp: page.getByTestId('tidy-up-button'),
	};
}

/** The view of one node: what comes in, its parameters, what comes out. */
export function nodeView(page: Page) {
	const view = page.getByTestId('ndv');
	const parameters = view.getByTestId('node-parameters');
	const output = view.getByTestId('output-panel');
	const choices = page.locator('.el-select-dropdown__item:visible');
	return {
		view,
		close: view.getByTestId('ndv-close-button'),
		parametersTab: view.getByTestId('tab-params'),
		execute: view.getByTestId('node-execute-button'),

		/** Says "no input yet", with the button that fetches some. */
		input: view.getByTestId('ndv-input-panel'),
		executePrevious: view.getByTestId('execute-previous-node'),

		parameters,
		parameter: (name: string) => parameters.getByTestId(`parameter-input-${name}`),
		label: (name: string) => parameters.getByText(name, { exact: true }),
		/** The options of whichever select or collection is open. */
		choices,
		choice: (name: string) => choices.filter({ has: page.getByText(name, { exact: true }) }),
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
	};
}

/** The window in which a credential is created or changed. */
export function credentialWindow(page: Page) {
	const modal = page.getByTestId('editCredential-modal');
	const field = (name: string) => modal.getByTestId(`parameter-input-${name}`).locator('input');
	return {
		modal,
		apiKey: field('apiKey'),
		baseUrl: field('baseUrl'),
		save: modal.getByTestId('credential-save-button'),
		moreDetails: modal.getByText('More details'),
		success: modal.getByTestId('credentials-config-container-test-success'),
		close: modal.locator('.el-dialog__headerbtn'),
	};
}

/** The list from which a dataset or a model is chosen. */
export function locatorList(page: Page, of: 'dataset' | 'model') {
	const items = page.getByTestId('rlc-item');
	return {
		chosen: page.getByTestId(`resource-locator-${of}`).getByTestId('rlc-input'),
		search: page.getByTestId('rlc-search'),
		items,
		item: (name: string) => items.filter({ has: page.getByText(name, { exact: true }) }),
	};
}

/** The incoming item's fields on the left, the dataset's columns in the middle. */
export function mapper(page: Page) {
	const columns = page.getByTestId('mapping-fields-container');
	const removers = columns.locator('[data-test-id^="remove-field-button-"]');
	return {
		title: columns.getByText('Values to Send'),
		/** The names of the columns that can be mapped, from top to bottom. */
		names: async () =>
			await removers.evaluateAll((buttons) =>
				buttons.map((button) => button.dataset.testId!.slice('remove-field-button-'.length)),
			),
		column: (name: string) => columns.getByTestId(`parameter-input-${name}`),
		field: (name: string) =>
			page
				.getByTestId('ndv-input-panel')
				.locator(`[data-test-id="run-data-schema-node-name"][data-name="${name}"]`),
		/** A column on which a dragged field would land. */
		dropTarget: (name: string) =>
			page.locator(`.activeDrop[data-test-id="parameter-input-${name}"]`),
	};
}

/** What n8n asks and says when a workflow is published. */
export function publishWindow(page: Page) {
	return {
		open: page.getByTestId('workflow-open-publish-modal-button'),
		publish: page.getByTestId('workflow-publish-button'),
		confirmed: page.getByTestId('activation-modal'),
		gotIt: page.getByTestId('activation-modal').getByRole('button', { name: 'Got it' }),
	};
}

/** The form as its visitor sees it. */
export function form(page: Page) {
	return {
		card: page.locator('.card').first(),
		question: (label: string) => page.getByLabel(label),
		submit: page.getByRole('button', { name: 'Submit' }),
		thanks: page.getByText('Your response has been recorded'),
	};
}

/** Answers to the example form, by question. */
export type Answers = Record<'Name' | 'Email' | 'Seats' | 'Origin', string>;

/** Fills the form in; it is not sent yet. */
export async function fillIn(page: Page, { Origin, ...texts }: Answers): Promise<void> {
	const { question } = form(page);
	for (const [label, text] of Object.entries(texts)) await question(label).fill(text);
	await question('Origin').selectOption(Origin);
}

/** A dataset on the page on which the stand-in shows what it stores. */
export const datasetOnPage = (page: Page, name: string) =>
	page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });
