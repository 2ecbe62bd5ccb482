import { NodeHelpers, type IDataObject } from 'n8n-workflow';

import { Akkio } from '../../../nodes/Akkio/Akkio.node';
import * as replies from '../../support/akkio/replies.mts';
import type { Fault } from '../../support/akkio/faults.mts';
import { retry, type Run } from '../../support/engine/run';
import { byId, byName } from '../../support/engine/standIn';
import { jsonOf, useDatasets } from './operate';

const { akkio, create, credential, names, operate, requests } = useDatasets();

const CREATE = { operation: 'create', name: '={{ $json.name }}' };
const ANOTHER = { ...CREATE, ifExists: 'createAnother' };
const DELETE = { operation: 'delete', dataset: byId('={{ $json.id }}') };
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const CONTINUE = { onError: 'continueRegularOutput' } as const;

const named = (...all: unknown[]): IDataObject[] => all.map((name) => ({ name }) as IDataObject);
const created = (...all: string[]) =>
	all.map((name) => ({ id: expect.stringMatching(/^\w{20}$/), name, created: true }));
const BUSY: Fault = { kind: 'answer', reply: replies.tooMany(3600) };
const DOWN: Fault = { kind: 'answer', reply: replies.serverFault() };
const REFUSED: Fault = { kind: 'answer', reply: replies.failed('no seats left') };
const LOST: Fault = { kind: 'writeThenCut' };
/** Lets the second of the requests fail. */
const failSecond = (on: 'create' | 'delete', fault: Fault) => {
	akkio().faults.next({ on, fault: { kind: 'slow', ms: 0 } });
	akkio().faults.next({ on, fault });
};

describe('Create', () => {
	test('sends the name, without white space around it, and answers with ID and name', async () => {
		const { outputs } = await operate(ANOTHER, { items: named(' Leads ', 7) });
		expect(outputs).toEqual([
			created('Leads', '7').map((json, item) => ({ json, pairedItem: { item } })),
		]);
		const ids = akkio()
			.datasets.list()
			.map(({ id }) => id);
		expect(outputs[0]!.map(({ json }) => json.id)).toEqual(ids);
		expect(requests()).toEqual(['POST Leads', 'POST 7']);
	});

	const ANY_CHOICE = /^'If Dataset Exists' has to be createAnother \(Create Another\), error/;
	test.each<[unknown, object, RegExp]>([
		['  ', {}, /^'Name' is empty$/],
		[undefined, {}, /^'Name' is empty$/],
		[{ a: 1 }, {}, /^'Name' is not text$/],
		['B', { ifExists: '={{ "Return Existing" }}' }, ANY_CHOICE],
		['B', { ifExists: '={{ true }}' }, ANY_CHOICE],
	])('%j with %j among the items keeps all from being created', async (name, more, message) => {
		const parameters = { ...CREATE, ...more };
		const { error, outputs } = await operate(parameters, { items: named('A', name, 'C') });
		expect(error!.message).toMatch(message);
		expect([outputs, requests()]).toEqual([[], []]);
	});

	test('a success without an ID is none, and the dataset may be there', async () => {
		akkio().faults.next({ on: 'create', fault: { kind: 'answer', reply: replies.success() } });
		const { error } = await operate(ANOTHER, { items: named('A') });
		expect(error!.message).toMatch(/^Unexpected response from 127/);
		expect(error!.description).toMatch(/^The dataset may have been created\./);
	});

	test('makes one dataset for ten items of one name, and one of each for runs side by side', async () => {
		const ran = await operate(CREATE, { items: named(...Array(10).fill('A')) });
		expect(jsonOf(ran).map((json) => json.created)).toEqual([true, ...Array(9).fill(false)]);
		const runs = [1, 2, 3].map(async () => await operate(CREATE, { items: named('B', 'C', 'B') }));
		const all = (await Promise.all(runs)).flatMap((one) => jsonOf(one));
		expect(names().sort()).toEqual(['A', 'B', 'C']);
		expect(all.filter((json) => json.created)).toHaveLength(2);
	});

	test('with Error, an existing name fails the item, and says what else to do', async () => {
		const id = create('B');
		const parameters = { ...CREATE, ifExists: '={{ "error" }}' };
		const { error } = await operate(parameters, { items: named('A', 'B', 'C') });
		expect(error).toMatchObject({
			message: "Akkio already has a dataset named 'B'",
			description: `Its ID is ${id}. Choose another name, or set 'If Dataset Exists' to Return Existing.`,
		});
		expect(names()).toEqual(['B', 'A']);
	});

	test('what was just created is found By Name, and the look-up keeps to Request Options', async () => {
		akkio().faults.next({ on: 'list', fault: { kind: 'hang' } });
		const requestOptions = { timeout: 50 };
		const { error } = await operate({ ...CREATE, requestOptions }, { items: named('A') });
		expect([error!.message, names()]).toEqual(['Akkio did not respond in time', []]);
		await operate(CREATE, { items: named('A') });
		const [json] = jsonOf(await operate({ operation: 'get', dataset: byName('A') }));
		expect(json).toMatchObject({ name: 'A', rows: 0 });
	});
});

