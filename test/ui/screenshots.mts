import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';

/** Not part of any image: n8n's passing messages, and its tabs for the nodes beside this one. */
const HIDDEN =
	'.el-notification, [data-test-id="floating-nodes"] { visibility: hidden !important; }';

/** What bounds an image on each side, and how many pixels lie between. */
export type Frame = Record<'left' | 'top' | 'right' | 'bottom', readonly [Locator, number?]>;

/** The frame of one element with the same margin on every side. */
export function around(element: Locator, margin = 0): Frame {
	const side = [element, margin] as const;
	return { left: side, top: side, right: side, bottom: side };
}

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
	 * Saves an image for the README, of what lies in the frame: in dark and light, or in light alone.
	 * Light comes last, so that the page stays as it was.
	 */
	async saveImage(
		page: Page,
		name: string,
		frame: Frame,
		schemes: Array<'dark' | 'light'> = ['dark', 'light'],
	): Promise<void> {
		// n8n shows more of what the mouse is over.
		await page.mouse.move(0, 0);
		for (const colorScheme of schemes) {
			await page.emulateMedia({ colorScheme });
			const path = join(this.images, `${name}.${colorScheme}.png`);
			const clip = await clipOf(frame);
			await page.screenshot({ path, clip, style: HIDDEN, animations: 'disabled' });
		}
	}
}

async function clipOf({ left, top, right, bottom }: Frame) {
	const edge = async ([element, margin = 0]: Frame['left'], of: 'x' | 'y', isEnd: boolean) => {
		const box = (await element.boundingBox())!;
		const size = of === 'x' ? box.width : box.height;
		return isEnd ? box[of] + size + margin : box[of] - margin;
	};
	const [x, y] = [await edge(left, 'x', false), await edge(top, 'y', false)];
	const width = (await edge(right, 'x', true)) - x;
	return { x, y, width, height: (await edge(bottom, 'y', true)) - y };
}
