import assert from 'node:assert/strict';

import type { AkkioClient, Answer } from './client.mts';

/** What the checks work with: the account, and the one dataset that the suite creates for itself. */
export interface Context {
	akkio: AkkioClient;
	/** Of the suite's own dataset; no other dataset has it. */
	name: string;
	/** Its id, once it exists. */
	id: string;
	/** Of the model to predict with, if that may cost something. */
	modelId?: string;
}

/**
 * Lines of test/support/akkio/FACTS.md as a check: their numbers there, the fact or, for what is not
 * known, the question. A line that holds two facts has two checks. The check throws if the fact does not
 * hold, with what was seen instead; a text that it returns is what was learned.
 */
export type Fact = [
	number: string,
	description: string,
	check: (context: Context) => Promise<string | void>,
];

type Body = Record<string, any>;
const isSuccess = ({ status, body }: Answer) =>
	status === 200 && (body as Body | null)?.status === 'success';

/** The body of an answer that has to be a success. */
function bodyOf(akkio: AkkioClient, answer: Answer): Body {
	assert.ok(isSuccess(answer), akkio.quote(answer));
	return answer.body as Body;
}

/** Sends a POST or DELETE about the suite's dataset, which has to answer `{status: 'success'}` alone. */
async function write({ akkio, id }: Context, method: 'POST' | 'DELETE', fields = {}, query = {}) {
	const answer = await akkio.request(method, { id, ...fields }, { query });
	assert.deepEqual(bodyOf(akkio, answer), { status: 'success' });
}

/** What a GET says about the suite's dataset. */
async function read({ akkio, id }: Context) {
	const body = bodyOf(akkio, await akkio.request('GET', { id }));
	const types = new Map<string, string>(body.fields.map(({ name, type }: Body) => [name, type]));
	return { body, rows: Number(body.rows), types };
}

/** A list, ordered by id. Never quoted: it holds the names of others' datasets. */
async function readList(akkio: AkkioClient, of: 'datasets' | 'models'): Promise<Body[]> {
	const answer = await akkio.request('GET', {}, { path: `/${of}` });
	const { [of]: list } = answer.body as Body;
	assert.ok(isSuccess(answer) && Array.isArray(list), `HTTP ${answer.status}, and no list`);
	const isNamed = ({ id, name }: Body) => typeof id === 'string' && typeof name === 'string';
	assert.ok(list.every(isNamed), 'entries without an id or a name');
	const isOrdered = list.every(({ id }, n) => n === 0 || list[n - 1].id < id);
	assert.ok(isOrdered, 'ids in another order');
	return list;
}
const keysOf = (entry: Body) => Object.keys(entry).sort().join();

/** Looks until it is so: parsing takes some seconds (W15). Returns when it was, or undefined. */
async function lookUntil({ akkio }: Context, isSo: () => Promise<boolean>, looks = 10) {
	for (let look = 1; look <= looks; look++) {
		if (await isSo()) return look === 1 ? 'at once' : `at look ${look}, about a second apart`;
		await akkio.pause();
	}
	return undefined;
}

/** A row with every kind of value that tables have: the first ones define the columns. */
const rowOf = (values: object = {}) => ({
	...{ name: 'Ada', seats: 5, ratio: 0.5, isNew: false, note: '', day: '2024-01-31', empty: null },
	...values,
});
const SECOND_ROW = rowOf({ name: 'Grüße, 東京', seats: 0, ratio: -1, isNew: true, note: '007' });
/** What becomes of a column of nulls is a question of its own (U10). */
const COLUMNS = Object.keys(rowOf()).filter((name) => name !== 'empty');
const TYPES = ['category', 'id', 'integer', 'float', 'string', 'date', 'unknown', 'number'];
/** Of the form that ids have (W13), and nobody's. */
const NOBODYS_ID = '0'.repeat(20);
const MODELS = { path: '/models' } as const;

/** Sends the row that has to become the `total`th. */
async function appendRow(context: Context, total: number, fields: object, query = {}) {
	await write(context, 'POST', fields, query);
	await lookUntil(context, async () => (await read(context)).rows >= total);
	assert.equal((await read(context)).rows, total);
}

/** What is answered to an append, how many rows came of it, and which columns are new. */
const tryAppend = (...rows: unknown[]) =>
	async function (context: Context): Promise<string> {
		const before = await read(context);
		const answer = await context.akkio.request('POST', { id: context.id, rows });
		const isAdded = async () => (await read(context)).rows >= before.rows + rows.length;
		await lookUntil(context, isAdded);
		const after = await read(context);
		const columns = [...after.types.keys()].filter((name) => !before.types.has(name));
		const said = isSuccess(answer) ? 'accepted' : context.akkio.quote(answer);
		const added = `${after.rows - before.rows} of ${rows.length} rows added`;
		return `${said}; ${added}; new columns: ${columns.join() || 'none'}`;
	};