describe('Delete', () => {
	test('sends ID and key in the body, and each dataset once, however it is named', async () => {
		const [a, b] = [create('A'), create('B')];
		const dataset = { ...byName('={{ $json.dataset }}') };
		const items = ['A', b, a, 'A'].map((one) => ({ dataset: one }));
		const { outputs } = await operate({ operation: 'delete', dataset }, { items });
		const note = 'Already deleted for item 1 of this run';
		expect(outputs[0]).toEqual([
			{ json: { deleted: true, id: a }, pairedItem: { item: 0 } },
			{ json: { deleted: true, id: b }, pairedItem: { item: 1 } },
			{ json: { deleted: true, id: a, note }, pairedItem: { item: 2 } },
			{ json: { deleted: true, id: a, note }, pairedItem: { item: 3 } },
		]);
		expect(requests().filter((one) => one !== 'GET')).toEqual([`DELETE ${a}`, `DELETE ${b}`]);
	});

	test.each([0, 1, 3])('without an ID in item %d nothing is deleted, in stop mode', async (at) => {
		const items = ['A', 'B', 'C', 'D'].map((name) => ({ id: create(name) as unknown }));
		items[at] = { id: at === 1 ? ['x'] : ' ' };
		const { error } = await operate(DELETE, { items: items as IDataObject[] });
		expect(error).toMatchObject({
			message: expect.stringMatching(/^'Dataset' is/),
			context: { itemIndex: at },
		});
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
		akkio().faults.next({ on: 'delete', fault: { kind: 'cut' } });
		const { error } = await operate(DELETE, { items: [{ id: create('A') }] });
		expect(error!.message).toBe('The connection to Akkio closed before it responded');
		expect(error!.description).toMatch(/^The dataset may have been deleted\./);
	});

	test('an AI agent that has it as a tool is told what it does', () => {
		const parameters = { resource: 'dataset', operation: 'delete' };
		expect(NodeHelpers.makeDescription(parameters, new Akkio().description)).toBe(
			'Delete a dataset and all its rows permanently in Akkio',
		);
	});
});

