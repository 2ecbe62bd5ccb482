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

it('slides over the turn of a second, and a refused request takes no place in it', () => {
	const passes = [true, true, true, true, true, false, false, true];
	expect(passing(900, 900, 900, 900, 900, 1000, 1899, 1900)).toEqual(passes);
	expect(passing(...Array.from({ length: 50 }, (_, n) => n * 200))).not.toContain(false);
});

it('counts for each key alone, and counts what it refused', () => {
	const rate = new Rate(1, () => 0);
	expect([rate.passes('a'), rate.passes('b'), rate.passes('a')]).toEqual([true, true, false]);
	expect(rate.refused).toBe(1);
});
