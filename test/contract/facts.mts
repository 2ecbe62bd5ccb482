import type { AkkioClient, Answer } from './client.mts';

/** What the checks work with: the account, and the one dataset that the suite creates for itself. */
export interface Context {
	akkio: AkkioClient;
	/** Of the suite's own dataset; no other dataset has it. */
	name: string;
	/** Its id, once it exists. */
	id: string;
}

/** One line of test/support/akkio/FACTS.md as a check. */
export interface Fact {
	/** Its number there; a line that holds two facts has two checks. */
	number: string;
	/** The fact, or, for what is not known, the question. */
	description: string;
	/** Throws a Violation if it does not hold. A text that it returns is what was learned. */
	check(context: Context): Promise<string | void>;
}

/** A fact does not hold; the message says what was seen instead. */
export class Violation extends Error {}

function expectThat(holds: boolean, seen: string): asserts holds {
	if (!holds) throw new Violation(seen);
}

/** An answer's body, if it is a JSON object. */
function bodyOf({ body }: Answer): Record<string, unknown> {
	const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
	return isObject ? (body as Record<string, unknown>) : {};
}

const isSuccess = (answer: Answer) => answer.status === 200 && bodyOf(answer).status === 'success';
const sortedKeys = (one: object) => Object.keys(one).sort().join();

function expectBareSuccess({ akkio }: Context, answer: Answer): void {
	expectThat(isSuccess(answer), akkio.quote(answer));
	expectThat(sortedKeys(bodyOf(answer)) === 'status', `the keys ${sortedKeys(bodyOf(answer))}`);
}

/** What a GET tells of the suite's dataset. */
async function read({ akkio, id }: Context) {
	const answer = await akkio.request('GET', { id });
	expectThat(isSuccess(answer), akkio.quote(answer));
	const { fields } = bodyOf(answer);
	expectThat(Array.isArray(fields), `no list of fields: ${JSON.stringify(fields)}`);
	const types = new Map(fields.map(({ name, type }) => [String(name), String(type)]));
	return { body: bodyOf(answer), rows: Number(bodyOf(answer).rows), types };
}

/** The list. Never quoted: it holds the names of others' datasets. */
async function readList({ akkio }: Context) {
	const answer = await akkio.request('GET');
	expectThat(isSuccess(answer), `HTTP ${answer.status}, and no success`);
	const { datasets } = bodyOf(answer);
	expectThat(Array.isArray(datasets), 'no list of datasets');
	return datasets as Array<{ id: string; name: string }>;
}

/** Looks about a second apart: parsing takes some seconds (W15). */
const LOOKS = 10;

/** The number of rows, looked at again while it is lower. */
async function readRowCount(context: Context, expected: number): Promise<number> {
	for (let look = 1; ; look++) {
		const { rows } = await read(context);
		if (rows >= expected || look === LOOKS) return rows;
		await context.akkio.pause();
	}
}

/** A row with every kind of value that tables have: the first ones define the columns. */
const rowOf = (values: object = {}) => ({
	...{ name: 'Ada', seats: 5, ratio: 0.5, isNew: false, note: '', day: '2024-01-31', empty: null },
	...values,
});
const FIRST_ROWS = [
	rowOf(),
	rowOf({ name: 'Grüße, 東京', seats: 0, ratio: -1, isNew: true, note: '007' }),
];
/** What happens to a column of nulls is a question of its own (U10). */
const COLUMNS = Object.keys(rowOf()).filter((name) => name !== 'empty');
const TYPES = ['category', 'id', 'integer', 'float', 'string', 'date', 'unknown', 'number'];
/** Of the form that ids have (W13), and nobody's. */
const NOBODYS_ID = '0'.repeat(20);

/** An append that adds one row, which is the `total`th. */
function appendOne(
	[number, description]: [string, string],
	rows: unknown,
	total: number,
	key = {},
): Fact {
	return {
		number,
		description,
		async check(context) {
			expectBareSuccess(
				context,
				await context.akkio.request('POST', { id: context.id, rows }, key),
			);
			const found = await readRowCount(context, total);
			expectThat(found === total, `${found} rows after number ${total} was appended`);
		},
	};
}

function wrongKey(description: string, key: string | null): Fact {
	return {
		number: 'E2',
		description,
		async check({ akkio }) {
			const answer = await akkio.request('GET', {}, { key });
			expectThat(!isSuccess(answer), 'success');
			const isExpected = bodyOf(answer).status === 'missing or invalid API key';
			expectThat(answer.status === 404 && isExpected, akkio.quote(answer));
		},
	};
}

