import { clock } from '../../../nodes/Akkio/shared/clock';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** How long a sleep takes whose execution is stopped meanwhile. */
async function slept(ms: number, abortAt?: number): Promise<number | undefined> {
	const start = clock.now();
	const execution = new AbortController();
	let took: number | undefined;
	const sleep = clock.sleep(ms, execution.signal).then(() => (took = clock.now() - start));
	if (abortAt !== undefined) {
		await jest.advanceTimersByTimeAsync(abortAt);
		execution.abort(new Error('Stopped by the user'));
	}
	await jest.advanceTimersByTimeAsync(60_000);
	await sleep;
	expect(jest.getTimerCount()).toBe(0);
	return took;
}

test.each([1, 49, 50, 51, 120, 20_000])('a sleep of %d ms takes as long', async (ms) => {
	expect(await slept(ms)).toBe(ms);
});

test.each([
	[0, undefined],
	[-1, undefined],
	[NaN, undefined],
	[10_000, AbortSignal.abort()],
])('a sleep of %d ms with %p is none', async (ms, signal) => {
	const sleep = clock.sleep(ms, signal);
	expect(jest.getTimerCount()).toBe(0);
	expect(await sleep).toBeUndefined();
});

test.each([
	[0, 50],
	[49, 50],
	[120, 150],
	[9_960, 10_000],
])('stopped after %d ms, a sleep of ten seconds ends after %d', async (abortAt, expected) => {
	expect(await slept(10_000, abortAt)).toBe(expected);
});

test('a sleep that was woken late does not go on for what it has overslept', async () => {
	const real = { ...clock };
	let late = 0;
	clock.now = () => real.now() + late;
	const sleep = clock.sleep(200);
	late = 5000;
	await jest.advanceTimersByTimeAsync(50);
	expect(jest.getTimerCount()).toBe(0);
	await sleep;
	Object.assign(clock, real);
});

test('now counts milliseconds, and goes on when the wall clock is set back', async () => {
	const start = clock.now();
	await jest.advanceTimersByTimeAsync(1234);
	jest.setSystemTime(0);
	expect(clock.now() - start).toBe(1234);
});
