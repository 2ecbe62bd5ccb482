import { clock } from '../../../../nodes/Akkio/shared/clock';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Pauses, while `steps` happen at their times, and says how long that took. */
async function paused(
	ms: number,
	signal?: { aborted: boolean },
	abortAt?: number,
): Promise<number | undefined> {
	const start = clock.now();
	let took: number | undefined;
	const pause = clock.pause(ms, signal).then((value) => {
		expect(value).toBeUndefined();
		took = clock.now() - start;
	});
	if (abortAt !== undefined) {
		await jest.advanceTimersByTimeAsync(abortAt);
		signal!.aborted = true;
	}
	await jest.advanceTimersByTimeAsync(60_000);
	await pause;
	return took;
}

test.each([1, 49, 50, 51, 120, 1000, 20_000])('a pause of %d ms takes as long', async (ms) => {
	expect(await paused(ms)).toBe(ms);
	expect(jest.getTimerCount()).toBe(0);
});

test.each([0, -1, -60_000, NaN])('a pause of %d ms is none', async (ms) => {
	const pause = clock.pause(ms);
	expect(jest.getTimerCount()).toBe(0);
	expect(await pause).toBeUndefined();
});

test.each([
	[0, 50],
	[49, 50],
	[120, 150],
	[9_960, 10_000],
])('stopped after %d ms, a pause of ten seconds ends after %d', async (abortAt, expected) => {
	expect(await paused(10_000, { aborted: false }, abortAt)).toBe(expected);
	expect(jest.getTimerCount()).toBe(0);
});

test('stopped before, there is no pause', async () => {
	const pause = clock.pause(10_000, { aborted: true });
	expect(jest.getTimerCount()).toBe(0);
	expect(await pause).toBeUndefined();
});

test('the signal of an execution stops a pause, and nothing is thrown', async () => {
	const execution = new AbortController();
	const pause = clock.pause(10_000, execution.signal);
	execution.abort(new Error('Stopped by the user'));
	await jest.advanceTimersByTimeAsync(50);
	expect(await pause).toBeUndefined();
});

test('a pause that was woken late does not go on for what it has overslept', async () => {
	const real = { ...clock };
	let slept = 0;
	clock.now = () => real.now() + slept;
	const pause = clock.pause(200);
	slept = 5000;
	await jest.advanceTimersByTimeAsync(50);
	expect(jest.getTimerCount()).toBe(0);
	await pause;
	Object.assign(clock, real);
});

test('now counts milliseconds, and goes on when the wall clock is set back', async () => {
	const start = clock.now();
	await jest.advanceTimersByTimeAsync(1234);
	expect(clock.now() - start).toBe(1234);
	jest.setSystemTime(0);
	expect(clock.now() - start).toBe(1234);
});

test('random is at least 0 and less than 1, and not the same again', () => {
	const some = Array.from({ length: 100 }, () => clock.random());
	expect(some.every((one) => one >= 0 && one < 1)).toBe(true);
	expect(new Set(some).size).toBe(100);
});

test('on real timers, too, a pause ends soon after the stop', async () => {
	jest.useRealTimers();
	const signal = { aborted: false };
	const start = clock.now();
	const pause = clock.pause(10_000, signal);
	signal.aborted = true;
	await pause;
	const took = clock.now() - start;
	expect(took).toBeGreaterThanOrEqual(49);
	expect(took).toBeLessThan(1000);
});
