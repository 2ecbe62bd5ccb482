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

describe('Rate', () => {
	it('slides over the turn of a second, and a refused request takes no place in it', () => {
		const times = [900, 900, 900, 900, 900, 1000, 1899, 1900];
		const passes = [true, true, true, true, true, false, false, true];
		expect(passing(...times)).toEqual(passes);
	});

	it('lets one request every 200 milliseconds pass for ever, and everything without a limit', () => {
		expect(passing(...Array.from({ length: 50 }, (_, n) => n * 200))).not.toContain(false);
		const rate = new Rate(undefined, () => 0);
		expect(Array.from({ length: 100 }, () => rate.passes('demo'))).not.toContain(false);
	});

	it('counts for each key alone, and counts what it refused', () => {
		const rate = new Rate(1, () => 0);
		expect([rate.passes('a'), rate.passes('b'), rate.passes('a')]).toEqual([true, true, false]);
		expect(rate.refused).toBe(1);
	});
});
