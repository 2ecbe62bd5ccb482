import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { Akkio } from '../../../nodes/Akkio/Akkio.node';

const { description, customOperations, methods } = new Akkio();
const named = (name: string) => description.properties.find((property) => property.name === name)!;
const operations = named('operation').options as INodePropertyOptions[];

test('the names that saved workflows depend on are these', () => {
	expect(description.name).toBe('akkio');
	expect((named('resource').options as INodePropertyOptions[]).map(({ value }) => value)).toEqual([
		'dataset',
	]);
	expect(operations.map(({ value }) => value)).toEqual([
		'appendRows',
		'create',
		'delete',
		'get',
		'getAll',
	]);
	expect(named('dataset').modes!.map(({ name }) => name)).toEqual(['list', 'name', 'id']);
	const fields = description.properties
		.filter(({ type }) => type !== 'notice')
		.map(({ name }) => name);
	expect(fields).toEqual([
		'resource',
		'operation',
		'dataset',
		'rowsFrom',
		'columns',
		'rowsJson',
		'options',
		'name',
		'ifNameExists',
		'returnAll',
		'limit',
		'options',
	]);
	expect((named('rowsFrom').options as INodePropertyOptions[]).map(({ value }) => value)).toEqual([
		'items',
		'columns',
		'json',
	]);
	expect(named('options').options!.map(({ name }) => name)).toEqual([
		'checkOnly',
		'createIfMissing',
		'leaveOut',
		'extraFields',
		'nestedValues',
		'output',
		'readAsIs',
		'rowsPerRequest',
		'whenUnknown',
	]);
	expect(
		(named('ifNameExists').options as INodePropertyOptions[]).map(({ value }) => value),
	).toEqual(['createAnother', 'refuse', 'returnExisting']);
	const getAllOptions = description.properties.findLast(({ name }) => name === 'options')!;
	expect(getAllOptions.options!.map(({ name }) => name)).toEqual([
		'includeDetails',
		'nameContains',
	]);
});

test('every operation has a routing, and Append Rows a custom operation besides', () => {
	expect(operations.filter(({ routing }) => !routing?.operations?.pagination)).toEqual([]);
	expect(Object.keys(customOperations.dataset)).toEqual(['appendRows']);
});

test('the mapper asks a method that the node has', () => {
	const { resourceMapper } = named('columns').typeOptions!;
	expect(Object.keys(methods.resourceMapping)).toEqual([resourceMapper!.resourceMapperMethod]);
});

test('the picker asks a method that the node has', () => {
	const [list] = (named('dataset') as INodeProperties).modes!;
	expect(Object.keys(methods.listSearch)).toEqual([list!.typeOptions!.searchListMethod]);
});
