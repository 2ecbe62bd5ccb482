/** What Akkio does with one request to `datasets`, without HTTP. Numbers are facts in FACTS.md. */
import { InvalidRequest, type Datasets } from './datasets.mts';
import * as replies from './replies.mts';
import type { Reply } from './replies.mts';

/** What a request to the one route `datasets` asks for (W2). */
export type Operation = 'list' | 'get' | 'create' | 'append' | 'delete';

/** The parameters of a request: those of the query, and on POST and DELETE those of the body over them (W3). */
export type Parameters = Record<string, unknown>;

/** Tells the operations apart as Akkio does: by method, and by whether there is an id (W18). */
export function operationOf(method: string, parameters: Parameters): Operation {
	if (method === 'DELETE') return 'delete';
	if (method === 'POST') return parameters.id ? 'append' : 'create';
	return 'id' in parameters ? 'get' : 'list';
}

/** The same request with no more than the first `count` of its rows. */
export function withFirstRows(parameters: Parameters, count = Infinity): Parameters {
	const { rows } = parameters;
	return Array.isArray(rows) ? { ...parameters, rows: rows.slice(0, count) } : parameters;
}

/** Answers one request and does what it asks for. Never throws for anything a client can send. */
export function answer(
	datasets: Datasets,
	keys: string[],
	operation: Operation,
	parameters: Parameters,
): Reply {
	const { api_key: key, name, id, rows } = parameters;
	if (typeof key !== 'string' || !keys.includes(key)) return replies.wrongKey(); // E2, W4

	if (operation === 'list') return replies.list(datasets.show()); // W6, U7
	if (operation === 'create') {
		const isName = typeof name === 'string' && name !== '';
		return replies.created(datasets.create(isName ? name : 'Untitled')); // W9, W18
	}
	if (operation === 'delete' && !id) return replies.noId(); // E10
	if (!id) {
		const type = 'value_error.missing';
		return replies.invalid({ loc: ['query', 'id'], msg: 'field required', type }); // U4
	}

	const shown = typeof id === 'string' ? datasets.describe(id) : undefined;
	if (typeof id !== 'string' || shown === undefined) {
		return replies.unknownDataset(datasets.unknownId); // E3, U8
	}
	if (operation === 'get') return replies.dataset(shown); // W7, W15
	if (operation === 'append') return append(datasets, id, rows);
	datasets.delete(id); // W12
	return replies.success();
}

function append(datasets: Datasets, id: string, rows: unknown): Reply {
	try {
		datasets.append(id, rows);
		return replies.success(); // W10
	} catch (error) {
		if (error instanceof InvalidRequest) return replies.invalid(...error.detail); // E5
		throw error;
	}
}
