import type { Page } from 'playwright-core';

/** The window in which a credential is made or changed. */
export function credential(page: Page) {
	const modal = page.getByTestId('editCredential-modal');
	const field = (name: string) => modal.getByTestId(`parameter-input-${name}`).locator('input');
	return {
		modal,
		apiKey: field('apiKey'),
		baseUrl: field('baseUrl'),
		save: modal.getByTestId('credential-save-button'),
		moreDetails: modal.getByText('More details'),
		works: modal.getByTestId('credentials-config-container-test-success'),
		close: modal.locator('.el-dialog__headerbtn'),
	};
}
