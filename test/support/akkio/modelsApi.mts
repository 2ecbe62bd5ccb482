/** What Akkio does with one request about models and trainings, without HTTP. Numbers are facts in FACTS.md. */
import type { Parameters } from './api.mts';
import { TrainingFailed } from './learn.mts';
import type { Models, Training } from './models.mts';
import * as replies from './replies.mts';
import type { Detail, Reply } from './replies.mts';
import { InvalidRequest, readRows } from './rows.mts';

/** What a request to the route `models` of v1 asks for (M1–M9). */
export type ModelOperation = 'listModels' | 'getModel' | 'predict' | 'train' | 'deleteModel';
/** The routes of a training in v2 (T1–T3). */
export type TrainingOperation = 'startTraining' | 'trainingStatus' | 'trainingResult';

/** Tells the operations apart by method, and by whether there is an id. */
export function modelOperationOf(method: string, parameters: Parameters): ModelOperation {
	if (method === 'DELETE') return 'deleteModel';
	if (method === 'POST') return parameters.id ? 'predict' : 'train';
	return 'id' in parameters ? 'getModel' : 'listModels';
}

/** Answers one request to `models` of v1. Never throws for anything a client can send. */
export function answerModel(
	models: Models,
	keys: string[],
	operation: ModelOperation,
	parameters: Parameters,
): Reply {
	const { api_key: key, id, data, show_factors: showFactors } = parameters;
	if (typeof key !== 'string' || !keys.includes(key)) return replies.wrongKey(); // E2

	if (operation === 'listModels') return replies.models(models.show()); // M1
	if (operation === 'train') {
		if (!parameters.dataset_id) return replies.noModelId(); // M9
		return refusing(() => replies.trained(models.train(readTraining(models, parameters))));
	}
	if (!id) return operation === 'deleteModel' ? replies.noId() : replies.invalid(MISSING_ID); // E10, U4

	const model = models.get(String(id));
	if (model === undefined) return replies.unknownModel(models.datasets.unknownId); // E3, U8
	if (operation === 'getModel') return replies.model(model); // M2
	if (operation === 'predict') {
		return refusing(() => {
			const rows = readRows(Array.isArray(data) ? data : undefined, 'data');
			if (rows.length > models.predictionsLeft) return replies.noPredictionsLeft(); // U12
			return replies.predictions(models.predict(model, rows, showFactors === true)); // M3–M7
		});
	}
	models.delete(model.id); // M8
	return replies.success();
}

/** Answers one request to v2; `parameters` are the body's, the key of the header and the id of the path. */
export function answerTraining(
	models: Models,
	keys: string[],
	operation: TrainingOperation,
	parameters: Parameters,
): Reply {
	const { api_key: key, task_id: taskId } = parameters;
	if (!keys.includes(String(key))) return replies.unauthorized(); // E4, T6
	if (operation === 'startTraining') {
		return refusing(() => replies.trainingStarted(models.start(readTraining(models, parameters)))); // T1
	}
	const training = models.training(String(taskId));
	if (training === undefined) return replies.unknownTask(); // U13
	if (operation === 'trainingStatus') return replies.trainingStatus(training); // T2
	return training.model ? replies.trainingResult(training.model) : replies.noResult(); // T3, U13
}

const MISSING_ID = { loc: ['query', 'id'], msg: 'field required', type: 'value_error.missing' };

/** The answer, or what its failure looks like. */
function refusing(answer: () => Reply): Reply {
	try {
		return answer();
	} catch (error) {
		if (error instanceof InvalidRequest) return replies.invalid(...error.detail); // E5
		if (error instanceof TrainingFailed) return replies.failedWithMessage(error.message);
		throw error;
	}
}

const DURATIONS = [10, 60, 300, 1800];

/** What a training is asked for (T1). Throws InvalidRequest, also for columns that are none (T6). */
function readTraining(models: Models, parameters: Parameters): Training {
	const { dataset_id: datasetId, predict_fields, ignore_fields = [], duration = 10 } = parameters;
	const dataset = models.datasets.get(String(datasetId));
	if (typeof datasetId !== 'string' || dataset === undefined) {
		throw new InvalidRequest([detail('dataset not found', 'dataset_id')]); // U13
	}
	const { trainingWhileParsing = 'refuse' } = models.switches;
	if (trainingWhileParsing === 'refuse' && models.datasets.isParsing(datasetId)) {
		throw new InvalidRequest([detail('dataset is still being parsed', 'dataset_id')]); // U14
	}
	const columns = new Set<unknown>(dataset.fields.map(({ name }) => name));
	const details = Object.entries({ predict_fields, ignore_fields }).flatMap(([key, names]) => {
		if (!Array.isArray(names)) return [detail('value is not a valid list', key)];
		return names.flatMap((name, n) =>
			columns.has(name) ? [] : [detail(`field not found in dataset: ${name}`, key, n)],
		);
	});
	if (Array.isArray(predict_fields) && predict_fields.length === 0) {
		details.push(detail('at least one field is needed', 'predict_fields'));
	}
	if (!DURATIONS.includes(duration as number)) {
		const permitted = DURATIONS.join(', ');
		details.push(
			detail(`value is not a valid enumeration member; permitted: ${permitted}`, 'duration'),
		);
	}
	if (details.length > 0) throw new InvalidRequest(details);
	return {
		datasetId,
		predictFields: predict_fields as string[],
		ignoreFields: ignore_fields as string[],
		duration: duration as number,
		extraAttention: parameters.extra_attention === true,
		force: parameters.force === true,
	};
}

const detail = (msg: string, ...loc: Array<string | number>): Detail => ({
	loc: ['body', ...loc],
	msg,
	type: 'value_error',
});
