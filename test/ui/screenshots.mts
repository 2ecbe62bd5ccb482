import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';

/** Not part of any image: n8n's passing messages, and its tabs for the nodes beside this one. */
const HIDDEN =
	'.el-notification, [data-test-id="floating-nodes"] { visibility: hidden !important; }';

/** The screenshots of a run: the window after each step, and the images for the README. */
export class Screenshots {
	/** Where the images for the README are. */
	readonly images: string;
	private readonly folder: string;
	private steps = 0;

	/** Removes what an earlier run left. */
	constructor(folder: string) {
		this.folder = folder;
		this.images = join(folder, 'images');
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(this.images, { recursive: true });
	}

	/** Saves the whole window, numbered in the order of the steps. */
	async saveStep(page: Page, name: string): Promise<void> {
		const number = String(++this.steps).padStart(2, '0');
		const slug = name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
		const path = join(this.folder, `${number}-${slug}.png`);
		await page.screenshot({ path, scale: 'css', animations: 'disabled' });
	}

	/**
	 * Saves an image for the README, in dark and light; light comes last, so that the page stays as it was.
	 * @param sides what bounds it: top, right, bottom, left, as in CSS; or one element all around
	 * @param margins how many pixels lie between
	 */
	async saveImage(
		page: Page,
		name: string,
		[top, right = top, bottom = top, left = top]: [top: Locator, ...others: Locator[]],
		[above, beside, below, before]: [number, number, number, number],
		schemes: Array<'dark' | 'light'> = ['dark', 'light'],
	): Promise<void> {
		// n8n shows more of what the mouse is over.
		await page.mouse.move(0, 0);
		for (const colorScheme of schemes) {
			await page.emulateMedia({ colorScheme });
			const path = join(this.images, `${name}.${colorScheme}.png`);
			const boxes = [top, right, bottom, left].map(async (side) => (await side.boundingBox())!);
			const [t, r, b, l] = await Promise.all(boxes);
			const [x, y] = [l!.x - before, t!.y - above];
			const width = r!.x + r!.width + beside - x;
			const clip = { x, y, width, height: b!.y + b!.height + below - y };
			await page.screenshot({ path, clip, style: HIDDEN, animations: 'disabled' });
		}
	}
}
