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
 * One line of test/support/akkio/FACTS.md as a check: its number there, the fact or, for what is not
 * known, the question. A line that holds two facts has two checks. The check throws an AssertionError if
 * the fact does not hold, which says what was seen instead; a text that it returns is what was learned.
 */
export type Fact = [
	number: string,
	description: string,
	check: (context: Context) => Promise<string | void>,
];

/** An answer's body, if it is a JSON object. */
function bodyOf({ body }: Answer): Record<string, unknown> {
	const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
	return isObject ? (body as Record<string, unknown>) : {};
}

const isSuccess = (answer: Answer) => answer.status === 200 && bodyOf(answer).status === 'success';
const sortedKeys = (one: object) => Object.keys(one).sort().join();

/** Sends a POST or DELETE about the suite's dataset, which has to answer `{status: 'success'}` alone. */
async function write({ akkio, id }: Context, method: 'POST' | 'DELETE', fields = {}, query = {}) {
	const answer = await akkio.request(method, { id, ...fields }, { query });
	assert.ok(isSuccess(answer), akkio.quote(answer));
	assert.ok(sortedKeys(bodyOf(answer)) === 'status', `the keys ${sortedKeys(bodyOf(answer))}`);
}

/** What a GET says about the suite's dataset. */
async function read({ akkio, id }: Context) {
	const answer = await akkio.request('GET', { id });
	assert.ok(isSuccess(answer), akkio.quote(answer));
	const { rows, fields } = bodyOf(answer);
	assert.ok(Array.isArray(fields), `no list of fields: ${JSON.stringify(fields)}`);
	const types = new Map(fields.map(({ name, type }) => [String(name), String(type)]));
	return { body: bodyOf(answer), rows: Number(rows), types };
}

type Entry = Record<string, unknown> & { id: string; name: string };

/** A list, ordered by id. Never quoted: it holds the names of others' datasets. */
async function readList(akkio: AkkioClient, of: 'datasets' | 'models'): Promise<Entry[]> {
	const answer = await akkio.request('GET', {}, { path: `/${of}` });
	const { [of]: list } = bodyOf(answer);
	assert.ok(isSuccess(answer) && Array.isArray(list), `HTTP ${answer.status}, and no list`);
	const isNamed = ({ id, name }: Entry) => typeof id === 'string' && typeof name === 'string';
	assert.ok(list.every(isNamed), 'entries without an id or a name');
	const isOrdered = list.every(({ id }, n) => n === 0 || list[n - 1].id < id);
	assert.ok(isOrdered, 'ids in another order');
	return list;
}

/** How an id that nobody has is answered (U8). */
const askNobody = (path: '/datasets' | '/models') =>
	async function ({ akkio }: Context): Promise<string> {
		const got = await akkio.request('GET', { id: NOBODYS_ID }, { path });
		const deleted = await akkio.request('DELETE', { id: NOBODYS_ID }, { path });
		return `GET: ${akkio.quote(got)}; DELETE: ${akkio.quote(deleted)}`;
	};

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

