/** Long enough for a busy computer: every wait ends as soon as its condition holds. */
const PATIENCE_SECONDS = 120;
const POLL_EVERY_MS = 100;

export const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** Polls until the condition gives something truthy, and returns that. */
export async function until<T>(
	condition: () => T | Promise<T>,
	seconds = PATIENCE_SECONDS,
): Promise<Exclude<T, false | null | undefined>> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		const found = await condition();
		if (found) return found as Exclude<T, false | null | undefined>;
		if (Date.now() > deadline) throw new Error(`Waited ${seconds} s for ${condition}`);
		await sleep(POLL_EVERY_MS);
	}
}
