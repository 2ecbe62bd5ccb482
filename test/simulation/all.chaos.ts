import { useFastClock } from '../support/engine/fastClock';
import type { Choice } from './check';
import { Figures } from './figures';
import { print, settings } from './settings.mts';
import { checkInVirtualTime, checkOverSockets, SPEED } from './worlds';

const { schedules, seed, path, on } = settings();

/** One schedule in so many goes over real sockets. */
const SOCKETS_EVERY = 20;
const overSockets = Math.ceil(schedules / SOCKETS_EVERY);

/** A fault that is met less often than in one schedule of a hundred is shown too little of. */
const LEAST_HITS = Math.floor(schedules / 100);

const all = new Figures();

/** Lets one world run, prints what it came to, and how to see a failure again. */
async function run(
	world: NonNullable<typeof on>,
	count: number,
	checked: (choice: Choice, figures: Figures) => Promise<string | undefined>,
): Promise<void> {
	if (on !== undefined && on !== world) return;
	const figures = new Figures();
	const started = performance.now();
	const failure = await checked({ schedules: count, seed, path }, figures);
	all.include(figures);
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	print([`\n${world}, seed ${seed}, ${seconds} s`, ...figures.lines()].join('\n'));
	if (failure) print(`\n${failure} --on ${world}`);
	expect(failure).toBeUndefined();
}

test('in virtual time every report is true, and the policy is kept', async () => {
	await run('virtual', schedules - overSockets, checkInVirtualTime);
});

describe('over sockets', () => {
	useFastClock(SPEED);

	test('every report is true', async () => {
		await run('sockets', overSockets, checkOverSockets);
	});
});

test('every fault was met, and the schedules are no trifles', () => {
	if (on !== undefined) return;
	print(['\nall', ...all.lines(), ...all.faultLines()].join('\n'));
	expect(all.medianOfRequests).toBeGreaterThanOrEqual(3);
	const [name, times] = all.rarest;
	if (times < LEAST_HITS) print(`\nmet too seldom: ${name}, ${times} times`);
	expect(times).toBeGreaterThanOrEqual(LEAST_HITS);
});
