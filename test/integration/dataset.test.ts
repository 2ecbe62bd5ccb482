import type { IDataObject } from 'n8n-workflow';

import * as replies from '../support/akkio/replies.mts';
import type { Fault } from '../support/akkio/faults.mts';
import { retry, type Run } from '../support/engine/run';
import * as engine from '../support/engine/standIn';
import { answering, byId, byName, CONTINUE, CUT } from '../support/engine/standIn';
import { useOperations } from './operations';

const { ERROR_OUTPUT, FINE, HANG, jsonOf, pairs, pairsOf } = engine;
const { akkio, asked, create, credential, fail, names, operate, requests } = useOperations();

const FIELDS = [{ name: 'Age', type: 'integer' }];
/** A dataset with a column, and so many rows. */
const createWith = (name: string, rows = 0) => {
	const id = create(name);
	if (rows > 0) akkio().datasets.append(id, Array(rows).fill({ Age: 1 }));
	akkio().datasets.setFields(id, FIELDS);
	return id;
};

describe('Get', () => {
	const get = async (dataset: object, items: IDataObject[] = [{}], more = {}) =>
		await operate({ operation: 'get', dataset: dataset as IDataObject }, { items, ...more });

	test('asks with the ID, without white space around it, and adds it to the answer', async () => {
		const id = createWith('Leads', 2);
		const { outputs } = await get(byId(` ${id} `));
		const json = { id, name: 'Leads', rows: 2, fields: FIELDS };
		expect(outputs).toEqual([[{ json, pairedItem: { item: 0 } }]]);
		expect(requests()).toEqual([`GET ${id}`]);
	});

	test('gives each item the dataset that its own expression names, by ID, by name, or by an ID for a name', async () => {
		const ids = ['Leads', 'Zoo'].map((name) => create(name));
		const ways = [byId, byName, byName].entries();
		for (const [n, way] of ways) {
			const items = (n === 1 ? ['Leads', '\u200BZoo\u00A0'] : ids).map((to) => ({ to }));
			const ran = await get(way('={{ $json.to }}'), items);
			expect(jsonOf(ran).map(({ id }) => id)).toEqual(ids);
			expect(pairsOf(ran)).toEqual(pairs(2));
		}
	});

	const LEADS = { ...byId('abc'), mode: 'list', cachedResultName: 'Leads' };
	// prettier-ignore
	test.each<[string, object, string[], string, RegExp, object?]>([
		['a name that nobody has', byName('Leads'), ['leads', 'Lead'], "Akkio has no dataset named 'Leads'", /Did you mean '/],
		['a name that two have', byName('Leads'), ['Leads', ' Leads'], "Akkio has 2 datasets named 'Leads'", /Use the ID of one of them/],
		['an unknown ID, called as the user called it,', LEADS, ['GET'], "Akkio has no dataset 'Leads'", /Choose another one/],
		['what is no ID', byId('={{ $json.nothing }}'), [], "'Dataset' is empty", /Choose a dataset/],
		['a Base URL that is no web address', byId('abc'), [], "The 'Base URL' in the credential is not a web address", /./, { baseUrl: 'api.akkio.com/v1' }],
	])('%s is refused with what helps', async (...[, dataset, names, message, description, more]) => {
		names.forEach((name) => create(name));
		const { error, outputs } = await get(dataset, [{}], { credential: { ...credential(), ...more } });
		expect([error!.message, outputs]).toEqual([message, []]);
		expect(error!.description).toMatch(description);
		expect(requests()).toHaveLength(names.length > 0 ? 1 : 0);
	});

	test('what may pass is asked again, and a 200 whose status is no success is a failure', async () => {
		const id = create('Leads');
		const passing = [replies.serverFault(), replies.requestTimeout(), replies.tooMany()];
		fail([...passing.map(answering), { kind: 'cutInBody' }], 'get');
		fail(answering(replies.failed('not ready')), 'get');
		expect((await get(byId(id))).error!.message).toBe('Akkio rejected the request: not ready');
		expect(requests()).toHaveLength(5);
	});

	test('each failed item comes out once, with its input on the error output, and the others beside it', async () => {
		const id = create('Leads');
		const items = [{ to: 'abc', city: 'Ulm' }, { to: id }, { to: '' }];
		const [unknown, empty] = ["Akkio has no dataset with the ID 'abc'", "'Dataset' is empty"];
		const apart = await get(byId('={{ $json.to }}'), items, ERROR_OUTPUT);
		expect(jsonOf(apart).map((json) => json.id)).toEqual([id]);
		const description = expect.any(String) as string;
		expect(jsonOf(apart, 1)).toEqual([
			{ ...items[0], error: { message: unknown, description } },
			{ ...items[2], error: { message: empty, description } },
		]);
		const ran = await get(byId('={{ $json.to }}'), items, CONTINUE);
		expect(jsonOf(ran).map(({ error }) => error)).toEqual([unknown, undefined, empty]);
		expect(pairsOf(ran)).toEqual(pairs(3));
	});
});

describe('Get Many', () => {
	const getMany = async (parameters: object, items = 1) => {
		const all = { operation: 'getAll', returnAll: false, ...parameters };
		return await operate(all, { items: Array(items).fill({}) });
	};
	const ALL = ['leads 1', 'Leads 2', 'Zoo'];
	beforeEach(() => ['Zoo', 'leads 1', 'Leads 2'].forEach((name, n) => createWith(name, n)));

	test('gives every dataset to every item, sorted by name, paired, for one request each', async () => {
		const ran = await getMany({ returnAll: true }, 2);
		expect(jsonOf(ran).map(({ name }) => name)).toEqual([...ALL, ...ALL]);
		expect(pairsOf(ran)).toEqual([0, 0, 0, 1, 1, 1].map((item) => ({ item })));
		expect(requests()).toEqual(['GET', 'GET']);
	});

	const nameContains = (text: string) => ({ filters: { nameContains: text } });
	// prettier-ignore
	test.each<[object, string[]]>([
		[{ returnAll: '={{ "false" }}', limit: '={{ "1" }}' }, ['leads 1']], [{ returnAll: '={{ "true" }}', limit: 1 }, ALL],
		[nameContains(' LEADS '), ['leads 1', 'Leads 2']], [nameContains('={{ $json.nothing }}'), ALL],
		[nameContains('x'), []], [{ limit: 1, ...nameContains('o') }, ['Zoo']],
	])('with %j gives %j', async (parameters, expected) => {
		const ran = await getMany(parameters);
		expect(jsonOf(ran).map(({ name }) => name)).toEqual(expected);
		expect(requests()).toEqual(['GET']);
	});

	test.each<[object, string]>([
		[{ limit: 0 }, "'Limit' has to be a number from 1"],
		[{ returnAll: '={{ "yes" }}' }, "'Return All' has to be true or false"],
		[nameContains('={{ [1] }}'), "'Name Contains' is not text"],
		[{ options: { includeDetails: 1 } }, "'Include Columns and Row Count' has to be true or false"],
	])('%j is refused by its label, and not tried again: %s', async (parameters, message) => {
		const { error, outputs } = await getMany(parameters);
		expect([error!.message, outputs]).toEqual([message, []]);
		expect(requests().length).toBeLessThan(2);
	});

	test('with columns and row counts, reads no more datasets than name and limit leave over', async () => {
		const options = { includeDetails: '={{ "true" }}' };
		const [[json]] = [jsonOf(await getMany({ limit: 1, options, ...nameContains('leads') }))];
		const { id } = akkio().datasets.list()[1]!;
		expect(json).toEqual({ id, name: 'leads 1', rows: 1, fields: FIELDS });
		expect(requests()).toEqual(['GET', `GET ${id}`]);
	});

	test('with them, leaves out what was deleted meanwhile; what else fails is not the list’s failure to try again', async () => {
		const details = { returnAll: true, options: { includeDetails: true } };
		fail(answering(replies.unknownDataset()), 'get');
		expect(jsonOf(await getMany(details)).map(({ name }) => name)).toEqual(['Leads 2', 'Zoo']);
		requests();
		fail(Array(5).fill(answering(replies.serverFault())), 'get');
		const { error, outputs } = await getMany(details);
		expect(error!.message).toBe('Akkio could not process the request (HTTP 500)');
		expect(outputs).toEqual([]);
		expect(requests()).toHaveLength(1 + 5);
	});
});

const CREATE = { operation: 'create', name: '={{ $json.name }}' };
const ANOTHER = { ...CREATE, ifExists: 'createAnother' };
const DELETE = { operation: 'delete', dataset: byId('={{ $json.id }}') };

const named = (...all: unknown[]): IDataObject[] => all.map((name) => ({ name }) as IDataObject);
const ABC = named('A', 'B', 'C');
const created = (...all: string[]) =>
	all.map((name) => ({ id: expect.stringMatching(/^\w{20}$/), name, created: true }));
const BUSY = answering(replies.tooMany(3600));
const REFUSED = answering(replies.failed('no seats left'));
const MAY_EXIST = /^The dataset may have been created\./;

describe('Create', () => {
	test('sends the name, without white space around it, and answers with ID and name', async () => {
		const ran = await operate(ANOTHER, { items: named(' Leads ', 7) });
		const [id, other] = akkio()
			.datasets.list()
			.map((one) => one.id);
		expect(jsonOf(ran)).toEqual([
			{ id, name: 'Leads', created: true },
			{ id: other, name: '7', created: true },
		]);
		expect(pairsOf(ran)).toEqual(pairs(2));
		expect(requests()).toEqual(['POST Leads', 'POST 7']);
	});

	const OTHERWISE =
		/^Its ID is \w{20}\. Choose another name, or set 'If Dataset Exists' to Return Existing\.$/;
	const socks = { requestOptions: { proxy: 'socks5://ada:l0ve@127.0.0.1:9' } };
	// prettier-ignore
	test.each<[string, IDataObject, unknown[], Fault[], RegExp, RegExp?]>([
		['a name that is empty keeps all from being created', CREATE, ['A', '  ', 'C'], [], /^'Name' is empty$/],
		['so does one that is missing', CREATE, ['A', undefined, 'C'], [], /^'Name' is empty$/],
		['so does one that is no text', CREATE, ['A', { a: 1 }, 'C'], [], /^'Name' is not text$/],
		['so does a choice that there is not', { ...CREATE, ifExists: '={{ "Return Existing" }}' }, ['A', 'C'], [], /^'If Dataset Exists' has to be createAnother \(Create Another\), error/],
		['a name that exists, with Error, is an error that says what else to do', { ...CREATE, ifExists: '={{ "error" }}' }, ['Old', 'C'], [], /^Akkio already has a dataset named 'Old'$/, OTHERWISE],
		['a success without an ID is none, and the dataset may be there', ANOTHER, ['A', 'C'], [answering(replies.success())], /^Unexpected response from 127/, MAY_EXIST],
		['the look-up keeps to Request Options', { ...CREATE, requestOptions: { timeout: 50 } }, ['A'], [HANG], /^Akkio did not respond in time$/],
		['a socks proxy is refused in a sentence without its password', { ...CREATE, ...socks }, ['A'], [], /^The 'Proxy' has to be an http or https proxy$/, /^(?!.*l0ve)/],
		['items that n8n starts one by one are validated together', { ...ANOTHER, requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 1 } } } }, ['A', 'B', ''], [], /^'Name' is empty$/],
	])('%s', async (...[, parameters, given, faults, message, description = /./]) => {
		create('Old');
		fail(faults, faults[0] === HANG ? 'list' : 'create');
		const { error, outputs } = await operate(parameters, { items: named(...given) });
		expect([names(), outputs]).toEqual([['Old'], []]);
		expect(error!.message).toMatch(message);
		expect(error!.description).toMatch(description);
	});
});

