import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';

/** What is not to be in a picture: n8n's passing messages, which come and go as they like. */
const WITHOUT_MESSAGES = '.el-notification { visibility: hidden !important; }';

/** The screenshots of a run: the window after each step, and the pictures for the README. */
export class Album {
	private readonly folder: string;
	private steps = 0;

	constructor(folder: string) {
		this.folder = folder;
	}

	/** Where the pictures for the README lie. */
	get pictures(): string {
		return join(this.folder, 'pictures');
	}

	/** Makes room: what an earlier run left is gone afterwards. */
	async empty(): Promise<void> {
		await rm(this.folder, { recursive: true, force: true });
		await mkdir(this.pictures, { recursive: true });
	}

	/** The whole window, numbered in the order of the steps. */
	async keepStep(page: Page, name: string): Promise<void> {
		const number = String(++this.steps).padStart(2, '0');
		const words = name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
		await page.screenshot({ path: join(this.folder, `${number}-${words}.png`), scale: 'css' });
	}

	/** A picture for the README, in light and in dark: what lies between the outermost of `parts`. */
	async keepPicture(page: Page, name: string, parts: Part[]): Promise<void> {
		for (const colorScheme of ['dark', 'light'] as const) {
			await page.emulateMedia({ colorScheme });
			await page.screenshot({
				path: join(this.pictures, `${name}.${colorScheme}.png`),
				clip: await around(page, parts),
				style: WITHOUT_MESSAGES,
				animations: 'disabled',
			});
		}
	}
}

/** Something that has to be in a picture, with room in pixels around it. */
export interface Part {
	what: Locator;
	top?: number;
	right?: number;
	bottom?: number;
	left?: number;
}

async function around(page: Page, parts: Part[]) {
	const boxes = await Promise.all(
		parts.map(async ({ what, top = 0, right = 0, bottom = 0, left = 0 }) => {
			const box = await what.boundingBox();
			if (!box) throw new Error(`What belongs in the picture is not there: ${what}`);
			return {
				left: box.x - left,
				top: box.y - top,
				right: box.x + box.width + right,
				bottom: box.y + box.height + bottom,
			};
		}),
	);
	const { width, height } = page.viewportSize()!;
	const x = Math.max(0, Math.min(...boxes.map(({ left }) => left)));
	const y = Math.max(0, Math.min(...boxes.map(({ top }) => top)));
	return {
		x,
		y,
		width: Math.min(width, Math.max(...boxes.map(({ right }) => right))) - x,
		height: Math.min(height, Math.max(...boxes.map(({ bottom }) => bottom))) - y,
	};
}
