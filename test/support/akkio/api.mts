/** What Akkio does with one request, without HTTP. Numbers are facts in FACTS.md. */
import { TrainingFailed } from './learn.mts';
import type { Models, Training } from './models.mts';
import * as replies from './replies.mts';
import type { Detail, Reply } from './replies.mts';
import { InvalidRequest, readRows } from './rows.mts';

/** The parameters of a request: those of the query, and on POST and DELETE those of the body over them (W3). */
export type Parameters = Record<string, unknown>;

/** What a method asks for on a route of v1 (W2, M1–M9): GET without and with an id, POST likewise, DELETE. */
const ROUTES = {
	datasets: ['list', 'get', 'create', 'append', 'delete'],
	models: ['listModels', 'getModel', 'train', 'predict', 'deleteModel'],
} as const;
export type Route = keyof typeof ROUTES;
/** What a request asks for; `list`, `get`, `create`, `append` and `delete` are about datasets. */
export type Operation =
	| (typeof ROUTES)[Route][number]
	| ('startTraining' | 'trainingStatus' | 'trainingResult');

/** Tells the operations apart as Akkio does: by method, and by whether there is an id (W18). */
export function operationOf(method: string, parameters: Parameters, route: Route = 'datasets') {
	const [list, get, create, write, remove] = ROUTES[route];
	if (method === 'DELETE') return remove;
	if (method === 'POST') return parameters.id ? write : create;
	return 'id' in parameters ? get : list;
}

/** The same request with no more than the first `count` of its rows. */
export function withFirstRows(parameters: Parameters, count = Infinity): Parameters {
	const { rows } = parameters;
	return Array.isArray(rows) ? { ...parameters, rows: rows.slice(0, count) } : parameters;
}

/** Answers one request and does what it asks for. Never throws for anything a client can send. */
export function answer(
	models: Models,
	keys: string[],
	operation: Operation,
	parameters: Parameters,
): Reply {
	const { api_key: key } = parameters;
	const isV2 = operation.includes('raining');
	if (typeof key !== 'string' || !keys.includes(key)) {
		return isV2 ? replies.unauthorized() : replies.wrongKey(); // E2, E4, T6, W4
	}
	try {
		if (isV2) return answerTraining(models, operation, parameters);
		return (
			answerWithoutId(models, operation, parameters) ?? answerOne(models, operation, parameters)
		);
	} catch (error) {
		if (error instanceof InvalidRequest) return replies.invalid(...error.detail); // E5
		if (error instanceof TrainingFailed) return replies.failedWithMessage(error.message);
		throw error;
	}
}

/** What is about no dataset or model in particular, or ought to be. */
function answerWithoutId(models: Models, operation: Operation, parameters: Parameters) {
	const { name, id, dataset_id: datasetId } = parameters;
	const { datasets } = models;
	if (operation === 'list') return replies.list(datasets.show()); // W6, U7
	if (operation === 'listModels') return replies.models(models.show()); // M1
	if (operation === 'create') {
		const isName = typeof name === 'string' && name !== '';
		return replies.created(datasets.create(isName ? name : 'Untitled')); // W9, W18
	}
	if (operation === 'train') {
		if (!datasetId) return replies.noModelId(); // M9
		return replies.trained(models.train(readTraining(models, parameters)));
	}
	if (id) return undefined;
	if (operation.startsWith('delete')) return replies.noId(); // E10
	const type = 'value_error.missing';
	return replies.invalid({ loc: ['query', 'id'], msg: 'field required', type }); // U4
}

function answerOne(models: Models, operation: Operation, parameters: Parameters): Reply {
	const { datasets } = models;
	const id = typeof parameters.id === 'string' ? parameters.id : '';
	if ((ROUTES.datasets as readonly string[]).includes(operation)) {
		const shown = datasets.describe(id);
		if (!shown) return replies.unknownDataset(datasets.unknownId); // E3, U8
		if (operation === 'get') return replies.dataset(shown); // W7, W15
		if (operation === 'append')
			datasets.append(id, parameters.rows); // W10
		else datasets.delete(id); // W12
		return replies.success();
	}
	const model = models.get(id);
	if (!model) return replies.unknownModel(datasets.unknownId); // E3, U8
	if (operation === 'getModel') return replies.model(model); // M2
	if (operation === 'predict') {
		const { data, show_factors: showFactors } = parameters;
		const rows = readRows(Array.isArray(data) ? data : undefined, 'data');
		if (rows.length > models.predictionsLeft) return replies.noPredictionsLeft(); // U12
		return replies.predictions(models.predict(model, rows, showFactors === true)); // M3–M7
	}
	models.delete(id); // M8
	return replies.success();
}

/** v2 (T1–T3). `parameters` are the body's, the key of the header and the id of the path. */
function answerTraining(models: Models, operation: Operation, parameters: Parameters): Reply {
	if (operation === 'startTraining') {
		return replies.trainingStarted(models.start(readTraining(models, parameters)));
	}
	const training = models.training(String(parameters.task_id));
	if (training === undefined) return replies.unknownTask(); // U13
	if (operation === 'trainingStatus') return replies.trainingStatus(training);
	return training.model ? replies.trainingResult(training.model) : replies.noResult(); // U13
}

const DURATIONS: unknown[] = [10, 60, 300, 1800];

/** What a training is asked for (T1). Throws InvalidRequest, also for columns that are none (T6). */
function readTraining(models: Models, parameters: Parameters): Training {
	const { predict_fields, ignore_fields = [], duration = 10 } = parameters;
	const { datasets, switches } = models;
	const datasetId = String(parameters.dataset_id);
	const { fields } = datasets.get(datasetId) ?? {};
	if (!fields) throw new InvalidRequest([detail('dataset not found', 'dataset_id')]); // U13
	if (switches.trainingWhileParsing !== 'fail' && datasets.isParsing(datasetId)) {
		throw new InvalidRequest([detail('dataset is still being parsed', 'dataset_id')]); // U14
	}
	const columns = new Set<unknown>(fields.map(({ name }) => name));
	const details = Object.entries({ predict_fields, ignore_fields }).flatMap(([key, names]) => {
		if (!Array.isArray(names)) return [detail('value is not a valid list', key)];
		return names.flatMap((name, n) =>
			columns.has(name) ? [] : [detail(`field not found in dataset: ${name}`, key, n)],
		);
	});
	if (Array.isArray(predict_fields) && predict_fields.length === 0) {
		details.push(detail('at least one field is needed', 'predict_fields'));
	}
	if (!DURATIONS.includes(duration)) {
		const permitted = `permitted: ${DURATIONS.join(', ')}`;
		details.push(detail(`value is not a valid enumeration member; ${permitted}`, 'duration'));
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
