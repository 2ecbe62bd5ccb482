import {
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { Batch } from '../../../rows/batches';
import { groupRows, resolveGroups, type RowGroup } from '../../../rows/groupRows';
import { ASSIGNED_FIELDS } from '../../../rows/mappedValues';
import {
	isPending,
	requestsOf,
	toInvalidRowError,
	type PreparedRow,
	type Row,
} from '../../../rows/preparedRow';
import { readRows, type ReadRules } from '../../../rows/readRows';
import { newBatchRun, sendBatches, type BatchRun } from '../../../rows/sendBatches';
import { unwrapForDisplay } from '../../../rows/unwrapTrigger';
import { MAX_PREDICT_TRIES } from '../../../shared/constants';
import { isTool } from '../../../shared/context';
import type { RequestError } from '../../../shared/errors';
import { getModelByName, listModels, type Model } from '../../../shared/models';
import { toNodeApiError } from '../../../shared/nodeErrors';
import { toErrorOutput, toHint } from '../../../shared/outputItems';
import { akkioRequest } from '../../../shared/request';
import { getRequestOptions } from '../../../shared/requestOptions';
import { countOf, isObject, joinNames, joinSentences } from '../../../shared/text';
import { readOptions, type PredictOptions } from './description';
import { hasProbability, matchPredictions, type PredictedRow } from './prediction';

/** The rows of a run for one model. */
interface ModelRows extends RowGroup {
	/** The model's targets, where its list entry names them; undefined until it was asked for. */
	predictFields?: readonly string[];
}

/**
 * Predicts the items' rows and returns one paired item for each row, in order: the incoming fields and the
 * prediction, or why there is none.
 * @throws in stop mode; nothing is sent if there is a row that cannot be sent
 */
export async function predict(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const options = readOptions(context);
	// What cannot be used is an error before anything is sent.
	getRequestOptions(context);
	const rules: ReadRules = { nestedValues: 'json', ignoreFields: new Set(), rawItems: false };
	const rows: PredictedRow[] = readRows(context, rules, ASSIGNED_FIELDS);
	const chosen = await groupRows(context, 'model', rows, (group): ModelRows => group);
	stopOnInvalid(context, rows);
	const groups = await resolveGroups(context, chosen, async (group, item) => {
		const model = await getModelByName(group.context, group.locator.value, item);
		group.predictFields = predictFieldsOf(model);
		return model.id;
	});
	stopOnInvalid(context, rows);

	const run = newBatchRun(context, options);
	for (const group of groups) await predictGroup(run, group, options);
	if (!run.continueOnFail) stopOnFailure(context, rows);
	context.addExecutionHints?.(...hintsOf(rows).map(toHint));
	return toOutput(context, rows, options);
}

/** @throws in stop mode, if there is a row that cannot be sent */
function stopOnInvalid(context: IExecuteFunctions, rows: readonly PreparedRow[]): void {
	const invalid = rows.filter(({ error }) => error);
	if (invalid.length > 0 && !context.continueOnFail()) {
		throw toInvalidRowError(context.getNode(), invalid);
	}
}

/** @throws for the first row without a prediction */
function stopOnFailure(context: IExecuteFunctions, rows: readonly PredictedRow[]): void {
	const failed = rows.find(({ prediction }) => !prediction);
	if (!failed) return;
	const error = failed.result!.error!;
	const count = rows.filter(({ prediction }) => prediction).length;
	const lost =
		count > 0
			? `${countOf(count, 'row')} had a prediction, which counts toward your plan. To keep such predictions, set 'On Error' to Continue in the node's settings.`
			: '';
	const description = joinSentences(error.description, lost);
	throw toNodeApiError(context, { ...error, description });
}

async function predictGroup(
	run: BatchRun,
	group: ModelRows,
	options: PredictOptions,
): Promise<void> {
	const send = async (batch: Batch) => await predictBatch(group, batch, options);
	await sendBatches(run, { group, send }, group.rows.filter(isPending));
}

/** Predicts a batch, and puts on each row its prediction. */
async function predictBatch(
	group: ModelRows,
	{ rows, json }: Batch,
	{ includeFactors }: PredictOptions,
): Promise<RequestError | undefined> {
	const { id, locator, context } = group;
	const factors = includeFactors ? ',"show_factors":true' : '';
	const request: IHttpRequestOptions = {
		method: 'POST',
		url: '/models',
		headers: { 'content-type': 'application/json' },
		body: `{"id":${JSON.stringify(id)},"data":${json}${factors}}`,
	};
	const result = await akkioRequest(context, request, {
		parse: ({ predictions }) => (Array.isArray(predictions) ? predictions : undefined),
		target: locator.target,
		// Nothing is written, but each row counts in the user's plan, maybe with each try.
		isRead: true,
		maxTries: MAX_PREDICT_TRIES,
	});
	if (!result.ok) {
		const { error } = result;
		return error.name === 'invalidData' ? { ...error, description: COMPARE_FIELDS } : error;
	}
	if (!result.value.some(hasProbability)) {
		group.predictFields ??= await findPredictFields(group);
	}
	return matchPredictions(rows, result.value, group.predictFields);
}

const COMPARE_FIELDS =
	'Compare the fields with the columns of the dataset that the model was trained on.';

const predictFieldsOf = ({ predict_fields: names }: Partial<Model>): string[] =>
	Array.isArray(names) ? names.map(String) : [];

/** What the model's list entry says it predicts; a prediction is worth showing without that, too. */
async function findPredictFields({ id, context }: ModelRows): Promise<string[]> {
	try {
		const models = await listModels(context);
		return predictFieldsOf(models.find((model) => model.id === id) ?? {});
	} catch {
		return [];
	}
}

/** What a run has to say below its output. */
function hintsOf(rows: readonly PredictedRow[]): string[] {
	const predicted = rows.flatMap(({ prediction }) => prediction ?? []);
	const failed = rows.length - predicted.length;
	const missing = [...new Set(predicted.flatMap(({ missingColumns }) => missingColumns))];
	const hints = [
		`${countOf(predicted.length, 'row')} predicted in ${countOf(requestsOf(rows).length, 'request')}` +
			(failed > 0 ? `. ${countOf(failed, 'row')} without a prediction` : ''),
	];
	if (missing.length > 0) {
		hints.push(
			`Predicted without these columns of the model: ${joinNames(missing, 20)}. Check the spelling of the fields`,
		);
	}
	if (predicted.some(({ prediction }) => prediction.raw)) {
		hints.push("Akkio's response has an unknown format. All of it is in 'prediction.raw'.");
	}
	return hints;
}

function toOutput(
	context: IExecuteFunctions,
	rows: readonly PredictedRow[],
	{ includeInputFields }: PredictOptions,
): INodeExecutionData[] {
	return rows.flatMap((row) => {
		const fields = includeInputFields ? inputFields(context, row) : {};
		const { prediction, factors } = row.prediction ?? {};
		const reason = row.error ?? row.result?.error;
		const result = prediction
			? { prediction, ...(factors && { factors }) }
			: { [errorName(context)]: reason?.message, description: reason?.description };
		// First, since n8n's table cuts off what comes after many fields.
		const json = { ...result, ...fields, ...result } as IDataObject;
		const item = { json, pairedItem: { item: row.item } };
		// An incoming field may be called "error", too.
		return prediction ? item : toErrorOutput(context.getNode(), [item]);
	});
}

/** n8n takes an `error` in the first item for a failure, and would call the tool again. */
const errorName = (context: IExecuteFunctions) => (isTool(context) ? 'message' : 'error');

/** The incoming item's fields, never with what n8n added, and over them the row's. */
function inputFields(context: IExecuteFunctions, { item, input }: PreparedRow): Row {
	// An agent's item holds the agent's own fields.
	const incoming = isTool(context) ? {} : unwrapForDisplay(context.getInputData()[item]!.json);
	return { ...(isObject(incoming) ? incoming : {}), ...(isObject(input) ? input : {}) };
}
