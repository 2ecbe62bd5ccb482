import type { Page } from 'playwright-core';

/** The page on which the stand-in shows what it stores. */
export function akkioPage(page: Page) {
	return {
		dataset: (name: string) =>
			page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) }),
	};
}
