import * as replies from '../../../../akkio/replies.mts';
import { akkio, credential, useNock } from '../../../../engine/nocked';
import { run } from '../../../../engine/run';

const DATASETS = [
	{ id: '3', name: 'Zoo' },
	{ id: '1', name: 'leads 10' },
	{ id: '2', name: 'Leads 9' },
];

useNock();
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
