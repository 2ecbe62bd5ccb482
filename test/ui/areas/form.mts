import type { Page } from 'playwright-core';

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
export interface Answers {
	Name: string;
	Email: string;
	Seats: string;
	Origin: string;
}

/** Fills the form in; it is not sent yet. */
export async function fillIn(page: Page, { Name, Email, Seats, Origin }: Answers): Promise<void> {
	const { question } = form(page);
	await question('Name').fill(Name);
	await question('Email').fill(Email);
	await question('Seats').fill(Seats);
	await question('Origin').selectOption(Origin);
}
