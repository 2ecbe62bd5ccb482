import { NodeHelpers, type IDataObject } from 'n8n-workflow';

import { Akkio } from '../../../nodes/Akkio/Akkio.node';
import * as replies from '../../support/akkio/replies.mts';
import type { Fault } from '../../support/akkio/faults.mts';
import { retry, type Run } from '../../support/engine/run';
import * as engine from '../../support/engine/standIn';
import { answering, byId, byName, CONTINUE, CUT, FINE, jsonOf } from '../../support/engine/standIn';
import { useDatasets } from './operate';

const { akkio, asked, create, credential, fail, names, operate, requests } = useDatasets();

const CREATE = { operation: 'create', name: '={{ $json.name }}' };
const ANOTHER = { ...CREATE, ifExists: 'createAnother' };
const DELETE = { operation: 'delete', dataset: byId('={{ $json.id }}') };
const RETRY = engine.RETRY_ON_FAIL;

const named = (...all: unknown[]): IDataObject[] => all.map((name) => ({ name }) as IDataObject);
const ABC = named('A', 'B', 'C');
const created = (...all: string[]) =>
	all.map((name) => ({ id: expect.stringMatching(/^\w{20}$/), name, created: true }));
const BUSY = answering(replies.tooMany(3600));
const REFUSED = answering(replies.failed('no seats left'));
/** Lets the second of the requests fail. */
const failSecond = (on: 'create' | 'delete', fault: Fault) => fail([FINE, fault], on);

const MAY_EXIST = /^The dataset may have been created\./;

