import { useFastClock } from '../support/engine/fastClock';
import { checkInVirtualTime, checkOverSockets, SPEED } from './check';

/** The short run, always the same; the long one is `npm run test:chaos`. */
const SEED = 20;

test('whatever goes wrong, every row has one true report, and the append policy is kept', async () => {
	const { failure, figures } = await checkInVirtualTime({ schedules: 400, seed: SEED });
	expect(failure).toBeUndefined();
	expect(figures.medianOfRequests).toBeGreaterThanOrEqual(3);
	expect(figures.rarest[1]).toBeGreaterThan(0);
}, 60_000);

describe("over sockets, on n8n's own engine", () => {
	useFastClock(SPEED);

	test('whatever goes wrong, every row has one true report', async () => {
		const { failure, figures } = await checkOverSockets({ schedules: 25, seed: SEED });
		expect(failure).toBeUndefined();
		expect(figures.medianOfRequests).toBeGreaterThanOrEqual(3);
	}, 60_000);
});
