import type { Page } from 'playwright-core';

/** The canvas with the workflow's nodes. */
export function canvas(page: Page) {
	const node = (type: string) =>
		page.locator(`[data-test-id="canvas-node"][data-node-type="${type}"]`);
	return {
		canvas: page.getByTestId('canvas'),
		form: node('n8n-nodes-base.formTrigger'),
		akkio: node('n8n-nodes-akkio.akkio'),
		handleOut: 'canvas-node-output-handle',
		handleIn: 'canvas-node-input-handle',
		edge: page.getByTestId('edge'),
		tidyUp: page.getByTestId('tidy-up-button'),
		publish: page.getByTestId('workflow-open-publish-modal-button'),
	};
}