/** How an id that nobody has is answered (U8). */
const askNobody = (path: '/datasets' | '/models') =>
	async function ({ akkio }: Context): Promise<string> {
		const got = await akkio.request('GET', { id: NOBODYS_ID }, { path });
		const deleted = await akkio.request('DELETE', { id: NOBODYS_ID }, { path });
		return `GET: ${akkio.quote(got)}; DELETE: ${akkio.quote(deleted)}`;
	};

/** The answer to a GET that has to fail. A success is not quoted: it may be a list. */
async function failedGet(akkio: AkkioClient, fields: object): Promise<Answer> {
	const answer = await akkio.request('GET', fields);
	assert.ok(!isSuccess(answer), 'success');
	return answer;
}
const WRONG_KEY = { status: 404, body: { status: 'missing or invalid API key' } };

/** What version 2 of the API, beside the base URL, says of a training that nobody started (T1, T2). */
const readTask = async (akkio: AkkioClient, key: string) =>
	await akkio.send(`/../api/v1/models/train/${NOBODYS_ID}/status`, {
		headers: { 'x-api-key': key },
	});

const fact = (...args: Fact): Fact => args;

/** Every check, in an order in which each finds what the ones before it left. */
export const FACTS: Fact[] = [
	fact(
		'W1, W2, W9, W13, E1',
		'POST {name} answers {status, dataset_id, dataset_name}',
		async (context) => {
			const { akkio, name } = context;
			const { dataset_id: id, ...rest } = bodyOf(akkio, await akkio.request('POST', { name }));
			context.id = String(id ?? '').trim();
			assert.deepEqual(rest, { status: 'success', dataset_name: name });
			assert.match(context.id, /^[A-Za-z0-9]{20}$/);
		},
	),
	fact('U7', 'When does the list show a new dataset?', async (context) => {
		const list = async () => await readList(context.akkio, 'datasets');
		const isListed = async () => (await list()).some(({ id }) => id === context.id);
		return (await lookUntil(context, isListed)) ?? 'not for ten seconds';
	}),
	fact('W6', 'GET lists exactly {id, name}, ordered by id', async ({ akkio, id, name }) => {
		const datasets = await readList(akkio, 'datasets');
		assert.ok(
			datasets.every((entry) => keysOf(entry) === 'id,name'),
			'entries that are not {id, name}',
		);
		assert.equal(datasets.find((one) => one.id === id)?.name ?? name, name);
	}),
	fact('W7', 'GET {id} answers {status, name, rows, fields}', async (context) => {
		const empty = { status: 'success', name: context.name, rows: 0, fields: [] };
		assert.deepEqual((await read(context)).body, empty);
	}),
	fact(
		'W10',
		'POST {id, rows} appends rows and answers {status}',
		async (context) => await write(context, 'POST', { rows: [rowOf(), SECOND_ROW] }),
	),
	fact('W15', 'rows and columns show in time after an append', async (context) => {
		const isParsed = async () => {
			const { rows, types } = await read(context);
			return rows === 2 && types.size > 0;
		};
		const shown = await lookUntil(context, isParsed, 30);
		assert.ok(shown !== undefined, 'not for half a minute');
		return shown;
	}),
	fact('W11', 'the first append defines the columns', async (context) => {
		const all = [...(await read(context)).types.keys()];
		const columns = all.filter((name) => name !== 'empty');
		assert.deepEqual(columns.toSorted(), COLUMNS.toSorted());
		return columns.join() === COLUMNS.join() ? 'in the order of the first row' : columns.join();
	}),
	fact('W8, W16', 'types follow from values: integer, float', async (context) => {
		const { types } = await read(context);
		const unknown = [...types.values()].filter((type) => !TYPES.includes(type));
		assert.deepEqual([types.get('seats'), types.get('ratio'), unknown], ['integer', 'float', []]);
		return COLUMNS.map((name) => `${name}: ${types.get(name)}`).join();
	}),
	fact(
		'U10',
		'Which type has a column of nulls?',
		async (context) => (await read(context)).types.get('empty') ?? 'there is no such column',
	),
	fact(
		'W10',
		'rows may also be that list as JSON text',
		async (context) => await appendRow(context, 3, { rows: JSON.stringify([rowOf()]) }),
	),
	fact('W3', 'a POST takes the key in the query as well', async (context) => {
		const query = { api_key: context.akkio.key };
		await appendRow(context, 4, { rows: [rowOf()], api_key: undefined }, query);
	}),
	fact('E2', 'a wrong key and a missing one are a 404', async ({ akkio }) => {
		assert.deepEqual(await failedGet(akkio, { api_key: 'this is no key' }), WRONG_KEY);
		assert.deepEqual(await failedGet(akkio, { api_key: undefined }), WRONG_KEY);
	}),
	fact(
		'W4',
		'a key with white space around it is refused',
		async ({ akkio }) => void (await failedGet(akkio, { api_key: ` ${akkio.key} ` })),
	),
	fact('E3', 'an unknown id fails, in words not about the key', async ({ akkio }) => {
		const { body } = await failedGet(akkio, { id: NOBODYS_ID });
		assert.doesNotMatch(JSON.stringify(body), /api.?key/i);
	}),
	fact('U8', 'How is an unknown id answered?', askNobody('/datasets')),
	fact('M1', 'GET models lists {id, name, created_at}, ordered by id', async ({ akkio }) => {
		const ofApp = 'created_at,id,name';
		const ofApi = 'api,created_at,id,ignored_fields,name,predict_fields';
		const isEntry = (entry: Body) =>
			!Number.isNaN(Date.parse(String(entry.created_at))) &&
			keysOf(entry) === (entry.api === true ? ofApi : ofApp);
		const models = await readList(akkio, 'models');
		assert.ok(models.every(isEntry), 'entries of another shape');
	}),
	fact('U8', 'How is an unknown model answered?', askNobody('/models')),
	fact('M9', 'POST models without any id is a 400', async ({ akkio }) => {
		const noId = { status: 400, body: { status: 'no valid id provided' } };
		assert.deepEqual(await akkio.request('POST', {}, MODELS), noId);
	}),
	fact('T1, T6', 'v2 refuses a wrong X-API-Key with a 401 or 403', async ({ akkio }) => {
		const answer = await readTask(akkio, 'this is no key');
		assert.ok([401, 403].includes(answer.status), akkio.quote(answer));
	}),
	fact('U13', 'How does v2 answer to an unknown task?', async ({ akkio }) =>
		akkio.quote(await readTask(akkio, akkio.key)),
	),
	fact('E5', 'invalid rows are a 422 {detail: [{loc, msg, type}]}', async (context) => {
		const { akkio, id } = context;
		const before = (await read(context)).rows;
		const answer = await akkio.request('POST', { id, rows: 'no list' });
		assert.equal(answer.status, 422, akkio.quote(answer));
		const isLine = (one: object) => ['loc', 'msg', 'type'].every((key) => key in one);
		assert.ok((answer.body as Body).detail.every(isLine), akkio.quote(answer));
		assert.equal((await read(context)).rows, before);
	}),
	fact('E9', 'an unknown path is a plain 403 "Unauthorized."', async ({ akkio }) => {
		const answer = await akkio.send('/n8n-nodes-akkio-contract-check');
		assert.deepEqual(answer, { status: 403, body: 'Unauthorized.' });
	}),
	fact('U1', 'What happens to a field that the schema lacks?', tryAppend(rowOf({ extra: 'new' }))),
	fact('U1', 'What happens to missing columns?', tryAppend({ name: 'Only a name' })),
	fact('U1', 'What happens to a text in a numeric column?', tryAppend(rowOf({ seats: 'many' }))),
	fact('U3', 'Is a part of a refused append kept?', tryAppend(rowOf(), 'no row', rowOf())),
];

