import type { Page } from 'playwright-core';

/** The view of one node: what comes in, its parameters, what comes out. */
export function panel(page: Page) {
	const panel = page.getByTestId('ndv');
	const parameter = (name: string) => panel.getByTestId(`parameter-input-${name}`);
	const picker = panel.getByTestId('resource-locator-dataset');
	return {
		panel,
		close: panel.getByTestId('ndv-close-button'),
		parameters: panel.getByTestId('node-parameters'),
		parameter,
		execute: panel.getByTestId('node-execute-button'),
		executePrevious: panel.getByTestId('execute-previous-node'),
		connectAccount: panel.getByTestId('node-credentials-empty-state').getByRole('button'),
		editAccount: panel.getByTestId('credential-edit-button'),
		picker: picker.getByTestId('rlc-input'),
		pickerSearch: page.getByTestId('rlc-search'),
		pickerItems: page.getByTestId('rlc-item'),
		input: panel.getByTestId('ndv-input-panel'),
		output: panel.getByTestId('output-panel'),
	};
}
