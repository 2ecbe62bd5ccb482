/**
 * How many times as long the work takes for four times as much: about 4 if it grows with it, and 16 if
 * it grows with its square. The best of five, as the computer may be busy.
 */
export async function growthOf(work: (count: number) => unknown, count = 2_000): Promise<number> {
	const timeOf = async (much: number) => {
		const start = performance.now();
		await work(much);
		return performance.now() - start;
	};
	await timeOf(count);
	let best = Infinity;
	for (let round = 0; round < 5; round++) {
		const few = await timeOf(count);
		best = Math.min(best, (await timeOf(4 * count)) / few);
	}
	return best;
}