/** What jest's environment for these tests offers. */
declare const n8n: { protectFromSsrf(isOn: boolean): void };

test.each([CREATE, ANOTHER, { ...DELETE, dataset: byId('abc') }])(
	'what n8n keeps from leaving was not sent, and is not said to have been: %j',
	async (parameters) => {
		n8n.protectFromSsrf(true);
		const { error } = await operate(parameters, { items: named('A') });
		n8n.protectFromSsrf(false);
		expect(error!.message).toMatch(/^n8n blocked the request: /);
		expect(error!.description).not.toMatch(/may have been/);
		expect(requests()).toEqual([]);
	},
);

describe('Delete', () => {
	const note = 'Already deleted for item 1 of this run';

	test('sends ID and key in the body, and each dataset once, however it is named', async () => {
		const [a, b] = [create('A'), create('B')];
		const parameters = { operation: 'delete', dataset: byName('={{ $json.dataset }}') };
		const ran = await operate(parameters, {
			items: ['A', b, a, 'A'].map((dataset) => ({ dataset })),
		});
		const deleted = { deleted: true, id: a };
		expect(jsonOf(ran)).toEqual([
			...[deleted, { deleted: true, id: b }, { ...deleted, note }, { ...deleted, note }],
		]);
		expect(pairsOf(ran)).toEqual(pairs(4));
		expect(requests().filter((one) => one !== 'GET')).toEqual([`DELETE ${a}`, `DELETE ${b}`]);
	});

	// prettier-ignore
	test.each<[string, unknown, Fault[], RegExp, string[], RegExp?]>([
		['an item without an ID keeps all from being deleted', ' ', [], /^'Dataset' is empty/, ['A', 'B', 'C']],
		['nothing is deleted behind an item that failed', 'unknown', [], /^Akkio has no dataset with/, ['B', 'C']],
		['nobody knows whether a dataset whose answer was lost is gone', undefined, [FINE, { kind: 'cut' }], /^The connection to Akkio closed/, ['B', 'C'], /^The dataset may have been deleted\./],
	])('in stop mode %s', async (...[, id, faults, message, left, description = /./]) => {
		const items = ['A', 'B', 'C'].map((name) => ({ id: create(name) as unknown }));
		items[1] = { id: id ?? items[1]!.id };
		fail(faults, 'delete');
		const { error, outputs } = await operate(DELETE, { items: items as IDataObject[] });
		expect(error!.message).toMatch(message);
		expect(error!.description).toMatch(description);
		expect([error!.context.itemIndex, names(), outputs]).toEqual([1, left, []]);
	});

	test.each([DELETE.dataset, byName('={{ $json.name }}')])(
		'Retry On Fail deletes each dataset once, chosen by %j',
		async (dataset) => {
			const [a, b] = ['A', 'B'].map((name) => ({ name, id: create(name) }));
			fail([FINE, BUSY], 'delete');
			const run = { items: [a!, b!, a!], settings: engine.RETRY_ON_FAIL };
			const ran = await operate({ operation: 'delete', dataset }, run);
			expect(ran.error).toBeUndefined();
			expect(jsonOf(ran)).toMatchObject([{ id: a!.id }, { id: b!.id }, { id: a!.id, note }]);
		},
	);
});

