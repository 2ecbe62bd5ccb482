import type { Page } from 'playwright-core';

/** The form as its visitor sees it. */
export function form(page: Page) {
	return {
		question: (label: string) => page.getByLabel(label),
		submit: page.getByRole('button', { name: 'Submit' }),
		thanks: page.getByText('Your response has been recorded'),
	};
}
