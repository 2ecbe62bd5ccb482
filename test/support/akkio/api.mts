/** What Akkio does with one request, without HTTP. Numbers are facts in FACTS.md. */
import type { Model, Models, Training } from './models.mts';
import * as replies from './replies.mts';
import type { Detail, Reply } from './replies.mts';
import { InvalidRequest, readRows } from './rows.mts';

/** The parameters of a request: those of the query, and on POST and DELETE those of the body over them (W3). */
export type Parameters = Record<string, unknown>;

/** What a method asks for on a route of v1 (W2, M1–M9): GET without and with an id, POST likewise, DELETE. */
const ROUTES = {
	'/v1/datasets': ['list', 'get', 'create', 'append', 'delete'],
	'/v1/models': ['listModels', 'getModel', 'train', 'predict', 'deleteModel'],
} as const;
/** The routes of v2 (T1–T3). */
const TRAINING = [
	[/^POST \/api\/v1\/models\/train\/new$/, 'startTraining'],
	[/^GET \/api\/v1\/models\/train\/[^/]+\/status$/, 'trainingStatus'],
	[/^GET \/api\/v1\/models\/train\/[^/]+\/result$/, 'trainingResult'],
] as const;
/** What a request asks for; `list`, `get`, `create`, `append` and `delete` are about datasets. */
export type Operation = (typeof ROUTES)[keyof typeof ROUTES][number] | (typeof TRAINING)[number][1];

/** Tells the operations of v1 apart as Akkio does: by method, and by whether there is an id (W18). */
export function operationOf(
	method: string,
	path: string,
	parameters: Parameters,
): Operation | undefined {
	if (!Object.hasOwn(ROUTES, path)) {
		return TRAINING.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1];
	}
	const [list, get, create, write, remove] = ROUTES[path as keyof typeof ROUTES];
	if (method === 'DELETE') return remove;
	if (method === 'POST') return parameters.id ? write : create;
	if (method !== 'GET') return undefined;
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
	if (typeof key !== 'string' || !keys.includes(key)) {
		return operation.includes('raining') ? replies.unauthorized() : replies.wrongKey(); // E2, E4, T6, W4
	}
	try {
		return answerKnown(models, operation, parameters);
	} catch (error) {
		if (error instanceof InvalidRequest) return replies.invalid(...error.detail); // E5
		throw error;
	}
}

function answerKnown(models: Models, operation: Operation, parameters: Parameters): Reply {
	const { name, rows, data, show_factors: showFactors, task_id: taskId } = parameters;
	const { datasets } = models;
	const training = models.training(String(taskId));
	switch (operation) {
		case 'list': // W6, U7
			return replies.list(datasets.show());
		case 'listModels': // M1
			return replies.success({ models: models.show().map(toEntry) });
		case 'create': {
			// W9, W18
			const created = datasets.create(name ? String(name) : 'Untitled');
			return replies.success({ dataset_id: created.id, dataset_name: created.name });
		}
		case 'train': // M9: nobody here trains over v1
			return replies.json(400, { status: 'no valid id provided' });
		case 'startTraining': // T1
			return replies.json(201, { task_id: models.start(readTraining(models, parameters)) });
		case 'trainingStatus': // T2, U13
			if (!training) return noTraining;
			return replies.json(200, { status: training.status, metadata: training.metadata ?? {} });
		case 'trainingResult': // T3, U13
			return training?.model ? replies.json(200, { model_id: training.model.id }) : noTraining;
	}
	if (!parameters.id) {
		if (operation.startsWith('delete')) return replies.noId(); // E10
		throw new InvalidRequest([detail('field required', 'id')]); // U4
	}
	const id = String(parameters.id);
	const [shown, model] = [datasets.describe(id), models.get(id)];
	switch (operation) {
		case 'get': // W7, W15
			return shown ? replies.success(shown) : replies.unknownDataset(datasets.unknownId);
		case 'append': // W10
		case 'delete': // W12
			if (!shown) return replies.unknownDataset(datasets.unknownId); // E3, U8
			if (operation === 'append') datasets.append(id, rows);
			else datasets.delete(id);
			return replies.success();
	}
	if (!model) return replies.unknownModel(datasets.unknownId); // E3, U8
	switch (operation) {
		case 'getModel': // M2
			return replies.success({ name: model.name });
		case 'predict': {
			const given = readRows(Array.isArray(data) ? data : undefined, 'data');
			return replies.predictions(models.predict(model, given, showFactors === true)); // M3–M7
		}
		case 'deleteModel': // M8
			models.delete(id);
			return replies.success();
	}
}

/** One model of the list: only those that were trained over the API name their fields (M1). */
const toEntry = ({ id, name, createdAt, api, predictFields, ignoredFields }: Model) => ({
	...{ id, name, created_at: createdAt },
	...(api && { predict_fields: predictFields, ignored_fields: ignoredFields, api }),
});

/** No training has this id, or this one has no model (the code and the wording are guesses). */
const noTraining = replies.json(404, { detail: 'Task not found' });

/** What a training is asked for (T1). Throws InvalidRequest, also for columns that are none (T6). */
function readTraining({ datasets }: Models, parameters: Parameters): Training {
	const { predict_fields: predictFields, ignore_fields: ignoreFields = [] } = parameters;
	const datasetId = String(parameters.dataset_id);
	const { fields } = datasets.get(datasetId) ?? {};
	if (!fields) throw new InvalidRequest([detail('dataset not found', 'dataset_id')]); // U13
	if (datasets.isParsing(datasetId)) {
		throw new InvalidRequest([detail('dataset is still being parsed', 'dataset_id')]); // T7, U14
	}
	const names = Array.isArray(predictFields) ? (predictFields as string[]) : [];
	const unknown = names.filter((name) => !fields.some((field) => field.name === name));
	if (names.length === 0 || unknown.length > 0) {
		const what = `field not found in dataset: ${unknown.join(', ')}`;
		throw new InvalidRequest([detail(what, 'predict_fields')]);
	}
	return { datasetId, predictFields: names, ignoreFields: ignoreFields as string[] };
}

const detail = (msg: string, ...loc: string[]): Detail => ({
	loc: ['body', ...loc],
	msg,
	type: 'value_error',
});
