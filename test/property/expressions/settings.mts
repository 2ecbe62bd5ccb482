/** How many random runs, and from which seed: PROPERTY_RUNS=5000 PROPERTY_SEED=7. */
export const settings = {
	numRuns: Number(process.env.PROPERTY_RUNS ?? 25),
	seed: Number(process.env.PROPERTY_SEED ?? 20),
};
