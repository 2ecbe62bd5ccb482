import type { IDataObject } from 'n8n-workflow';

import type { PreparedRow, Row } from '../../../rows/preparedRow';
import type { RequestError } from '../../../shared/errors';
import { countOf, isObject } from '../../../shared/text';

/** What a model predicts for a row in one of its columns. */
interface Prediction extends IDataObject {
	/** The predicted column. */
	target: string;
	value: IDataObject[string];
	/** Of the value, and of every class: from 0 to 1; absent where Akkio gives none, as for numbers. */
	probability?: number;
	probabilities?: Record<string, number>;
}

/** A row's prediction as it comes out. */
export interface RowPrediction {
	/** Of several targets the first, with the others in it; `raw` is what Akkio returned, if not all is understood. */
	prediction: Partial<Prediction> & { others?: Prediction[]; raw?: Row };
	/** How much each column contributed, as Akkio says it: about 1 in all (fact M7). */
	factors?: Record<string, number>;
	/** Columns of the model that the row has no field for. */
	missingColumns: string[];
}

/** A row with what was predicted for it. */
export interface PredictedRow extends PreparedRow {
	prediction?: RowPrediction;
}

const PROBABILITY = 'Probability ';
const IS = ' is ';
const FACTOR = 'akkio_prediction_factor_';

/**
 * Puts on each row of a request its prediction: results belong to rows by their place only (fact M3), so
 * that none is used where their number differs.
 * @param predictFields the model's targets, as far as its list entry names any
 */
export function matchPredictions(
	rows: readonly PredictedRow[],
	predictions: readonly unknown[],
	predictFields?: readonly string[],
): RequestError | undefined {
	if (predictions.length !== rows.length || !predictions.every(isObject)) {
		return wrongCount(predictions.length, rows.length);
	}
	const sent = new Set(rows.flatMap(({ values }) => Object.keys(values!)));
	for (const [place, row] of rows.entries()) {
		row.prediction = readPrediction(predictions[place]!, sent, predictFields);
	}
	return undefined;
}

const wrongCount = (returned: number, sent: number): RequestError => ({
	name: 'wrongCount',
	outcome: 'rejected',
	message: `Akkio returned ${countOf(returned, 'prediction')} for ${countOf(sent, 'row')}`,
	description:
		'It is not known which row each one belongs to, so none is used. Try again, and contact Akkio if it happens again.',
});

/** Whether Akkio's response for a row says how probable each class is. */
export const hasProbability = (returned: unknown): boolean =>
	isObject(returned) && Object.keys(returned).some((name) => name.startsWith(PROBABILITY));

/**
 * Reads what Akkio returned for a row (facts M4 to M7): the row itself, with the predicted column in it and
 * the probabilities beside it.
 * @param sent the fields of all rows of the request
 * @param predictFields the model's targets, as far as its list entry names any
 */
function readPrediction(
	returned: Row,
	sent: ReadonlySet<string>,
	predictFields: readonly string[] = [],
): RowPrediction {
	const unsent = Object.keys(returned).filter((name) => !sent.has(name));
	const factors = unsent.filter(isFactor);
	const probabilities = unsent.filter((name) => isProbability(name, returned));
	const others = unsent.filter((name) => !isFactor(name) && !isProbability(name, returned));
	// Columns that the model has and the row lacks come back empty.
	const isEmpty = (name: string) => returned[name] === '' || returned[name] === null;
	const missingColumns = others.filter(isEmpty);
	const added = others.filter((name) => !isEmpty(name));

	const targets = findTargets(returned, probabilities, predictFields, added);
	const predictions = targets.map((target) => toPrediction(target, returned, probabilities));
	const [first, ...more] = predictions;
	const isUnderstood = first !== undefined && added.every((name) => targets.includes(name));
	return {
		prediction: {
			...first,
			...(more.length > 0 && { others: more }),
			...(!isUnderstood && { raw: returned }),
		},
		...(factors.length > 0 && {
			factors: Object.fromEntries(
				factors.map((name) => [name.slice(FACTOR.length), returned[name] as number]),
			),
		}),
		missingColumns,
	};
}

const isFactor = (name: string) => name.startsWith(FACTOR);

const isProbability = (name: string, returned: Row) =>
	name.startsWith(PROBABILITY) && name.includes(IS) && typeof returned[name] === 'number';

function findTargets(
	returned: Row,
	probabilities: readonly string[],
	predictFields: readonly string[],
	added: readonly string[],
): string[] {
	const names = Object.keys(returned);
	const prefixOf = (name: string) => `${PROBABILITY}${name}${IS}`;
	// A column and a class may have " is " in their names: the value's own probability is the surest sign.
	const sure = names.filter((name) =>
		probabilities.includes(`${prefixOf(name)}${String(returned[name])}`),
	);
	if (sure.length > 0) return sure;
	const likely = names.filter((name) =>
		probabilities.some((one) => one.startsWith(prefixOf(name))),
	);
	if (likely.length > 0) return likely;
	const known = predictFields.filter((name) => Object.hasOwn(returned, name));
	if (known.length > 0) return known;
	return added.length === 1 ? [...added] : [];
}

function toPrediction(target: string, returned: Row, probabilities: readonly string[]): Prediction {
	const prefix = `${PROBABILITY}${target}${IS}`;
	const classes = probabilities
		.filter((name) => name.startsWith(prefix))
		.map((name) => [name.slice(prefix.length), returned[name] as number] as const);
	const value = returned[target] as IDataObject[string];
	if (classes.length === 0) return { target, value };
	const byClass = new Map(classes);
	return {
		target,
		value,
		probability: byClass.get(String(value)),
		probabilities: Object.fromEntries(classes),
	};
}
