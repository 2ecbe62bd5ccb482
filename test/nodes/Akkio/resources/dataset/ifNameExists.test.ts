import { run, type Run } from '../../../../support/engine/run';
import { byName, KEY, useStandIn } from '../../../../support/engine/standIn';

const { akkio, create, ...standIn } = useStandIn({ listDelay: 1 });

/** Runs Create for items that each bring the name. */
const createFor = async (ifNameExists: string, names: string[], more: Partial<Run> = {}) => {
	const { credential } = standIn.settingUp({});
	const { outputs, error } = await run({
		credential,
		items: names.map((name) => ({ name })),
		parameters: { operation: 'create', name: '={{ $json.name }}', ifNameExists },
		...more,
	});
	return { items: outputs[0] ?? [], error };
};
/** A dataset that the list shows, as any that is not new. */
const createShown = (name: string) => {
	const id = create(name);
	akkio().datasets.show();
	return id;
};
const names = () =>
	akkio()
		.datasets.list()
		.map(({ name }) => name);

describe('Return the Existing One', () => {
	test('gives the dataset that has the name, and says that it was there', async () => {
		const id = createShown('Leads');
		const { items } = await createFor('returnExisting', ['Leads']);
		expect(items).toEqual([
			{ json: { id, name: 'Leads', created: false }, pairedItem: { item: 0 } },
		]);
		expect(names()).toEqual(['Leads']);
	});

	test('makes one dataset for ten items of one new name, each paired', async () => {
		const { items } = await createFor('returnExisting', Array(10).fill('Leads') as string[]);
		const { id } = akkio().datasets.list()[0]!;
		expect(items).toEqual(
			Array.from({ length: 10 }, (_, item) => ({
				json: { id, name: 'Leads', created: item === 0 },
				pairedItem: { item },
			})),
		);
		expect(names()).toEqual(['Leads']);
		expect(akkio().requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
	});

	test('makes one dataset of each name for several executions at once', async () => {
		const runs = [1, 2, 3].map(async () => await createFor('returnExisting', ['A', 'B', 'A']));
		const items = (await Promise.all(runs)).flatMap((one) => one.items);
		expect(names().sort()).toEqual(['A', 'B']);
		expect(items.filter(({ json }) => json.created)).toHaveLength(2);
		expect(new Set(items.map(({ json }) => json.id)).size).toBe(2);
	});

	test('does not choose between two', async () => {
		createShown('Leads');
		createShown('Leads');
		const { error } = await createFor('returnExisting', ['Leads']);
		expect(error!.message).toBe("Akkio has 2 datasets named 'Leads'");
	});
});

describe('Refuse', () => {
	test('creates what is not there', async () => {
		const { items } = await createFor('refuse', ['Leads']);
		expect(items[0]!.json).toMatchObject({ name: 'Leads', created: true });
	});

	test('names the one that is there, and what else to do', async () => {
		const id = createShown('Leads');
		const { error } = await createFor('refuse', ['Leads']);
		expect(error!.message).toBe("Akkio already has a dataset named 'Leads'");
		expect(error!.description).toBe(
			`Its ID is ${id}. Choose another name, or set 'If the Name Exists' to Return the Existing One.`,
		);
		expect(names()).toEqual(['Leads']);
	});

	test('lets one of two items create it, and the other fail by itself when the user goes on', async () => {
		const { items } = await createFor('refuse', ['Leads', 'Leads'], {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(items.map(({ json, pairedItem }) => [json.created ?? json.error, pairedItem])).toEqual([
			[true, { item: 0 }],
			["Akkio already has a dataset named 'Leads'", { item: 1 }],
		]);
		expect(names()).toEqual(['Leads']);
	});
});

test('Create Another makes twins', async () => {
	const { items } = await createFor('createAnother', ['Leads', 'Leads']);
	expect(new Set(items.map(({ json }) => json.id)).size).toBe(2);
	expect(names()).toEqual(['Leads', 'Leads']);
});

test('what was just created is found By Name, even if the list does not show it yet', async () => {
	const { items } = await createFor('createAnother', ['Leads']);
	const parameters = { operation: 'get', dataset: byName('Leads') };
	const { credential } = standIn.settingUp({});
	const { outputs } = await run({ credential, parameters } as Run);
	expect(outputs[0]![0]!.json).toEqual({
		id: items[0]!.json.id,
		name: 'Leads',
		rows: 0,
		fields: [],
	});
	expect(akkio().requests.map(({ query }) => query)).toEqual([
		{},
		{ api_key: KEY },
		{ api_key: KEY, id: items[0]!.json.id },
		{ api_key: KEY, id: items[0]!.json.id },
	]);
});

test("the look-up by name keeps to the node's Request Options", async () => {
	akkio().faults.next({ on: 'list', fault: { kind: 'hang' } });
	const { error } = await createFor('refuse', ['Leads'], {
		parameters: {
			operation: 'create',
			name: 'Leads',
			ifNameExists: 'refuse',
			requestOptions: { timeout: 50 },
		},
	});
	expect(error!.message).toBe('Akkio did not answer in time');
	expect(names()).toEqual([]);
});
