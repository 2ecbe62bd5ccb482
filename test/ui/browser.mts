import { existsSync } from 'node:fs';

import { chromium, selectors, type Browser, type BrowserContext } from 'playwright-core';

import { UserError } from '../support/n8n/userError.mts';

/** Where Debian's package puts it. */
const CHROMIUM = '/usr/bin/chromium';

/** Long enough for a slow computer: every wait ends as soon as what it waits for is there. */
const PATIENCE_MS = 120_000;

/** A window in which n8n cuts nothing off, and all columns of the mapper can be seen at once. */
const WINDOW = { width: 1420, height: 960 };

/** Chromium without a window. @throws UserError if there is none */
export async function openBrowser(): Promise<Browser> {
	const executablePath = process.env.CHROMIUM_PATH ?? CHROMIUM;
	if (!existsSync(executablePath)) {
		throw new UserError(
			`There is no Chromium at ${executablePath}: install Debian's packages chromium, fonts-liberation and fonts-dejavu-core, or say in CHROMIUM_PATH where it lies.`,
		);
	}
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({
		executablePath,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			// What n8n's pages want from elsewhere would make runs differ; everything here is on this computer.
			'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
		],
	});
}

/** A person's window: nothing in it of what others have done. */
export async function openWindow(browser: Browser, viewport = WINDOW): Promise<BrowserContext> {
	const context = await browser.newContext({
		viewport,
		deviceScaleFactor: 2,
		colorScheme: 'light',
		locale: 'en-US',
	});
	context.setDefaultTimeout(PATIENCE_MS);
	return context;
}
