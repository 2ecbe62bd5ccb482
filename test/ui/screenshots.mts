import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';

/** Not part of any image: n8n's passing messages, and its tabs for the nodes beside this one. */
const HIDDEN =
	'.el-notification, [data-test-id="floating-nodes"] { visibility: hidden !important; }';

/** Light comes last, so that the page stays as it was. */
const BOTH: ReadonlyArray<'light' | 'dark'> = ['dark', 'light'];

/** What bounds an image on each side, and how many pixels lie between. */
export type Frame = Record<'left' | 'top' | 'right' | 'bottom', readonly [Locator, number?]>;

/** The frame of one element with the same margin on every side. */
export const around = (element: Locator, margin = 0): Frame => ({
	left: [element, margin],
	top: [element, margin],
	right: [element, margin],
	bottom: [element, margin],
});

/** The screenshots of a run: the window after each step, and the images for the README. */
export class Screenshots {
	/** Where the images for the README are. */
	readonly images: string;
	private readonly folder: string;
	private steps = 0;

	constructor(folder: string) {
		this.folder = folder;
		this.images = join(folder, 'images');
	}

	/** Removes what an earlier run left. */
	async clear(): Promise<void> {
		await rm(this.folder, { recursive: true, force: true });
		await mkdir(this.images, { recursive: true });
	}

	/** Saves the whole window, numbered in the order of the steps. */
	async saveStep(page: Page, name: string): Promise<void> {
		const number = String(++this.steps).padStart(2, '0');
		const slug = name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
		const path = join(this.folder, `${number}-${slug}.png`);
		await page.screenshot({ path, scale: 'css', animations: 'disabled' });
	}

	/** Saves an image for the README, of what lies in the frame: in light and dark, or in light alone. */
	async saveImage(page: Page, name: string, frame: Frame, schemes = BOTH): Promise<void> {
		// n8n shows more of what the mouse is over.
		await page.mouse.move(0, 0);
		for (const colorScheme of schemes) {
			await page.emulateMedia({ colorScheme });
			await page.screenshot({
				path: join(this.images, `${name}.${colorScheme}.png`),
				clip: await clipOf(frame),
				style: HIDDEN,
				animations: 'disabled',
			});
		}
	}
}

async function clipOf({ left, top, right, bottom }: Frame) {
	const [l, t, r, b] = await Promise.all(
		[left, top, right, bottom].map(async ([element, margin = 0]) => {
			const box = await element.boundingBox();
			if (!box) throw new Error(`What bounds the image is not there: ${element}`);
			return { ...box, margin };
		}),
	);
	const x = l!.x - l!.margin;
	const y = t!.y - t!.margin;
	return {
		x,
		y,
		width: r!.x + r!.width + r!.margin - x,
		height: b!.y + b!.height + b!.margin - y,
	};
}
