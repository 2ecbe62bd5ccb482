import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { Akkio } from '../../../nodes/Akkio/Akkio.node';
import * as replies from '../../support/akkio/replies.mts';
import * as engine from '../../support/engine/standIn';
import { answering, byId, byName, pairs, pairsOf } from '../../support/engine/standIn';
import { jsonOf, useDatasets } from './operate';

const { akkio, create, credential, fail, operate, requests } = useDatasets();

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
		await operate({ operation: 'get', dataset }, { items, ...more });

	test('asks with the ID, without white space around it, and adds it to the answer', async () => {
		const id = createWith('Leads', 2);
		const { outputs } = await get(byId(` ${id} `));
		const json = { id, name: 'Leads', rows: 2, fields: FIELDS };
		expect(outputs).toEqual([[{ json, pairedItem: { item: 0 } }]]);
		expect(requests()).toEqual([`GET ${id}`]);
	});

	test('gives each item the dataset that its own expression names, by ID, by name, or by an ID for a name', async () => {
		const ids = ['Leads', 'Zoo'].map((name) => createWith(name));
		const names = ['Leads', '\u200BZoo\u00A0'];
		for (const [dataset, values] of [
			[byId, ids],
			[byName, names],
			[byName, ids],
		] as const) {
			const ran = await get(
				dataset('={{ $json.to }}'),
				values.map((to) => ({ to })),
			);
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
		const apart = await get(byId('={{ $json.to }}'), items, engine.ERROR_OUTPUT);
		expect(jsonOf(apart).map((json) => json.id)).toEqual([id]);
		const description = expect.any(String) as string;
		expect(jsonOf(apart, 1)).toEqual([
			{ ...items[0], error: { message: unknown, description } },
			{ ...items[2], error: { message: empty, description } },
		]);
		const ran = await get(byId('={{ $json.to }}'), items, engine.CONTINUE);
		expect(jsonOf(ran).map(({ error }) => error)).toEqual([unknown, undefined, empty]);
		expect(pairsOf(ran)).toEqual(pairs(3));
	});
});

