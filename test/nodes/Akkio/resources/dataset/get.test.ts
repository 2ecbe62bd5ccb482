import { akkio, credential, useNock } from '../../../../support/engine/nocked';
import { run } from '../../../../support/engine/run';
import * as replies from '../../../../support/akkio/replies.mts';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const asked = (query: object) =>
	akkio()
		.get('/v1/datasets')
		.query({ ...query, api_key: 'demo' });
const get = (dataset: object, items = [{}]) =>
	run({ credential, items, parameters: { operation: 'get', dataset } as never });

useNock();

const FIELDS = [{ name: 'Age', type: 'number' }];

test('Get asks with the id and the trimmed key in the query, and adds the id to the answer', async () => {
	const { status, body } = replies.dataset({ name: 'Leads', rows: 2, fields: FIELDS });
	asked({ id: 'abc' }).reply(status, body);
	const { outputs } = await get(byId(' abc '));
	const json = { id: 'abc', name: 'Leads', rows: 2, fields: FIELDS };
	expect(outputs).toEqual([[{ json, pairedItem: { item: 0 } }]]);
});

test('each item gets the dataset that its own expression names', async () => {
	for (const id of ['a', 'b']) {
		const { status, body } = replies.dataset({ name: `name of ${id}`, rows: 0, fields: [] });
		asked({ id }).reply(status, body);
	}
	const { outputs } = await get(byId('={{ $json.id }}'), [{ id: 'a' }, { id: 'b' }] as never);
	expect(outputs[0]!.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
		['name of a', { item: 0 }],
		['name of b', { item: 1 }],
	]);
});

test('a dataset named By Name is looked up first', async () => {
	const { status, body } = replies.list([
		{ id: 'x', name: 'Other' },
		{ id: 'y', name: 'Leads' },
	]);
	asked({}).reply(status, body);
	asked({ id: 'y' }).reply(200, replies.dataset({ name: 'Leads', rows: 0, fields: [] }).body);
	const { outputs } = await get(byName('Leads'));
	expect(outputs[0]![0]!.json.id).toBe('y');
});

test.each([
	[[], "Akkio has no dataset named 'Leads'"],
	[[{ id: 'x', name: 'leads' }], "Akkio has no dataset named 'Leads'"],
	[
		[
			{ id: 'x', name: 'Leads' },
			{ id: 'y', name: 'Leads' },
		],
		"Akkio has 2 datasets named 'Leads'",
	],
])('a name has to fit exactly one dataset: %j', async (datasets, message) => {
	asked({}).reply(200, replies.list(datasets).body);
	const { error } = await get(byName('Leads'));
	expect(error!.message).toBe(message);
});

test('a name that two datasets share is refused with both ids', async () => {
	const twins = [
		{ id: 'first', name: 'Leads' },
		{ id: 'second', name: 'Leads' },
	];
	asked({}).reply(200, replies.list(twins).body);
	const { error } = await get(byName('Leads'));
	expect((error as { description?: string }).description).toContain('first, second');
});

test.each(['   ', '={{ $json.nothing }}', '={{ null }}'])(
	'an empty id never leaves the node: %j',
	async (value) => {
		const { error, outputs } = await get(byId(value));
		expect(error!.message).toBe("'Dataset' is empty");
		expect(outputs).toEqual([]);
	},
);

test.each(['={{ { id: 1 } }}', '={{ [1] }}'])(
	'an id that is no text never leaves the node: %j',
	async (value) => {
		const { error } = await get(byId(value));
		expect(error!.message).toBe("'Dataset' is not a text");
	},
);

test('an ID that was left in By Name is taken for what it is', async () => {
	asked({}).reply(200, replies.list([{ id: 'y', name: 'Leads' }]).body);
	asked({ id: 'y' }).reply(200, replies.dataset({ name: 'Leads', rows: 0, fields: [] }).body);
	const { outputs } = await get(byName('y'));
	expect(outputs[0]![0]!.json.name).toBe('Leads');
});

test.each(['', 'api.akkio.com/v1', 'ftp://akkio.test', 'not one'])(
	'the Base URL %j is refused before anything is sent',
	async (baseUrl) => {
		const parameters = { operation: 'get', dataset: byId('abc') } as never;
		const { error } = await run({ credential: { ...credential, baseUrl }, parameters });
		expect(error!.message).toBe("The credential's 'Base URL' is not a web address");
	},
);

test('an unknown id is an unknown dataset, called as the user called it', async () => {
	asked({ id: 'abc' }).reply(404, replies.unknownDataset().body);
	const { error } = await get({ ...byId('abc'), mode: 'list', cachedResultName: 'Leads' });
	expect(error!.message).toBe("Akkio has no dataset 'Leads'");
});

test('a 200 whose status is not success is a failure', async () => {
	asked({ id: 'abc' }).reply(200, replies.failed('not ready').body);
	const { error } = await get(byId('abc'));
	expect(error!.message).toBe('Akkio refused: not ready');
});

test('the error output gets an item that failed with its own fields, and one more: error', async () => {
	asked({ id: 'abc' }).reply(404, replies.unknownDataset().body);
	const parameters = { operation: 'get', dataset: byId('={{ $json.to }}') } as never;
	const settings = { onError: 'continueErrorOutput' } as const;
	const { outputs } = await run({ credential, items: [{ to: 'abc' }], parameters, settings });
	const error = {
		message: "Akkio has no dataset with the ID 'abc'",
		description: expect.any(String),
	};
	expect(outputs[0]).toEqual([]);
	expect(outputs[1]!.map(({ json }) => json)).toEqual([{ to: 'abc', error }]);
});