describe('Create', () => {
	test('sends the name, without white space around it, and answers with ID and name', async () => {
		const ran = await operate(ANOTHER, { items: named(' Leads ', 7) });
		expect(jsonOf(ran)).toEqual(created('Leads', '7'));
		expect(engine.pairsOf(ran)).toEqual(engine.pairs(2));
		const all = akkio().datasets.list();
		expect(jsonOf(ran).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
		expect(requests()).toEqual(['POST Leads', 'POST 7']);
	});

	// prettier-ignore
	test.each<[string, IDataObject, unknown[], Fault[], RegExp, RegExp?]>([
		['a name that is empty keeps all from being created', CREATE, ['A', '  ', 'C'], [], /^'Name' is empty$/],
		['so does one that is missing', CREATE, ['A', undefined, 'C'], [], /^'Name' is empty$/],
		['so does one that is no text', CREATE, ['A', { a: 1 }, 'C'], [], /^'Name' is not text$/],
		['so does a choice that there is not', { ...CREATE, ifExists: '={{ "Return Existing" }}' }, ['A', 'C'], [], /^'If Dataset Exists' has to be createAnother \(Create Another\), error/],
		['a name that exists, with Error, is an error that says what else to do', { ...CREATE, ifExists: '={{ "error" }}' }, ['Old', 'C'], [],
			/^Akkio already has a dataset named 'Old'$/, /^Its ID is \w{20}\. Choose another name, or set 'If Dataset Exists' to Return Existing\.$/],
		['a success without an ID is none, and the dataset may be there', ANOTHER, ['A', 'C'], [answering(replies.success())], /^Unexpected response from 127/, MAY_EXIST],
		['the look-up keeps to Request Options', { ...CREATE, requestOptions: { timeout: 50 } }, ['A'], [engine.HANG], /^Akkio did not respond in time$/],
	])('%s', async (...[, parameters, given, faults, message, description = /./]) => {
		create('Old');
		fail(faults, faults[0] === engine.HANG ? 'list' : 'create');
		const { error, outputs } = await operate(parameters, { items: named(...given) });
		expect([names(), outputs]).toEqual([['Old'], []]);
		expect(error!.message).toMatch(message);
		expect(error!.description).toMatch(description);
	});

	test('makes one dataset for many items of one name, which is then found By Name', async () => {
		const ran = await operate(CREATE, { items: named('A', 'A', ' A') });
		expect(jsonOf(ran).map((json) => json.created)).toEqual([true, false, false]);
		const found = await operate({ operation: 'get', dataset: byName('A') });
		expect(jsonOf(found)).toMatchObject([{ name: 'A', rows: 0 }]);
		expect(names()).toEqual(['A']);
	});
});

describe('Delete', () => {
	test('sends ID and key in the body, and each dataset once, however it is named', async () => {
		const [a, b] = [create('A'), create('B')];
		const parameters = { operation: 'delete', dataset: byName('={{ $json.dataset }}') };
		const items = ['A', b, a, 'A'].map((dataset) => ({ dataset }));
		const ran = await operate(parameters, { items });
		const note = 'Already deleted for item 1 of this run';
		const deleted = { deleted: true, id: a };
		expect(jsonOf(ran)).toEqual([
			...[deleted, { deleted: true, id: b }, { ...deleted, note }, { ...deleted, note }],
		]);
		expect(engine.pairsOf(ran)).toEqual(engine.pairs(4));
		expect(requests().filter((one) => one !== 'GET')).toEqual([`DELETE ${a}`, `DELETE ${b}`]);
	});

	test.each([0, 1, 3])('without an ID in item %d nothing is deleted, in stop mode', async (at) => {
		const items = ['A', 'B', 'C', 'D'].map((name) => ({ id: create(name) as unknown }));
		items[at] = { id: at === 1 ? ['x'] : ' ' };
		const { error } = await operate(DELETE, { items: items as IDataObject[] });
		const message = expect.stringMatching(/^'Dataset' is/) as string;
		expect(error).toMatchObject({ message, context: { itemIndex: at } });
		expect([names(), requests()]).toEqual([['A', 'B', 'C', 'D'], []]);
	});

	test('nothing is deleted behind an item that failed, in stop mode', async () => {
		const items = ['A', 'B', 'C'].map((name) => ({ id: create(name) }));
		items[1] = { id: 'unknown' };
		const { error, outputs } = await operate(DELETE, { items });
		expect(error!.message).toBe("Akkio has no dataset with the ID 'unknown'");
		expect([names(), outputs]).toEqual([['B', 'C'], []]);
	});

	test('a lost answer leaves it unknown whether the dataset is gone', async () => {
		fail({ kind: 'cut' }, 'delete');
		const { error } = await operate(DELETE, { items: [{ id: create('A') }] });
		expect(error!.message).toBe('The connection to Akkio closed before it responded');
		expect(error!.description).toMatch(/^The dataset may have been deleted\./);
	});

	test('an AI agent that has it as a tool is told what it does', () => {
		const parameters = { resource: 'dataset', operation: 'delete' };
		expect(NodeHelpers.makeDescription(parameters, new Akkio().description)).toBe(
			'Delete a dataset in Akkio',
		);
	});
});

describe('writes of several items', () => {
	const AGAIN = { settings: RETRY };
	// prettier-ignore
	test.each<[string, IDataObject, Fault[], Partial<Run>, string[], RegExp?]>([
		['Retry On Fail creates what is certainly missing, after a rate limit', ANOTHER, [FINE, BUSY], AGAIN, ['A', 'B', 'C']],
		['Retry On Fail creates what is certainly missing, after a refusal', ANOTHER, [FINE, REFUSED], AGAIN, ['A', 'B', 'C']],
		['so it does with Return Existing, after a rate limit', CREATE, [FINE, BUSY], AGAIN, ['A', 'B', 'C']],
		['so it does with Return Existing, after a refusal', CREATE, [FINE, REFUSED], AGAIN, ['A', 'B', 'C']],
		['with Return Existing, what may have been created is looked for', CREATE, [FINE, CUT], AGAIN, ['A', 'B', 'C']],
		['what may have been created is not created again', ANOTHER, [FINE, CUT], AGAIN, ['A', 'B'], MAY_EXIST],
		['a failed first item of Continue, which n8n tries again, creates nothing twice', ANOTHER, [REFUSED], { settings: { ...CONTINUE.settings, ...RETRY } }, ['B', 'C', 'A']],
		['a loop’s second pass creates anew', ANOTHER, [], { twice: true }, ['A', 'B', 'C', 'A', 'B', 'C']],
	])('%s', async (...[, way, faults, more, made, description]) => {
		fail(faults, 'create');
		const ran = await operate(way, { items: ABC, ...more });
		expect(names()).toEqual(made);
		if (description) return expect(ran.error!.description).toMatch(description);
		expect(jsonOf(ran)).toEqual(created('A', 'B', 'C'));
		expect(engine.pairsOf(ran)).toEqual(engine.pairs(3));
	});

	test('in stop mode all items are validated before the first request, also where n8n starts them one by one', async () => {
		const batching = { batch: { batchSize: 1, batchInterval: 1 } };
		const parameters = { ...ANOTHER, requestOptions: { batching } };
		const { error } = await operate(parameters, { items: named('A', 'B', '') });
		expect([error!.message, names()]).toEqual(["'Name' is empty", []]);
	});

	test('with Execute Once only the first item counts', async () => {
		const ran = await operate(ANOTHER, { items: named('A', ''), settings: { executeOnce: true } });
		expect(jsonOf(ran)).toEqual(created('A'));
	});

	test.each([DELETE.dataset, byName('={{ $json.name }}')])(
		'Retry On Fail deletes each dataset once, chosen by %j',
		async (dataset) => {
			const items = ['A', 'B'].map((name) => ({ name, id: create(name) }));
			const [a, b] = items.map(({ id }) => id);
			failSecond('delete', BUSY);
			const run = { items: [...items, items[0]!], settings: RETRY };
			const ran = await operate({ operation: 'delete', dataset }, run);
			expect(ran.error).toBeUndefined();
			expect(jsonOf(ran).map(({ id, note }) => [id, note !== undefined])).toEqual([
				...[
					[a, false],
					[b, false],
					[a, true],
				],
			]);
		},
	);

	test('Retry in the Executions list goes on where the execution stopped', async () => {
		failSecond('create', BUSY);
		const failed = await operate(ANOTHER, { items: ABC });
		expect([failed.error!.message, names()]).toEqual(["Akkio's rate limit was exceeded", ['A']]);
		const again = async (parameters: object) =>
			jsonOf(
				await retry(failed, {
					credential: credential(),
					parameters: parameters as Run['parameters'],
				}),
			);
		expect(await again(ANOTHER)).toEqual(created('A', 'B', 'C'));
		expect(names()).toEqual(['A', 'B', 'C']);
		// Somebody may have changed the workflow meanwhile.
		expect((await again({ operation: 'get', dataset: byName('A') }))[0]).toMatchObject({ rows: 0 });
		const [deleted] = await again({ operation: 'delete', dataset: byName('A') });
		expect(deleted).toMatchObject({ deleted: true });
		expect(names()).toEqual(['B', 'C']);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'with %s, each failed item comes out once, paired, and the others are written',
		async (onError) => {
			failSecond('create', answering(replies.serverFault()));
			const items = named('A', '', 'B', 'C');
			const { outputs } = await operate(ANOTHER, { items, settings: { onError } });
			const isApart = onError === 'continueErrorOutput';
			const failures = isApart ? outputs[1]! : outputs[0]!.slice(1, 3);
			const messages = ["'Name' is empty", 'Akkio could not process the request (HTTP 500)'];
			expect(failures).toMatchObject(
				messages.map((message, at) => ({
					json: { error: isApart ? { message } : message },
					pairedItem: { item: at + 1 },
				})),
			);
			expect(JSON.stringify(failures[1]!.json)).toContain('The dataset may have been created.');
			expect(names()).toEqual(['A', 'C']);
		},
	);

	test.each(engine.TOOLS)(
		'as the tool %s, a lost answer ends without a second try, and a refusal is tried again',
		async (type) => {
			fail(CUT, 'create');
			const lost = await operate(ANOTHER, { items: named('A'), type, settings: RETRY });
			const words = { message: expect.any(String), description: expect.any(String) };
			expect(jsonOf(lost)).toEqual([{ outcome: 'unknown', ...words }]);
			fail(REFUSED, 'create');
			const refused = await operate(ANOTHER, { items: named('B'), type, settings: RETRY });
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

	test.each(['create', 'delete', 'get', 'getAll'])(
		'a socks proxy is refused in a sentence without its password: %s',
		async (operation) => {
			const proxy = 'socks5://ada:l0ve-and-peace@127.0.0.1:9';
			const parameters = { operation, name: 'A', dataset: byId('abc'), requestOptions: { proxy } };
			const { error } = await operate(parameters);
			expect(error!.message).toBe("The 'Proxy' has to be an http or https proxy");
			expect([error!.description, error!.stack].join()).not.toContain('l0ve-and-peace');
			expect(requests()).toEqual([]);
		},
	);
});
