import { clock } from '../../../nodes/Akkio/shared/clock';

// n8n's own one, on the test's timers: n8n's packages lie outside of jest's sandbox.
jest.mock('n8n-workflow', () => ({
	sleep: async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms)),
}));

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

// prettier-ignore
test.each<[number, number | undefined, number]>([
	...[1, 49, 50, 51, 120, 20_000].map((ms) => [ms, undefined, ms] as [number, undefined, number]),
	[10_000, 0, 50],
	[10_000, 49, 50],
	[10_000, 120, 150],
	[10_000, 9_960, 10_000],
])('a sleep of %d ms whose execution is stopped after %p takes %d', async (ms, stopAt, expected) => {
	const start = clock.now();
	const execution = new AbortController();
	let took: number | undefined;
	void clock.sleep(ms, execution.signal).then(() => (took = clock.now() - start));
	if (stopAt !== undefined) {
		await jest.advanceTimersByTimeAsync(stopAt);
		execution.abort(new Error('Stopped by the user'));
	}
	await jest.advanceTimersByTimeAsync(60_000);
	expect([took, jest.getTimerCount()]).toEqual([expected, 0]);
});

test('a sleep of no time is none, nor is one of an execution that was stopped before', async () => {
	const sleeps: Array<[number, AbortSignal?]> = [[0], [-1], [NaN], [10_000, AbortSignal.abort()]];
	for (const [ms, signal] of sleeps) {
		const sleep = clock.sleep(ms, signal);
		expect(jest.getTimerCount()).toBe(0);
		expect(await sleep).toBeUndefined();
	}
});

test('a sleep that was woken late does not go on for what it has overslept', async () => {
	const { now } = clock;
	const sleep = clock.sleep(200);
	clock.now = () => now() + 5000;
	await jest.advanceTimersByTimeAsync(50);
	clock.now = now;
	expect(jest.getTimerCount()).toBe(0);
	await sleep;
});

test('now counts milliseconds, and goes on when the wall clock is set back', async () => {
	const start = clock.now();
	await jest.advanceTimersByTimeAsync(1234);
	jest.setSystemTime(0);
	expect(clock.now() - start).toBe(1234);
});
