import { Rate } from '../../support/akkio/rate.mts';

/** Whether each of the requests at these milliseconds passes a limit of five a second (L1). */
const passing = (...times: number[]) => {
	let now = 0;
	const rate = new Rate(5, () => now);
	return times.map((time) => {
		now = time;
		return rate.passes('demo');
	});
};
const FIVE = Array<boolean>(5).fill(true);

describe('Rate', () => {
	it('lets everything pass without a limit', () => {
		const rate = new Rate(undefined, () => 0);
		expect(Array.from({ length: 100 }, () => rate.passes('demo'))).not.toContain(false);
	});

	it('slides: a burst before the turn of a second counts after it', () => {
		const times = [900, 900, 900, 900, 900, 1000, 1899, 1900];
		expect(passing(...times)).toEqual([...FIVE, false, false, true]);
	});

	it('gives a refused request no place in the window', () => {
		expect(passing(0, 0, 0, 0, 0, 999, 999, 1000)).toEqual([...FIVE, false, false, true]);
	});

	it('lets one request every 200 milliseconds pass for ever', () => {
		const times = Array.from({ length: 50 }, (_, index) => index * 200);
		expect(passing(...times)).not.toContain(false);
	});

	it('counts for each key alone, and counts what it refused', () => {
		const rate = new Rate(1, () => 0);
		expect([rate.passes('a'), rate.passes('b'), rate.passes('a')]).toEqual([true, true, false]);
		expect(rate.refused).toBe(1);
	});
});
