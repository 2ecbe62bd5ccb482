import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { Album } from './album.mts';
import { openBrowser, openWindow } from './browser.mts';
import { setStage, type Stage } from './stage.mts';

/** What a step has to work with. */
export interface Scene {
	stage: Stage;
	album: Album;
	browser: Browser;
	/** The window of the person who builds the workflow, signed in. */
	context: BrowserContext;
	/** The editor, with the workflow open. */
	editor: Page;
}

/** One thing that a user does, and sees. */
export type Step = (scene: Scene) => Promise<void>;

/** Sets the stage, opens the editor, and gives them to `act`; leaves nothing running. */
export async function inScene(folder: string, act: (scene: Scene) => Promise<void>): Promise<void> {
	const album = new Album(folder);
	await album.empty();
	const browser = await openBrowser();
	try {
		const stage = await setStage();
		try {
			const context = await openWindow(browser);
			await signIn(context, stage);
			await context.tracing.start({ snapshots: true });
			const editor = await context.newPage();
			await editor.goto(stage.workflowUrl);
			const scene = { stage, album, browser, context, editor };
			await act(scene).catch(async (error) => {
				await keepEvidence(scene, folder).catch(() => {});
				throw error;
			});
		} finally {
			await stage.clear();
		}
	} finally {
		await browser.close();
	}
}

async function signIn(context: BrowserContext, { cookie, n8n }: Stage): Promise<void> {
	const [name, value] = cookie.split('=') as [string, string];
	await context.addCookies([{ name, value, url: n8n.url }]);
}

/** What is needed to see why: every open page as it is, and a trace of how it came to be. */
async function keepEvidence({ context }: Scene, folder: string): Promise<void> {
	for (const [index, page] of context.pages().entries()) {
		await writeFile(join(folder, `failed-${index}.html`), await page.content());
		await page.screenshot({ path: join(folder, `failed-${index}.png`), scale: 'css' });
	}
	await context.tracing.stop({ path: join(folder, 'trace.zip') });
}
