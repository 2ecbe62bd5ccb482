import { LoadOptionsContext } from 'n8n-core';
import { Workflow, type INode, type INodeParameters } from 'n8n-workflow';

import { searchDatasets } from '../../../nodes/Akkio/methods/listSearch';
import { getColumns } from '../../../nodes/Akkio/methods/resourceMapping';
import * as replies from '../../support/akkio/replies.mts';
import { growthOf } from '../../support/engine/growth';
import { nodeTypes } from '../../support/engine/nodeTypes';
import { additionalData, node } from '../../support/engine/run';
import { answering, byId, byName } from '../../support/engine/standIn';
import { useDatasets } from './operate';

const { akkio, create, credential, fail, requests } = useDatasets();

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
		for (const filter of ['LEAD', ' lead ', ' 2026', id, id.toLowerCase().slice(3, 15)]) {
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

describe("the mapper's columns", () => {
	const columnsOf = async (dataset: INodeParameters | string) =>
		await getColumns.call(editor({ dataset }));
	const createWith = (...fields: Array<[string, string]>) => {
		const id = create('Leads');
		akkio().datasets.setFields(
			id,
			fields.map(([name, type]) => ({ name, type })),
		);
		return id;
	};

	test('are numbers where Akkio has numbers, text otherwise, and none is required', async () => {
		const types = ['string', 'category', 'integer', 'float', 'number', 'constellation'];
		const id = createWith(...types.map((type): [string, string] => [`a ${type}`, type]));
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
		const id = createWith(...names.map((name): [string, string] => [name, 'string']));
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