/** Sends the row that has to become the `total`th. */
async function appendRow(context: Context, total: number, fields: object, query = {}) {
	await write(context, 'POST', fields, query);
	await lookUntil(context, async () => (await read(context)).rows >= total);
	const { rows } = await read(context);
	assert.ok(rows === total, `${rows} rows after number ${total} was appended`);
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

/** A GET has to fail as `isExpected` says. A success is not quoted: it may be a list. */
async function mustFail(akkio: AkkioClient, fields: object, isExpected: (_: Answer) => boolean) {
	const answer = await akkio.request('GET', fields);
	assert.ok(!isSuccess(answer), 'success');
	assert.ok(isExpected(answer), akkio.quote(answer));
}
const isWrongKey = (answer: Answer) =>
	answer.status === 404 && bodyOf(answer).status === 'missing or invalid API key';

const MODELS = { path: '/models' } as const;
/** What version 2 of the API, beside the base URL, says of a training that nobody started (T1, T2). */
const readTask = async (akkio: AkkioClient, key: string) =>
	await akkio.send(`/../api/v1/models/train/${NOBODYS_ID}/status`, {
		headers: { 'x-api-key': key },
	});

const fact = (...args: Fact): Fact => args;

/** Every check, in an order in which each finds what the ones before it left. */
export const FACTS: Fact[] = [
	fact('W1, W2, W9, W13, E1', 'POST {name} answers {status, dataset_id, dataset_name}', async (context) => {
		const answer = await context.akkio.request('POST', { name: context.name });
		const { dataset_id: id, dataset_name: name } = bodyOf(answer);
		if (typeof id === 'string') context.id = id.trim();
		const holds = isSuccess(answer) && context.id !== '' && name === context.name;
		assert.ok(holds, context.akkio.quote(answer));
		assert.ok(/^[A-Za-z0-9]{20}$/.test(context.id), `an id of another form: ${context.id}`);
	}),
	fact('U7', 'When does the list show a new dataset?', async (context) => {
		const list = async () => await readList(context.akkio, 'datasets');
		const isListed = async () => (await list()).some(({ id }) => id === context.id);
		return (await lookUntil(context, isListed)) ?? 'not for ten seconds';
	}),
	fact('W6', 'GET lists exactly {id, name}, ordered by id', async (context) => {
		const datasets = await readList(context.akkio, 'datasets');
		const isEntry = (entry: Entry) => sortedKeys(entry) === 'id,name';
		assert.ok(datasets.every(isEntry), 'entries that are not {id, name}');
		const own = datasets.find(({ id }) => id === context.id);
		assert.ok(!own || own.name === context.name, "another name for the suite's dataset");
	}),
	fact('W7', 'GET {id} answers {status, name, rows, fields}', async (context) => {
		const { body, rows, types } = await read(context);
		assert.ok(sortedKeys(body) === 'fields,name,rows,status', `the keys ${sortedKeys(body)}`);
		assert.ok(body.name === context.name, `the name ${JSON.stringify(body.name)}`);
		assert.ok(rows === 0 && types.size === 0, 'rows or fields in a new dataset');
	}),
	fact('W10', 'POST {id, rows} appends rows and answers {status}', async (context) => {
		await write(context, 'POST', { rows: [rowOf(), SECOND_ROW] });
	}),
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
		const holds = columns.toSorted().join() === COLUMNS.toSorted().join();
		assert.ok(holds, `the columns ${columns.join()}`);
		return columns.join() === COLUMNS.join() ? 'in the order of the first row' : columns.join();
	}),
	fact('W8, W16', 'types follow from values: integer, float', async (context) => {
		const { types } = await read(context);
		const seen = COLUMNS.map((name) => `${name}: ${types.get(name)}`).join();
		const isKnown = [...types.values()].every((type) => TYPES.includes(type));
		const isInferred = types.get('seats') === 'integer' && types.get('ratio') === 'float';
		assert.ok(isKnown && isInferred, seen);
		return seen;
	}),
	fact('U10', 'Which type has a column of nulls?', async (context) => {
		return (await read(context)).types.get('empty') ?? 'there is no such column';
	}),
	fact('W10', 'rows may also be that list as JSON text', async (context) => {
		await appendRow(context, 3, { rows: JSON.stringify([rowOf()]) });
	}),
	fact('W3', 'a POST takes the key in the query as well', async (context) => {
		const query = { api_key: context.akkio.key };
		await appendRow(context, 4, { rows: [rowOf()], api_key: undefined }, query);
	}),
	fact('E2', 'a wrong key is a 404', async ({ akkio }) => {
		await mustFail(akkio, { api_key: 'this is no key' }, isWrongKey);
	}),
	fact('E2', 'and so is a missing one', async ({ akkio }) => {
		await mustFail(akkio, { api_key: undefined }, isWrongKey);
	}),
	fact('W4', 'a key with white space around it is refused', async ({ akkio }) => {
		await mustFail(akkio, { api_key: ` ${akkio.key} ` }, () => true);
	}),
	fact('E3', 'an unknown id fails, in words not about the key', async ({ akkio }) => {
		const isOther = ({ body }: Answer) => !/api.?key/i.test(JSON.stringify(body));
		await mustFail(akkio, { id: NOBODYS_ID }, isOther);
	}),
	fact('U8', 'How is an unknown id answered?', askNobody('/datasets')),
	fact('M1', 'GET models lists {id, name, created_at}, ordered by id', async ({ akkio }) => {
		const ofApp = 'created_at,id,name';
		const ofApi = 'api,created_at,id,ignored_fields,name,predict_fields';
		const isEntry = (entry: Entry) =>
			!Number.isNaN(Date.parse(String(entry.created_at))) &&
			sortedKeys(entry) === (entry.api === true ? ofApi : ofApp);
		assert.ok((await readList(akkio, 'models')).every(isEntry), 'entries of another shape');
	}),
	fact('U8', 'How is an unknown model answered?', askNobody('/models')),
	fact('M9', 'POST models without any id is a 400', async ({ akkio }) => {
		const answer = await akkio.request('POST', {}, MODELS);
		const holds = answer.status === 400 && bodyOf(answer).status === 'no valid id provided';
		assert.ok(holds, akkio.quote(answer));
	}),
	fact('T1, T6', 'v2 refuses a wrong X-API-Key with a 401 or 403', async ({ akkio }) => {
		const answer = await readTask(akkio, 'this is no key');
		assert.ok([401, 403].includes(answer.status), akkio.quote(answer));
	}),
	fact('U13', 'How does v2 answer to an unknown task?', async ({ akkio }) => {
		return akkio.quote(await readTask(akkio, akkio.key));
	}),
	fact('E5', 'invalid rows are a 422 {detail: [{loc, msg, type}]}', async (context) => {
		const { akkio, id } = context;
		const before = (await read(context)).rows;
		const answer = await akkio.request('POST', { id, rows: 'no list' });
		const { detail } = bodyOf(answer);
		const isLine = (one: object) => ['loc', 'msg', 'type'].every((key) => key in one);
		const holds = answer.status === 422 && Array.isArray(detail) && detail.every(isLine);
		assert.ok(holds, akkio.quote(answer));
		const after = (await read(context)).rows;
		assert.ok(before === after, `${before} rows before, ${after} after`);
	}),
	fact('E9', 'an unknown path is a plain 403 "Unauthorized."', async ({ akkio }) => {
		const answer = await akkio.send('/n8n-nodes-akkio-contract-check');
		assert.ok(answer.status === 403 && answer.body === 'Unauthorized.', akkio.quote(answer));
	}),
	fact('U1', 'What happens to a field that the schema lacks?', tryAppend(rowOf({ extra: 'new' }))),
	fact('U1', 'What happens to missing columns?', tryAppend({ name: 'Only a name' })),
	fact('U1', 'What happens to a text in a numeric column?', tryAppend(rowOf({ seats: 'many' }))),
	fact('U3', 'Is a part of a refused append kept?', tryAppend(rowOf(), 'no row', rowOf())),
];

