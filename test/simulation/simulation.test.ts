import { useFastClock } from '../support/engine/fastClock';
import { checkInVirtualTime, checkOverSockets } from './check';
import { choice, print } from './node.mts';

/** Always the same, and short; `npm run test:chaos` runs more. */
const { schedules, seed, path } = choice ?? { schedules: 400, seed: 20 };

test(
	'whatever goes wrong, every row has one true report, and the append policy is kept',
	async () => {
		const { failure, figures } = await checkInVirtualTime({ schedules, seed, path });
		if (choice) print(`seed ${seed}`, ...figures.lines(), failure ?? '');
		expect(failure).toBeUndefined();
		if (path !== undefined) return;
		expect(figures.medianOfRequests).toBeGreaterThanOrEqual(3);
		// A fault that is met less often than in one schedule of four hundred is shown too little of.
		expect(figures.fewestHits).toBeGreaterThanOrEqual(Math.ceil(schedules / 400));
	},
	60_000 + 1000 * schedules,
);

describe("over sockets, on n8n's own engine", () => {
	useFastClock(30);

	test('whatever goes wrong, every row has one true report', async () => {
		const { failure, figures } = await checkOverSockets({ schedules: 15, seed: 20 });
		expect(failure).toBeUndefined();
		expect(figures.medianOfRequests).toBeGreaterThanOrEqual(3);
	}, 120_000);
});