describe('writes of several items', () => {
	const AGAIN = { settings: engine.RETRY_ON_FAIL };
	const ON = { settings: { ...CONTINUE.settings, ...engine.RETRY_ON_FAIL } };
	// prettier-ignore
	test.each<[string, IDataObject, Fault[], Partial<Run>, string[], RegExp?]>([
		['Retry On Fail creates what is certainly missing, after a rate limit', ANOTHER, [FINE, BUSY], AGAIN, ['A', 'B', 'C']],
		['so it does with Return Existing, after a refusal', CREATE, [FINE, REFUSED], AGAIN, ['A', 'B', 'C']],
		['with Return Existing, what may have been created is looked for', CREATE, [FINE, CUT], AGAIN, ['A', 'B', 'C']],
		['what may have been created is not created again', ANOTHER, [FINE, CUT], AGAIN, ['A', 'B'], MAY_EXIST],
		['a failed first item of Continue, which n8n tries again, creates nothing twice', ANOTHER, [REFUSED], ON, ['B', 'C', 'A']],
		['a loop’s second pass creates anew', ANOTHER, [], { twice: true }, ['A', 'B', 'C', 'A', 'B', 'C']],
	])('%s', async (...[, way, faults, more, made, description]) => {
		fail(faults, 'create');
		const ran = await operate(way, { items: ABC, ...more });
		expect(names()).toEqual(made);
		if (description) return expect(ran.error!.description).toMatch(description);
		expect(jsonOf(ran)).toEqual(created('A', 'B', 'C'));
		expect(pairsOf(ran)).toEqual(pairs(3));
	});

	test('with Execute Once only the first item counts', async () => {
		const ran = await operate(ANOTHER, { items: named('A', ''), settings: { executeOnce: true } });
		expect(jsonOf(ran)).toEqual(created('A'));
	});

	test('Retry in the Executions list goes on where the execution stopped', async () => {
		fail([FINE, BUSY], 'create');
		const failed = await operate(ANOTHER, { items: ABC });
		expect([failed.error!.message, names()]).toEqual(["Akkio's rate limit was exceeded", ['A']]);
		const again = async (parameters: object) =>
			jsonOf(await retry(failed, { credential: credential(), parameters: parameters as never }));
		expect(await again(ANOTHER)).toEqual(created('A', 'B', 'C'));
		expect(names()).toEqual(['A', 'B', 'C']);
		// Somebody may have changed the workflow meanwhile.
		expect((await again({ operation: 'get', dataset: byName('A') }))[0]).toMatchObject({ rows: 0 });
		await again({ operation: 'delete', dataset: byName('A') });
		expect(names()).toEqual(['B', 'C']);
	});

	test('continuing, each failed item comes out once, paired, and the others are written', async () => {
		fail([FINE, answering(replies.serverFault())], 'create');
		const { outputs } = await operate(ANOTHER, { items: named('A', '', 'B', 'C'), ...CONTINUE });
		const errors = ["'Name' is empty", 'Akkio could not process the request (HTTP 500)'];
		expect(outputs[0]!.slice(1, 3)).toMatchObject(
			errors.map((error, at) => ({ json: { error }, pairedItem: { item: at + 1 } })),
		);
		expect(outputs[0]![2]!.json.description).toMatch(MAY_EXIST);
		expect(names()).toEqual(['A', 'C']);
	});

	test.each(engine.TOOLS)(
		'as the tool %s, a lost answer ends without a second try, and a refusal is tried again',
		async (type) => {
			fail([CUT, REFUSED], 'create');
			const lost = await operate(ANOTHER, { items: named('A'), type, ...AGAIN });
			const words = { message: expect.any(String), description: expect.any(String) };
			expect(jsonOf(lost)).toEqual([{ outcome: 'unknown', ...words }]);
			const refused = await operate(ANOTHER, { items: named('B'), type, ...AGAIN });
			expect(jsonOf(refused)).toEqual(created('B'));
			expect(names()).toEqual(['A', 'B']);
		},
	);

	test('stopped meanwhile, the items behind are not written', async () => {
		fail({ kind: 'slow', ms: 100 }, 'create');
		const { onStart, stop } = engine.stopButton();
		const ran = operate(ANOTHER, { items: ABC, onStart });
		await asked(1);
		stop();
		await ran;
		expect(requests()).toEqual(['POST A']);
	});
});