/** The last fact, and a duty: the suite's dataset does not stay. */
export const DELETE = fact('W12', 'DELETE {id} answers {status}', async (context) => {
	await write(context, 'DELETE');
	const gone = await context.akkio.request('GET', { id: context.id });
	assert.ok(!isSuccess(gone), 'the dataset, still there');
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
		assert.ok(isSuccess(answer), akkio.quote(answer));
		assert.ok(sortedKeys(bodyOf(answer)) === 'name,status', sortedKeys(bodyOf(answer)));
	}),
	fact('M3, M4, M5, M6, M7', 'predictions', async ({ akkio, modelId }) => {
		const fields = { id: modelId, data: UNEXPECTED, show_factors: true };
		const answer = await akkio.request('POST', fields, MODELS);
		const { predictions } = bodyOf(answer);
		assert.ok(isSuccess(answer) && Array.isArray(predictions), akkio.quote(answer));
		assert.ok(predictions.length === PREDICTIONS, `${predictions.length} predictions`);
		for (const [n, prediction] of predictions.entries()) {
			const seen = JSON.stringify(prediction);
			const isEchoed = Object.entries(UNEXPECTED[n]!).every(([key, is]) => prediction[key] === is);
			assert.ok(isEchoed, `an input that is not as it was sent: ${seen}`);
			const probabilities = Object.entries<number>(prediction)
				.filter(([key]) => key.startsWith('Probability '))
				.sort((a, b) => b[1] - a[1]);
			const [best] = probabilities;
			if (!best) return `not of classes (U11): ${seen}`;
			// A class may have " is " in it: some cut has to name the predicted column.
			const isNamed = [...best[0].matchAll(/ is /g)].some(
				({ index }) => prediction[best[0].slice(12, index)] === best[0].slice(index + 4),
			);
			assert.ok(isNamed, `a prediction that is not the text of the likeliest class: ${seen}`);
			const factors = Object.entries<number>(prediction).filter(([key]) => /^akkio_pred/.test(key));
			const sumOf = (parts: Array<[string, number]>) =>
				parts.reduce((sum, [, one]) => sum + one, 0);
			assert.ok(Math.abs(sumOf(factors) - 1) < 0.05, `factors that do not add up to 1: ${seen}`);
		}
		return undefined;
	}),
];
