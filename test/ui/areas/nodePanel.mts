import type { Page } from 'playwright-core';

/** The panel in which a user looks for a node. */
export function nodePanel(page: Page) {
	const panel = page.getByTestId('node-creator');
	const entries = panel.getByTestId('item-iterator-item');
	return {
		header: panel.getByTestId('nodes-list-header'),
		open: page.getByTestId('node-creator-plus-button'),
		search: panel.getByTestId('node-creator-search-bar'),
		/** The line "Actions (5)" above what a node can do. */
		actions: panel.getByTestId('node-creator-category-item'),
		/** A node or an action of this very name. */
		entry: (name: string) =>
			entries.filter({
				has: page.getByTestId('node-creator-item-name').getByText(name, { exact: true }),
			}),
	};
}