describe('writes of several items', () => {
	test('go one after the other, in order', async () => {
		akkio().faults.next({ on: 'create', fault: { kind: 'slow', ms: 30 } });
		const ran = await operate(ANOTHER, { items: named('A', 'B', 'C') });
		expect(jsonOf(ran)).toEqual(created('A', 'B', 'C'));
		expect(names()).toEqual(['A', 'B', 'C']);
	});

	test('with Execute Once only the first item counts', async () => {
		const ran = await operate(ANOTHER, { items: named('A', ''), settings: { executeOnce: true } });
		expect(jsonOf(ran)).toEqual(created('A'));
	});

	test.each([
		['rate limit', CREATE, BUSY],
		['refusal', CREATE, REFUSED],
		['rate limit', ANOTHER, BUSY],
		['refusal', ANOTHER, REFUSED],
	])(
		'Retry On Fail writes what is certainly missing, after a %s: %j',
		async (_what, parameters, fault) => {
			failSecond('create', fault);
			const ran = await operate(parameters, { items: named('A', 'B', 'C'), settings: RETRY });
			const items = created('A', 'B', 'C').map((json, item) => ({ json, pairedItem: { item } }));
			expect(ran.outputs).toEqual([items]);
			expect(names()).toEqual(['A', 'B', 'C']);
		},
	);

	test('what may have been written is not written again by Retry On Fail', async () => {
		failSecond('create', LOST);
		const { error } = await operate(ANOTHER, { items: named('A', 'B', 'C'), settings: RETRY });
		expect(error!.description).toMatch(/^The dataset may have been created\./);
		expect(names()).toEqual(['A', 'B']);
		failSecond('create', LOST);
		const again = await operate(CREATE, { items: named('D', 'E', 'F'), settings: RETRY });
		expect(jsonOf(again)).toEqual(created('D', 'E', 'F'));
		expect(names()).toEqual(['A', 'B', 'D', 'E', 'F']);
	});

	test('Retry On Fail deletes each dataset once', async () => {
		for (const dataset of [DELETE.dataset, byName('={{ $json.name }}')]) {
			const items = ['A', 'B'].map((name) => ({ name, id: create(name) }));
			failSecond('delete', BUSY);
			const parameters = { operation: 'delete', dataset };
			const ran = await operate(parameters, { items: [...items, items[0]!], settings: RETRY });
			expect(ran.error).toBeUndefined();
			expect(jsonOf(ran).map(({ id, note }) => [id, note !== undefined])).toEqual([
				[items[0]!.id, false],
				[items[1]!.id, false],
				[items[0]!.id, true],
			]);
		}
	});

	test('Retry in the Executions list goes on where the execution stopped', async () => {
		failSecond('create', BUSY);
		const failed = await operate(ANOTHER, { items: named('A', 'B', 'C') });
		expect([failed.error!.message, names()]).toEqual(["Akkio's rate limit was exceeded", ['A']]);
		const rest = { parameters: ANOTHER, credential: credential() };
		expect(jsonOf(await retry(failed, rest))).toEqual(created('A', 'B', 'C'));
		expect(names()).toEqual(['A', 'B', 'C']);
		// Somebody may have changed the workflow meanwhile.
		const parameters = { operation: 'get', dataset: byName('A') } as Run['parameters'];
		expect(jsonOf(await retry(failed, { ...rest, parameters }))[0]).toMatchObject({ rows: 0 });
		const deleted = await retry(failed, {
			...rest,
			parameters: { ...parameters, operation: 'delete' },
		});
		expect(jsonOf(deleted)[0]).toMatchObject({ deleted: true });
		expect(names()).toEqual(['B', 'C']);
	});

	test("a loop's second pass writes anew", async () => {
		const ran = await operate(ANOTHER, { items: named('A', 'B'), twice: true });
		expect(ran.error).toBeUndefined();
		expect(names()).toEqual(['A', 'B', 'A', 'B']);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'with %s, each failed item comes out once, paired, and the others are written',
		async (onError) => {
			failSecond('create', DOWN);
			const items = named('A', '', 'B', 'C');
			const { outputs } = await operate(ANOTHER, { items, settings: { onError } });
			const isApart = onError === 'continueErrorOutput';
			const failures = isApart ? outputs[1]! : outputs[0]!.slice(1, 3);
			const messages = ["'Name' is empty", 'Akkio could not process the request (HTTP 500)'];
			expect(failures.map(({ json }) => json.error)).toMatchObject(
				isApart ? messages.map((message) => ({ message })) : messages,
			);
			expect(failures.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 2 }]);
			expect(JSON.stringify(failures[1]!.json)).toContain('The dataset may have been created.');
			expect(names()).toEqual(['A', 'C']);
		},
	);

	test('a failed first item of Continue, which n8n tries again, writes nothing twice', async () => {
		akkio().faults.next({ on: 'create', fault: REFUSED });
		const settings = { ...CONTINUE, ...RETRY };
		const ran = await operate(ANOTHER, { items: named('A', 'B', 'C'), settings });
		expect(jsonOf(ran)).toEqual(created('A', 'B', 'C'));
		expect(names().sort()).toEqual(['A', 'B', 'C']);
	});

	test.each(['akkioTool', 'akkioByRoutingTool'] as const)(
		'as the tool %s, a lost answer ends without a second try, and a refusal is tried again',
		async (type) => {
			akkio().faults.next({ on: 'create', fault: LOST });
			const lost = await operate(ANOTHER, { items: named('A'), type, settings: RETRY });
			expect(jsonOf(lost)).toEqual([
				{ outcome: 'unknown', message: expect.any(String), description: expect.any(String) },
			]);
			expect(names()).toEqual(['A']);
			akkio().faults.next({ on: 'create', fault: REFUSED });
			const refused = await operate(ANOTHER, { items: named('B'), type, settings: RETRY });
			expect(jsonOf(refused)).toEqual(created('B'));
			expect(names()).toEqual(['A', 'B']);
		},
	);

	test('stopped meanwhile, the items behind are not written', async () => {
		akkio().faults.next({ on: 'create', fault: { kind: 'slow', ms: 100 } });
		let stop = () => {};
		const ran = operate(ANOTHER, {
			items: named('A', 'B', 'C'),
			onStart: (stopRun) => (stop = stopRun),
		});
		while (akkio().requests.length === 0) await fetch(akkio().pageUrl);
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
