/** What the stand-in's models learn from rows: a random forest for each column to predict. */
import { RandomForestClassifier } from 'ml-random-forest';

import type { Row } from './rows.mts';

/** What a model says about one row: for each target a number, or the probability of each class. */
export type Estimate = Record<string, number | Record<string, number>>;

/** More rows than this are thinned out evenly: training blocks the process. */
const MAX_ROWS = 500;
const FOREST = { seed: 42, nEstimators: 20, noOOB: true };

/**
 * Learns the classes of the target columns, which are the texts of their values, from the input columns.
 * The same rows give the same model. Undefined if there is nothing to learn from.
 */
export function learn(rows: Row[], inputs: string[], targets: string[]) {
	const codes = inputs.map((name) => [...new Set(rows.map((row) => textOf(row[name])))].sort());
	/** Numbers stay numbers; other values get the number of their place, and those not seen before -1. */
	const encode = (row: Row) =>
		inputs.map((name, n) => {
			const text = textOf(row[name]);
			return text.trim() !== '' && Number.isFinite(Number(text))
				? Number(text)
				: codes[n]!.indexOf(text);
		});
	const forests = targets.map((target) => {
		const known = rows.filter((row) => textOf(row[target]) !== '');
		const step = Math.ceil(known.length / MAX_ROWS);
		const sample = known.filter((_row, n) => n % step === 0);
		const values = sample.map((row) => textOf(row[target]));
		const classes = [...new Set(values)].sort();
		if (inputs.length === 0 || classes.length === 0) return undefined;
		const forest = new RandomForestClassifier(FOREST);
		forest.train(
			sample.map(encode),
			values.map((value) => classes.indexOf(value)),
		);
		/** The share of the trees that vote for each class. */
		const ask = (row: Row) => {
			const votes = forest.predictionValues([encode(row)]).getRow(0);
			const shareOf = (n: number) => votes.filter((vote) => vote === n).length / votes.length;
			return Object.fromEntries(classes.map((one, n) => [one, shareOf(n)]));
		};
		return [target, ask] as const;
	});
	if (!forests.every((forest) => forest !== undefined)) return undefined;
	return (row: Row): Estimate =>
		Object.fromEntries(forests.map(([target, ask]) => [target, ask(row)]));
}

const textOf = (value: unknown): string =>
	typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
