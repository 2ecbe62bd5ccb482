/** What the stand-in's models learn from rows: a random forest for each column to predict. */
import { RandomForestClassifier, RandomForestRegression } from 'ml-random-forest';

import type { Field, Row } from './rows.mts';

/** What a model says about one row: for each target a number, or the probability of each class. */
export type Estimate = Record<string, number | Record<string, number>>;

/** A training that ends FAILED with this message (T4). */
export class TrainingFailed extends Error {}

/** More rows than this are thinned out evenly: training blocks the process. */
const MAX_ROWS = 500;
const FOREST = {
	...{ seed: 42, nEstimators: 20 },
	...{ replacement: false, useSampleBagging: true, noOOB: true },
};
const NUMERIC_TYPES = new Set(['integer', 'float', 'number']);

/**
 * Learns to predict each target from the input columns. A target of a numeric type is a regression,
 * any other one has classes. The same rows give the same model. Throws TrainingFailed.
 * @returns how to estimate a row, and how much each input counts, for every row alike; adds up to 1
 */
export function learn(rows: Row[], inputs: string[], targets: Field[]) {
	if (inputs.length === 0) throw new TrainingFailed('There is no column to learn from');
	const encoders = inputs.map((name) => encoderOf(rows.map((row) => row[name])));
	const encode = (row: Row) => encoders.map((one, n) => one(row[inputs[n]!]));

	const forests = targets.map((target) => grow(rows, encode, target));
	const factors = inputs.map((name, n) => {
		const shares = forests.map(({ importance }) => importance[n]!);
		return [name, shares.reduce((sum, one) => sum + one, 0) / shares.length];
	});
	return {
		estimate: (row: Row): Estimate =>
			Object.fromEntries(forests.map(({ name, ask }) => [name, ask(encode(row))])),
		factors: Object.fromEntries(factors) as Record<string, number>,
	};
}

function grow(rows: Row[], encode: (row: Row) => number[], { name, type }: Field) {
	const isNumeric = NUMERIC_TYPES.has(type);
	const known = rows.filter((row) => (isNumeric ? isNumber : Boolean)(textOf(row[name])));
	if (known.length < 2) throw new TrainingFailed(`Not enough rows have a value in ${name}`);
	const step = Math.ceil(known.length / MAX_ROWS);
	const sample = known.filter((_row, n) => n % step === 0);

	const values = sample.map((row) => textOf(row[name]));
	const classes = [...new Set(values)].sort();
	const encoded = sample.map(encode);
	const inputs = encoded[0]!.length;
	const options = { ...FOREST, maxFeatures: Math.ceil((inputs * 2) / 3) };
	const forest = new (isNumeric ? RandomForestRegression : RandomForestClassifier)(options);
	forest.train(
		encoded,
		values.map((text) => (isNumeric ? Number(text) : classes.indexOf(text))),
	);

	/** The mean of the trees, or the share of the trees that vote for each class. */
	function ask(row: number[]): Estimate[string] {
		if (isNumeric) return forest.predict([row])[0]!;
		const votes = forest.predictionValues([row]).getRow(0);
		const shareOf = (n: number) => votes.filter((vote) => vote === n).length / votes.length;
		return Object.fromEntries(classes.map((one, n) => [one, shareOf(n)]));
	}
	// The library's types leave this method out; it cannot tell with few rows, or one class.
	const { featureImportance } = forest as object as { featureImportance: () => number[] };
	const importance = featureImportance.call(forest);
	const isKnown = importance.every(Number.isFinite);
	return { name, ask, importance: isKnown ? importance : importance.map(() => 1 / inputs) };
}

const textOf = (value: unknown): string =>
	typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

/** Numbers stay numbers and missing ones are the median; other values get the number of their place. */
function encoderOf(values: unknown[]): (value: unknown) => number {
	const texts = values.map(textOf).filter((text) => text !== '');
	if (texts.every(isNumber)) {
		const sorted = texts.map(Number).sort((a, b) => a - b);
		const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
		return (value) => (isNumber(textOf(value)) ? Number(textOf(value)) : median);
	}
	const places = new Map([...new Set(texts)].sort().map((text, place) => [text, place]));
	return (value) => places.get(textOf(value)) ?? -1;
}