describe('Get Many', () => {
	const getMany = async (parameters: object, items = 1) =>
		await operate({ operation: 'getAll', ...parameters }, { items: Array(items).fill({}) });
	let ids: string[];
	beforeEach(
		() => void (ids = ['Zoo', 'leads 1', 'Leads 2'].map((name, n) => createWith(name, n))),
	);

	test('gives every dataset to every item, sorted by name, paired, for one request each', async () => {
		const ran = await getMany({ returnAll: true }, 2);
		const sorted = [1, 2, 0].map((n) => ids[n]);
		expect(jsonOf(ran).map(({ id }) => id)).toEqual([...sorted, ...sorted]);
		expect(pairsOf(ran)).toEqual([0, 0, 0, 1, 1, 1].map((item) => ({ item })));
		expect(requests()).toEqual(['GET', 'GET']);
	});

	const ALL = ['leads 1', 'Leads 2', 'Zoo'];
	// prettier-ignore
	test.each<[object, string[]]>([
		[{ limit: 2 }, ['leads 1', 'Leads 2']], [{ limit: '={{ "1" }}' }, ['leads 1']],
		[{ returnAll: '={{ "false" }}', limit: 1 }, ['leads 1']], [{ returnAll: '={{ "true" }}', limit: 1 }, ALL],
		[{ filters: { nameContains: ' LEADS ' } }, ['leads 1', 'Leads 2']], [{ filters: { nameContains: '  ' } }, ALL],
		[{ filters: { nameContains: '={{ $json.nothing }}' } }, ALL], [{ filters: { nameContains: 'x' } }, []],
		[{ limit: 1, filters: { nameContains: 'o' } }, ['Zoo']], [{ options: { includeDetails: '={{ "false" }}' } }, ALL],
	])('with %j gives %j', async (parameters, expected) => {
		const ran = await getMany({ returnAll: false, ...parameters });
		expect(jsonOf(ran).map(({ name }) => name)).toEqual(expected);
		expect(requests()).toEqual(['GET']);
	});

	// prettier-ignore
	test.each<[object, string]>([
		[{ limit: 0 }, "'Limit' has to be a number from 1"], [{ limit: '={{ "many" }}' }, "'Limit' has to be a number from 1"],
		[{ returnAll: '={{ "yes" }}' }, "'Return All' has to be true or false"], [{ filters: { nameContains: '={{ [1] }}' } }, "'Name Contains' is not text"],
		[{ options: { includeDetails: '={{ 1 }}' } }, "'Include Columns and Row Count' has to be true or false"],
	])('%j is refused by its label, and not tried again: %s', async (parameters, message) => {
		const { error, outputs } = await getMany({ returnAll: false, ...parameters });
		expect([error!.message, outputs]).toEqual([message, []]);
		expect(requests().length).toBeLessThan(2);
	});

	describe('with columns and row counts', () => {
		const details = { returnAll: true, options: { includeDetails: true } };

		test('gives each dataset as Get does, and reads no more than name and limit leave over', async () => {
			const json = (n: number, name: string) => ({ id: ids[n], name, rows: n, fields: FIELDS });
			const all = [json(1, 'leads 1'), json(2, 'Leads 2'), json(0, 'Zoo')];
			expect(jsonOf(await getMany(details))).toEqual(all);
			expect(requests()).toHaveLength(4);
			const options = { includeDetails: '={{ "true" }}' };
			const filters = { nameContains: 'leads' };
			expect(jsonOf(await getMany({ limit: 1, options, filters }))).toEqual([json(1, 'leads 1')]);
			expect(requests()).toHaveLength(2);
		});

		test('leaves out what was deleted meanwhile; whatever else fails is not the list’s failure to try again', async () => {
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
});

describe('what saved workflows hold', () => {
	const { description, customOperations, methods } = new Akkio();
	const property = (name: string) => description.properties.find((one) => one.name === name)!;
	const valuesOf = (name: string) =>
		(property(name).options as INodePropertyOptions[]).map(({ value }) => value);
	const operations = description.properties
		.filter(({ name }) => name === 'operation')
		.map(({ options }) => options as INodePropertyOptions[]);

	test('are these names', () => {
		expect(valuesOf('resource')).toEqual(['dataset', 'model']);
		expect(operations.map((all) => all.map(({ value }) => value))).toEqual([
			['appendRows', 'create', 'delete', 'get', 'getAll'],
			['delete', 'getAll', 'getTrainingStatus', 'predict', 'train'],
		]);
		for (const kind of ['dataset', 'model'])
			expect(property(kind).modes!.map(({ name }) => name)).toEqual(['list', 'name', 'id']);
		expect(valuesOf('dataMode')).toEqual(['autoMapInputData', 'defineBelow', 'json']);
		expect(valuesOf('ifExists')).toEqual(['createAnother', 'error', 'returnExisting']);
		expect(valuesOf('duration')).toEqual([10, 60, 300, 1800]);
		const names = new Set(description.properties.map(({ name }) => name));
		expect([...names].filter((name) => !name.endsWith('Notice')).sort()).toEqual([
			...['columns', 'dataMode', 'dataset', 'duration', 'fields', 'filters', 'ifExists'],
			...['ignoreFields', 'jsonRows', 'limit', 'model', 'name', 'operation', 'options'],
			...['predictFields', 'resource', 'returnAll', 'taskId', 'waitForCompletion'],
		]);
		const options = description.properties.filter(({ name }) => name === 'options');
		expect(options.map((one) => one.options!.map(({ name }) => name))).toEqual([
			[
				...['batchSize', 'createIfNotFound', 'dryRun', 'extraFields', 'ignoreFields'],
				...['nestedValues', 'onUnknownOutcome', 'output', 'rawItems'],
			],
			['includeDetails'],
			['batchSize', 'includeFactors', 'includeInputFields'],
			['extraAttention', 'trainAgain'],
			['nameContains'],
		]);
	});

	test('every operation has a routing, and what it names is there', () => {
		const all = operations.flat();
		expect(all.filter(({ routing }) => !routing?.operations?.pagination)).toEqual([]);
		expect(customOperations).toMatchObject({ dataset: { appendRows: expect.any(Function) } });
		expect(customOperations).toMatchObject({ model: { predict: expect.any(Function) } });
		const { resourceMapper } = property('columns').typeOptions!;
		expect(Object.keys(methods.resourceMapping)).toEqual([resourceMapper!.resourceMapperMethod]);
		const lists = ['dataset', 'model'].map((kind) => property(kind).modes![0]!.typeOptions!);
		expect(Object.keys(methods.listSearch)).toEqual(lists.map((one) => one.searchListMethod));
		expect(Object.keys(methods.loadOptions)).toEqual([
			property('predictFields').typeOptions!.loadOptionsMethod,
		]);
	});
});
