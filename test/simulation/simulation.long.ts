import { useFastClock } from '../support/engine/fastClock';
import { checkInVirtualTime, checkOverSockets, SPEED, type Choice } from './check';
import { print, settings } from './settings.mts';

const { schedules, seed, path, on } = settings();

/** Over real sockets it is a smoke run. */
const MAX_OVER_SOCKETS = 40;
const overSockets = Math.min(MAX_OVER_SOCKETS, Math.ceil(schedules / 20));

/** A fault that is met less often than in one schedule of a hundred is shown too little of. */
const MIN_HITS = Math.floor(schedules / 100);

/** Executes schedules in one environment, prints what they came to, and how to see a failure again. */
async function run(
	environment: NonNullable<typeof on>,
	check: (choice: Choice) => ReturnType<typeof checkInVirtualTime>,
	count: number,
) {
	if (on !== undefined && on !== environment) return undefined;
	const started = performance.now();
	const { figures, failure } = await check({ schedules: count, seed, path });
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	print([`\n${environment}, seed ${seed}, ${seconds} s`, ...figures.lines()].join('\n'));
	if (failure) print(`\n${failure} --on ${environment}`);
	expect(failure).toBeUndefined();
	return figures;
}

test('in virtual time every report is true, the policy is kept, and every fault is met', async () => {
	const figures = await run('virtual', checkInVirtualTime, schedules);
	if (!figures || path !== undefined) return;
	print(['', ...figures.faultLines()].join('\n'));
	expect(figures.medianOfRequests).toBeGreaterThanOrEqual(3);
	expect(figures.rarest[1]).toBeGreaterThanOrEqual(MIN_HITS);
});

describe('over sockets', () => {
	useFastClock(SPEED);

	test('every report is true', async () => {
		await run('sockets', checkOverSockets, overSockets);
	});
});