/** The last fact, and a duty: the suite's dataset does not stay. */
export const DELETE = fact('W12', 'DELETE {id} answers {status}', async (context) => {
	await write(context, 'DELETE');
	await failedGet(context.akkio, { id: context.id });
});

/** Rows that no model expects: their columns come back as they are, with the prediction. */
const UNEXPECTED = [
	{ contractCheck: 'first', number: 0, flag: false },
	{ contractCheck: 'second', number: 1.5, flag: true },
];
/** One prediction of the plan for each row (M10). */
export const PREDICTIONS = UNEXPECTED.length;

/** What takes a model of the user's; costs PREDICTIONS. */
export const OF_MODEL: Fact[] = [
	fact('M2', 'GET {id} of a model answers {status, name}', async ({ akkio, modelId }) => {
		const answer = await akkio.request('GET', { id: modelId }, MODELS);
		assert.equal(keysOf(bodyOf(akkio, answer)), 'name,status');
	}),
	fact('M3, M4, M5, M6, M7', 'predictions', async ({ akkio, modelId }) => {
		const fields = { id: modelId, data: UNEXPECTED, show_factors: true };
		const { predictions } = bodyOf(akkio, await akkio.request('POST', fields, MODELS));
		assert.equal(predictions.length, PREDICTIONS);
		for (const [n, prediction] of (predictions as Body[]).entries()) {
			const seen = JSON.stringify(prediction);
			assert.partialDeepStrictEqual(prediction, UNEXPECTED[n]);
			const all = Object.entries(prediction);
			const [best] = all
				.filter(([name]) => name.startsWith('Probability '))
				.sort(([, a], [, b]) => b - a);
			if (!best) return `not of classes (U11): ${seen}`;
			const isNamed = all.some(([name, one]) => best[0] === `Probability ${name} is ${one}`);
			assert.ok(isNamed, `a prediction that is not the likeliest class: ${seen}`);
			const factors = all.filter(([name]) => name.startsWith('akkio_prediction_factor_'));
			const sum = factors.reduce((total, [, factor]) => total + factor, 0);
			assert.ok(Math.abs(sum - 1) < 0.05, `factors that do not add up to 1: ${seen}`);
		}
		return undefined;
	}),
];