/** A question about an append: what is answered, how many rows came of it, and which columns are new. */
function askAboutAppend(number: string, description: string, rows: unknown[]): Fact {
	return {
		number,
		description,
		async check(context) {
			const before = await read(context);
			const answer = await context.akkio.request('POST', { id: context.id, rows });
			const added = (await readRowCount(context, before.rows + rows.length)) - before.rows;
			const after = [...(await read(context)).types.keys()];
			const columns = after.filter((name) => !before.types.has(name));
			const said = isSuccess(answer) ? 'accepted' : context.akkio.quote(answer);
			return `${said}; ${added} of ${rows.length} rows added; new columns: ${columns.join() || 'none'}`;
		},
	};
}

/** Every check, in an order in which each finds what the ones before it left. */
export const FACTS: Fact[] = [
	{
		number: 'W9',
		description: 'POST {name} creates a dataset and answers {status, dataset_id, dataset_name}',
		async check(context) {
			const answer = await context.akkio.request('POST', { name: context.name });
			const { dataset_id: id, dataset_name: name } = bodyOf(answer);
			if (typeof id === 'string' && id.trim() !== '') context.id = id;
			const holds = isSuccess(answer) && context.id !== '' && name === context.name;
			expectThat(holds, context.akkio.quote(answer));
		},
	},
	{
		number: 'W13',
		description: 'an id is 20 letters and digits',
		async check({ id }) {
			expectThat(/^[A-Za-z0-9]{20}$/.test(id), `an id of another form: ${id}`);
		},
	},
	{
		number: 'U7',
		description: 'Does the list show a new dataset at once?',
		async check(context) {
			for (let look = 1; look <= LOOKS; look++) {
				const isListed = (await readList(context)).some(({ id }) => id === context.id);
				if (isListed) return look === 1 ? 'yes' : `not before look ${look}, a second apart`;
				await context.akkio.pause();
			}
			return `not within ${LOOKS} looks, a second apart`;
		},
	},
	{
		number: 'W6',
		description: 'GET without an id lists every dataset as exactly {id, name}, ordered by id',
		async check(context) {
			const datasets = await readList(context);
			const isEntry = (one: object) => sortedKeys(one) === 'id,name';
			expectThat(datasets.every(isEntry), 'entries with other keys than id and name');
			const isText = (value: unknown) => typeof value === 'string';
			const isWellTyped = datasets.every(({ id, name }) => isText(id) && isText(name));
			expectThat(isWellTyped, 'an entry whose id or name is no text');
			const isOrdered = datasets.every(({ id }, n) => n === 0 || datasets[n - 1]!.id < id);
			expectThat(isOrdered, 'ids in another order');
			const own = datasets.find(({ id }) => id === context.id);
			const isOwn = own === undefined || own.name === context.name;
			expectThat(isOwn, "another name for the suite's dataset");
		},
	},
	{
		number: 'W7',
		description: 'GET with an id answers {status, name, rows, fields}, without the id',
		async check(context) {
			const { body } = await read(context);
			expectThat(sortedKeys(body) === 'fields,name,rows,status', `the keys ${sortedKeys(body)}`);
			const { name, rows, fields } = body;
			expectThat(name === context.name, `the name ${JSON.stringify(name)}`);
			const isEmpty = rows === 0 && (fields as unknown[]).length === 0;
			expectThat(isEmpty, 'rows or fields in a new dataset');
		},
	},
	{
		number: 'W10',
		description: 'POST {id, rows} appends a list of rows and answers {status}',
		async check(context) {
			const sent = { id: context.id, rows: FIRST_ROWS };
			expectBareSuccess(context, await context.akkio.request('POST', sent));
		},
	},
	{
		number: 'W15',
		description: 'rows and columns show some seconds after an append',
		async check(context) {
			for (let look = 1; look <= 3 * LOOKS; look++) {
				const { rows, types } = await read(context);
				if (rows === 2 && types.size > 0) {
					return look === 1 ? 'at once' : `at look ${look}, about a second apart`;
				}
				await context.akkio.pause();
			}
			throw new Violation(`neither within ${3 * LOOKS} looks, about a second apart`);
		},
	},
	{
		number: 'W11',
		description: 'the first append defines the columns',
		async check(context) {
			const all = [...(await read(context)).types.keys()];
			const columns = all.filter((name) => name !== 'empty');
			const holds = columns.toSorted().join() === COLUMNS.toSorted().join();
			expectThat(holds, `the columns ${columns.join()}`);
			return columns.join() === COLUMNS.join() ? 'in the order of the first row' : columns.join();
		},
	},
	{
		number: 'W8',
		description: `the types of columns are among ${TYPES.join()}`,
		async check(context) {
			const types = [...(await read(context)).types.values()];
			expectThat(
				types.every((type) => TYPES.includes(type)),
				types.join(),
			);
		},
	},
	{
		number: 'W16',
		description: 'types follow from the values: whole numbers are integer, others float',
		async check(context) {
			const { types } = await read(context);
			const seen = COLUMNS.map((name) => `${name}: ${types.get(name)}`).join();
			const holds = types.get('seats') === 'integer' && types.get('ratio') === 'float';
			expectThat(holds, seen);
			return seen;
		},
	},
	{
		number: 'U10',
		description: 'Which type has a column of nulls?',
		check: async (context) => (await read(context)).types.get('empty') ?? 'there is no such column',
	},
	appendOne(['W10', 'rows may also be that list as JSON text'], JSON.stringify([rowOf()]), 3),
	appendOne(['W3', 'a POST takes the key in the query as well'], [rowOf()], 4, { keyIn: 'query' }),
	wrongKey('a wrong key is a 404 with "missing or invalid API key"', 'this is no key'),
	wrongKey('a missing key is refused in the same way', null),
	{
		number: 'W4',
		description: 'a key with white space around it is refused',
		async check({ akkio }) {
			const answer = await akkio.request('GET', {}, { key: akkio.paddedKey });
			expectThat(!isSuccess(answer), 'success');
		},
	},
	{
		number: 'E3',
		description: 'an unknown id fails with a text that does not speak of the key',
		async check({ akkio }) {
			const answer = await akkio.request('GET', { id: NOBODYS_ID });
			const holds = !isSuccess(answer) && !/api.?key/i.test(JSON.stringify(answer.body));
			expectThat(holds, akkio.quote(answer));
		},
	},
	{
		number: 'U8',
		description: 'How is an unknown id answered?',
		async check({ akkio }) {
			const got = await akkio.request('GET', { id: NOBODYS_ID });
			const deleted = await akkio.request('DELETE', { id: NOBODYS_ID });
			return `GET: ${akkio.quote(got)}; DELETE: ${akkio.quote(deleted)}`;
		},
	},
	{
		number: 'E5',
		description: 'rows of the wrong shape are a 422 with {detail: [{loc, msg, type}]}',
		async check(context) {
			const { akkio, id } = context;
			const before = (await read(context)).rows;
			const answer = await akkio.request('POST', { id, rows: 'no list' });
			const after = (await read(context)).rows;
			const { detail } = bodyOf(answer);
			const isLine = (one: object) => ['loc', 'msg', 'type'].every((key) => key in one);
			const holds = answer.status === 422 && Array.isArray(detail) && detail.every(isLine);
			expectThat(holds, akkio.quote(answer));
			expectThat(before === after, `${before} rows before, ${after} after`);
		},
	},
	{
		number: 'E9',
		description: 'an unknown path of the host is a plain 403 "Unauthorized."',
		async check({ akkio }) {
			const answer = await akkio.getPath('/n8n-nodes-akkio-contract-check');
			expectThat(answer.status === 403 && answer.body === 'Unauthorized.', akkio.quote(answer));
		},
	},
	askAboutAppend('U1', 'What happens to fields that the schema does not have?', [
		rowOf({ extra: 'new' }),
	]),
	askAboutAppend('U1', 'And if columns are missing?', [{ name: 'Only a name' }]),
	askAboutAppend('U1', 'And to a text in a column of numbers?', [rowOf({ seats: 'many' })]),
	askAboutAppend('U3', 'Is a part of a refused append kept (two good rows and a bad one)?', [
		rowOf(),
		'no row',
		rowOf(),
	]),
];

/** The last fact, and a duty: the suite's dataset does not stay. */
export const DELETE: Fact = {
	number: 'W12',
	description: 'DELETE {id} deletes the dataset and answers {status}',
	async check(context) {
		const { akkio, id } = context;
		expectBareSuccess(context, await akkio.request('DELETE', { id }));
		const gone = await akkio.request('GET', { id });
		expectThat(!isSuccess(gone), 'the dataset, still there');
	},
};
