import type { Page } from 'playwright-core';

/** What n8n asks and says when a workflow goes live. */
export function publishing(page: Page) {
	return {
		open: page.getByTestId('workflow-open-publish-modal-button'),
		publish: page.getByTestId('workflow-publish-button'),
		confirmed: page.getByTestId('activation-modal'),
		gotIt: page.getByTestId('activation-modal').getByRole('button', { name: 'Got it' }),
	};
}
