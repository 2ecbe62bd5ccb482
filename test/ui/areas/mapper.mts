import type { Page } from 'playwright-core';

/** The incoming item's fields on the left, the dataset's columns in the middle. */
export function mapper(page: Page) {
	const columns = page.getByTestId('mapping-fields-container');
	const removers = columns.locator('[data-test-id^="remove-field-button-"]');
	return {
		columns,
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
		/** A column over which a dragged field would land. */
		ready: (name: string) => page.locator(`.activeDrop[data-test-id="parameter-input-${name}"]`),
	};
}
