import * as replies from '../../../../support/akkio/replies.mts';
import { useFastClock } from '../../../../support/engine/fastClock';
import { akkio, credential, useNock } from '../../../../support/engine/nocked';
import { run } from '../../../../support/engine/run';

const DATASETS = [
	{ id: '3', name: 'Zoo' },
	{ id: '1', name: 'leads 10' },
	{ id: '2', name: 'Leads 9' },
];

useNock();
useFastClock();
const listed = (times = 1) =>
	akkio()
		.get('/v1/datasets')
		.query({ api_key: 'demo' })
		.times(times)
		.reply(200, replies.list(DATASETS).body);
const names = async (parameters: object, items = [{}]) => {
	const { outputs } = await run({
		credential,
		items,
		parameters: { operation: 'getAll', ...parameters },
	});
	return outputs[0]!.map(({ json, pairedItem }) => [json.name, pairedItem]);
};

test('every dataset comes out as an item of its own, sorted as a person would, paired', async () => {
	listed();
	expect(await names({ returnAll: true })).toEqual([
		['Leads 9', { item: 0 }],
		['leads 10', { item: 0 }],
		['Zoo', { item: 0 }],
	]);
});

test('with two items in, each gets the whole list', async () => {
	listed(2);
	const pairs = (await names({ returnAll: true }, [{}, {}])).map(([, pairedItem]) => pairedItem);
	expect(pairs).toEqual([...Array(3).fill({ item: 0 }), ...Array(3).fill({ item: 1 })]);
});

test('a limit takes the first ones of the sorted list', async () => {
	listed();
	expect((await names({ returnAll: false, limit: 2 })).map(([name]) => name)).toEqual([
		'Leads 9',
		'leads 10',
	]);
});

test.each([0, -1, '={{ $json.nothing }}', 'many'])(
	'the limit %p is refused in words',
	async (limit) => {
		const { error } = await run({
			credential,
			parameters: { operation: 'getAll', returnAll: false, limit },
		});
		expect(error!.message).toBe("'Limit' has to be a number from 1");
	},
);

test.each([
	['LEADS', ['Leads 9', 'leads 10']],
	[' s 9 ', ['Leads 9']],
	['', ['Leads 9', 'leads 10', 'Zoo']],
	['   ', ['Leads 9', 'leads 10', 'Zoo']],
	['={{ $json.nothing }}', ['Leads 9', 'leads 10', 'Zoo']],
	['nowhere', []],
])('Name Contains %j finds %j', async (nameContains, found) => {
	listed();
	const options = { nameContains };
	expect((await names({ returnAll: true, options })).map(([name]) => name)).toEqual(found);
});

test('the limit counts what the name leaves over', async () => {
	listed();
	const parameters = { returnAll: false, limit: 1, options: { nameContains: 'o' } };
	expect((await names(parameters)).map(([name]) => name)).toEqual(['Zoo']);
});

test('a part of a name that is no text is refused in words', async () => {
	const options = { nameContains: '={{ [1] }}' };
	const { error } = await run({
		credential,
		parameters: { operation: 'getAll', returnAll: true, options },
	});
	expect(error!.message).toBe("'Name Contains' is not a text");
});

describe('Include Fields and Row Count', () => {
	const FIELDS = [{ name: 'Age', type: 'number' }];
	const described = (id: string, { status, body }: replies.Reply) =>
		akkio().get('/v1/datasets').query({ id, api_key: 'demo' }).reply(status, body);
	const detailed = async (more: object = {}) => {
		const parameters = { operation: 'getAll', returnAll: true, options: { includeDetails: true } };
		return await run({ credential, parameters: { ...parameters, ...more } });
	};

	test('reads each dataset and gives it as Get does, in the order of the list, paired', async () => {
		listed();
		for (const { id, name } of DATASETS) {
			described(id, replies.dataset({ name, rows: Number(id), fields: FIELDS }));
		}
		const item = (id: string, name: string) => ({
			json: { id, name, rows: Number(id), fields: FIELDS },
			pairedItem: { item: 0 },
		});
		const { outputs } = await detailed();
		expect(outputs).toEqual([[item('2', 'Leads 9'), item('1', 'leads 10'), item('3', 'Zoo')]]);
	});

	test('reads no more than the name and the limit leave over', async () => {
		listed();
		described('2', replies.dataset({ name: 'Leads 9', rows: 0, fields: [] }));
		const options = { includeDetails: true, nameContains: 'leads' };
		const { outputs } = await detailed({ returnAll: false, limit: 1, options });
		expect(outputs[0]!.map(({ json }) => json.id)).toEqual(['2']);
	});

	test('a dataset that was deleted meanwhile is left out', async () => {
		listed();
		described('2', replies.unknownDataset());
		for (const id of ['1', '3']) described(id, replies.dataset({ name: id, rows: 0, fields: [] }));
		const { outputs } = await detailed();
		expect(outputs[0]!.map(({ json }) => json.id)).toEqual(['1', '3']);
	});

	test('whatever else keeps a dataset from being read stops the operation, and nothing comes out', async () => {
		listed();
		described('2', replies.dataset({ name: '2', rows: 0, fields: [] }));
		described('1', replies.wrongKey());
		const { outputs, error } = await detailed();
		expect(error!.message).toBe('Akkio does not know this API key');
		expect(outputs).toEqual([]);
	});
});
