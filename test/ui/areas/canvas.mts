import type { Page } from 'playwright-core';

/** The canvas with the workflow's nodes. */
export function canvas(page: Page) {
	const node = (type: string) =>
		page.locator(`[data-test-id="canvas-node"][data-node-type="${type}"]`);
	const form = node('n8n-nodes-base.formTrigger');
	const akkio = node('n8n-nodes-akkio.akkio');
	return {
		ground: page.getByTestId('canvas'),
		form,
		formsOutput: form.getByTestId('canvas-node-output-handle'),
		akkio,
		akkiosInput: akkio.getByTestId('canvas-node-input-handle'),
		edge: page.getByTestId('edge'),
		tidyUp: page.getByTestId('tidy-up-button'),
	};
}
