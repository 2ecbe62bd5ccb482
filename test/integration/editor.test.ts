/** What n8n's editor shows of the node, and what saved workflows hold of it. */
import { LoadOptionsContext } from 'n8n-core';
import type { INode, INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { Akkio } from '../../nodes/Akkio/Akkio.node';
import { searchDatasets, searchModels } from '../../nodes/Akkio/methods/listSearch';
import { getColumns } from '../../nodes/Akkio/methods/resourceMapping';
import * as replies from '../support/akkio/replies.mts';
import { growthOf } from '../support/engine/growth';
import { nodeTypes } from '../support/engine/nodeTypes';
import { additionalData, node } from '../support/engine/run';
import { answering, byId, byName } from '../support/engine/standIn';
import { useOperations } from './operations';

const { addModel, akkio, create, credential, fail, requests } = useOperations();

/** What n8n's editor gives a method that fills a list. */
function editor(parameters: INodeParameters = {}): LoadOptionsContext {
	const chosen: INode = {
		...node('Akkio', 'akkio'),
		parameters: { resource: 'dataset', operation: 'appendRows', ...parameters },
		credentials: { akkioApi: { id: '1', name: 'Akkio' } },
	};
	const workflow = new Workflow({ nodes: [chosen], connections: {}, active: false, nodeTypes });
	const additional = { ...additionalData(credential()), currentNodeParameters: chosen.parameters };
	return new LoadOptionsContext(workflow, chosen, additional, '');
}

describe('the list of datasets', () => {
	const search = async (filter?: string) => await searchDatasets.call(editor(), filter);
	const answer = (reply: replies.Reply) => fail(answering(reply), 'list');
	const listed = (names: string[]) =>
		replies.list(names.map((name, n) => ({ id: `id${n}`, name })));

	test('shows all at once, sorted as a person would; names that several share come with their IDs', async () => {
		answer(listed(['b 10', 'B 9', 'C', 'twin', 'a', 'twin', '']));
		const { results, paginationToken } = await search();
		expect(results.map(({ name, value }) => `${name} ${String(value)}`)).toEqual([
			...['id6 id6', 'a id4', 'B 9 id1', 'b 10 id0', 'C id2'],
			...['twin (id3) id3', 'twin (id5) id5'],
		]);
		expect(paginationToken).toBeUndefined();
	});

	test('finds a part of a name or of an ID, in any case', async () => {
		const id = create('Leads 2026');
		create('Zoo');
		for (const filter of ['LEAD', ' lead ', ' 2026', id.toLowerCase().slice(3, 15)]) {
			expect((await search(filter)).results).toEqual([{ name: 'Leads 2026', value: id }]);
		}
		expect((await search('nowhere')).results).toEqual([]);
	});

	test('takes work that grows with the number of datasets, and no faster', async () => {
		const list = async (count: number) => {
			const { body } = listed(Array.from({ length: count }, (_, n) => `twin ${n % 7}`));
			const httpRequestWithAuthentication = async () => ({ statusCode: 200, headers: {}, body });
			const context = Object.assign(editor(), { helpers: { httpRequestWithAuthentication } });
			expect((await searchDatasets.call(context, 'twin')).results).toHaveLength(count);
		};
		expect(await growthOf(list, 5_000)).toBeLessThan(8);
	});

	test('a failure is said in words, and a success without a list is none', async () => {
		answer(replies.wrongKey());
		await expect(search()).rejects.toThrow('Akkio does not recognize this API key');
		answer(replies.success());
		await expect(search()).rejects.toThrow(/^Unexpected response from 127/);
	});
});

test('the list of models has dates, and IDs where names repeat', async () => {
	const [a, b, c] = ['2024-05-01', '2026-01-31', '2023-12-24'].map((date, n) =>
		addModel({ name: n === 1 ? 'Churn' : 'Leads', createdAt: `${date} 16:57:22.040000+00:00` }),
	);
	const { results } = await searchModels.call(editor());
	expect(results).toEqual([
		{ name: 'Churn (2026-01-31)', value: b },
		{ name: `Leads (2024-05-01, ${a})`, value: a },
		{ name: `Leads (2023-12-24, ${c})`, value: c },
	]);
	expect((await searchModels.call(editor(), ' CHURN ')).results).toHaveLength(1);
});

describe("the mapper's columns", () => {
	const columnsOf = async (dataset: INodeParameters | string) =>
		await getColumns.call(editor({ dataset }));
	const createWith = (...fields: string[][]) => {
		const id = create('Leads');
		const asFields = fields.map(([name, type]) => ({ name: name!, type: type! }));
		akkio().datasets.setFields(id, asFields);
		return id;
	};

	test('are numbers where Akkio has numbers, text otherwise, and none is required', async () => {
		const types = ['string', 'category', 'integer', 'float', 'number', 'constellation'];
		const id = createWith(...types.map((type) => [`a ${type}`, type]));
		for (const dataset of [byId(id), byName('Leads'), id]) {
			const { fields, emptyFieldsNotice } = await columnsOf(dataset);
			expect(emptyFieldsNotice).toBeUndefined();
			expect(fields).toMatchObject(
				['string', 'string', 'number', 'number', 'number', 'string'].map((type, n) => {
					return { id: `a ${types[n]}`, displayName: `a ${types[n]}`, type, required: false };
				}),
			);
		}
	});

	test('are offered only where n8n does not lose their values', async () => {
		const names = ['constructor', 'driver', 'prototype', '__proto__', 'toString'];
		const id = createWith(...names.map((name) => [name, 'string']));
		const { fields } = await columnsOf(byId(id));
		expect(fields.map(({ id: name }) => name)).toEqual(['driver', 'toString']);
	});

	const CHOOSE = /^Choose a dataset in 'Dataset'/;
	// prettier-ignore
	test.each<[string, () => INodeParameters | string, RegExp]>([
		['a dataset without columns', () => byId(createWith()), /no columns yet: .* Choose Map Auto/], ['no dataset', () => byId(''), CHOOSE],
		['an empty choice', () => ({ __rl: true, mode: 'list', value: ' ' }), CHOOSE], ['an empty text', () => '', CHOOSE],
		['an expression', () => byId('={{ $json.to }}'), /^'Dataset' is an expression/],
	])('of %s are a notice that says what to do', async (_what, dataset, notice) => {
		const { fields, emptyFieldsNotice } = await columnsOf(dataset());
		expect([fields, emptyFieldsNotice]).toEqual([[], expect.stringMatching(notice)]);
		expect(requests().length).toBeLessThan(2);
	});

	test('of an unknown dataset are an error in words', async () => {
		await expect(columnsOf(byId('abc'))).rejects.toThrow("Akkio has no dataset with the ID 'abc'");
	});
});

describe('what saved workflows hold', () => {
	const { description, customOperations, methods } = new Akkio();
	const all = description.properties;
	const valuesOf = (one: INodeProperties) =>
		one.options!.map((option) => ('value' in option ? option.value : option.name));
	const property = (name: string) => all.find((one) => one.name === name)!;
	const operations = all.filter(({ name }) => name === 'operation');

	test('are these names', () => {
		const names = new Set(all.map(({ name }) => name).filter((name) => !name.endsWith('Notice')));
		expect([...names].sort()).toEqual([
			...['columns', 'dataMode', 'dataset', 'duration', 'fields', 'filters', 'ifExists'],
			...['ignoreFields', 'jsonRows', 'limit', 'model', 'name', 'operation', 'options'],
			...['predictFields', 'resource', 'returnAll', 'taskId', 'waitForCompletion'],
		]);
		expect(['resource', 'dataMode', 'ifExists', 'duration'].map(property).map(valuesOf)).toEqual([
			['dataset', 'model'],
			['autoMapInputData', 'defineBelow', 'json'],
			['createAnother', 'error', 'returnExisting'],
			[10, 60, 300, 1800],
		]);
		expect(operations.map(valuesOf)).toEqual([
			['appendRows', 'create', 'delete', 'get', 'getAll'],
			['delete', 'getAll', 'getTrainingStatus', 'predict', 'train'],
		]);
		const modes = ['dataset', 'model'].map((kind) => property(kind).modes!);
		for (const those of modes)
			expect(those.map(({ name }) => name)).toEqual(['list', 'name', 'id']);
		expect(all.filter(({ name }) => name === 'options').map(valuesOf)).toEqual([
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
		const routed = operations.flatMap(({ options }) => options as INodePropertyOptions[]);
		expect(routed.filter(({ routing }) => !routing?.operations?.pagination)).toEqual([]);
		const own = { dataset: { appendRows: expect.any(Function) as unknown } };
		expect(customOperations).toMatchObject({ ...own, model: { predict: expect.any(Function) } });
		const named = JSON.stringify(all).matchAll(/"(?:\w*Method|searchListMethod)":"(\w+)"/g);
		const there = Object.values(methods).flatMap((group) => Object.keys(group));
		expect(new Set([...named].map(([, name]) => name))).toEqual(new Set(there));
	});
});
