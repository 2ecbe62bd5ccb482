import type { Page } from 'playwright-core';

/** The view of one node: what comes in, its parameters, what comes out. */
export function panel(page: Page) {
	const panel = page.getByTestId('ndv');
	const parameters = panel.getByTestId('node-parameters');
	const output = panel.getByTestId('output-panel');
	return {
		panel,
		close: panel.getByTestId('ndv-close-button'),
		parametersTab: panel.getByTestId('tab-params'),
		execute: panel.getByTestId('node-execute-button'),

		/** Where "no input yet" stands, with the button that fetches some. */
		input: panel.getByTestId('ndv-input-panel'),
		executePrevious: panel.getByTestId('execute-previous-node'),

		parameters,
		parameter: (name: string) => parameters.getByTestId(`parameter-input-${name}`),
		label: (name: string) => parameters.getByText(name, { exact: true }),
		/** The options of whichever select or collection is open. */
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
		showAsJson: output.getByTestId('radio-button-json'),
		items: output.getByTestId('ndv-data-container'),
	};
}
