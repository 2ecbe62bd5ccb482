import type { Page } from 'playwright-core';

/** The list from which a dataset is chosen. */
export function picker(page: Page) {
	const items = page.getByTestId('rlc-item');
	return {
		chosen: page.getByTestId('resource-locator-dataset').getByTestId('rlc-input'),
		search: page.getByTestId('rlc-search'),
		items,
		item: (name: string) => items.filter({ has: page.getByText(name, { exact: true }) }),
	};
}
