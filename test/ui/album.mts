import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';

/** What is in no picture: n8n's passing messages, and its tabs for the nodes beside this one. */
const WITHOUT_PASSERS_BY =
	'.el-notification, [data-test-id="floating-nodes"] { visibility: hidden !important; }';

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
		const path = join(this.folder, `${number}-${words}.png`);
		await page.screenshot({ path, scale: 'css', animations: 'disabled' });
	}

	/** A picture for the README in light and in dark, or in light alone: what lies in the frame. */
	async keepPicture(page: Page, name: string, frame: Frame, schemes = BOTH): Promise<void> {
		for (const colorScheme of schemes) {
			await page.emulateMedia({ colorScheme });
			await page.screenshot({
				path: join(this.pictures, `${name}.${colorScheme}.png`),
				clip: await clipOf(frame),
				style: WITHOUT_PASSERS_BY,
				animations: 'disabled',
			});
		}
	}
}

/** Light comes last, so that the page stays as it was. */
const BOTH: ReadonlyArray<'light' | 'dark'> = ['dark', 'light'];

/** What bounds a picture on each side, and how many pixels lie between. */
export type Frame = Record<'left' | 'top' | 'right' | 'bottom', readonly [Locator, number?]>;

/** The frame of one thing with the same room on every side. */
export const around = (what: Locator, room = 0): Frame => ({
	left: [what, room],
	top: [what, room],
	right: [what, room],
	bottom: [what, room],
});

async function clipOf({ left, top, right, bottom }: Frame) {
	const [l, t, r, b] = await Promise.all(
		[left, top, right, bottom].map(async ([what, room = 0]) => {
			const box = await what.boundingBox();
			if (!box) throw new Error(`What bounds the picture is not there: ${what}`);
			return { ...box, room };
		}),
	);
	const x = l!.x - l!.room;
	const y = t!.y - t!.room;
	return {
		x,
		y,
		width: r!.x + r!.width + r!.room - x,
		height: b!.y + b!.height + b!.room - y,
	};
}
