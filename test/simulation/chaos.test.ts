import { useFastClock } from '../support/engine/fastClock';
import { Figures } from './figures';
import { checkInVirtualTime, checkOverSockets, SPEED } from './worlds';

/** The short run, always the same; the long one is `npm run test:chaos`. */
const SEED = 20;

test('whatever goes wrong, every row has one report, the report is true, and the policy is kept', async () => {
	const figures = new Figures();
	const failure = await checkInVirtualTime({ schedules: 600, seed: SEED }, figures);
	expect(failure).toBeUndefined();
	expect(figures.medianOfRequests).toBeGreaterThanOrEqual(3);
	expect(figures.rarest[1]).toBeGreaterThan(0);
}, 60_000);

describe("over sockets, on n8n's own engine", () => {
	useFastClock(SPEED);

	test('whatever goes wrong, every row has one report, and the report is true', async () => {
		const figures = new Figures();
		const failure = await checkOverSockets({ schedules: 30, seed: SEED }, figures);
		expect(failure).toBeUndefined();
		expect(figures.medianOfRequests).toBeGreaterThanOrEqual(3);
	}, 60_000);
});
