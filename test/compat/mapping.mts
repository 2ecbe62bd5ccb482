import assert from 'node:assert/strict';

import { choices } from '../support/n8n/nodeParameters.mts';
import { byId } from '../support/n8n/oneNode.mts';
import type { Running } from '../support/n8n/running.mts';
import type { Row } from '../support/n8n/stories.mts';
import type { Area } from './check.mts';
import { execute } from './editor.mts';
import { akkioNode, oneNode } from './oneNode.mts';

/** The ways from items to rows, for a dataset that has columns. */
export const mapping: Area = {
	name: 'Append Rows: from items to rows',
	checks: [
		{ name: "The mapper lists the dataset's columns", run: listColumns },
		{ name: 'Where the dataset is an expression, the mapper says so', run: expectNotice },
		{ name: 'Map Each Column Manually: values arrive as they are', run: mapColumns },
		{ name: 'JSON: an object is a row, a list is many', run: mapJson },
		{ name: "A webhook's item is read from its body", run: readBody },
		{ name: 'A field without a column stops the workflow, and nothing is sent', run: refuseExtra },
	],
};

async function listColumns(running: Running): Promise<void> {
	const { fields } = await columnsOf(running, into(running, { Zip: '0', Age: 0 }).dataset);
	const names = fields.map(({ id }: { id: string }) => id);
	assert.deepEqual(names, ['Zip', 'Age'], `The columns are ${names}.`);
}

async function expectNotice(running: Running): Promise<void> {
	const { emptyFieldsNotice } = await columnsOf(running, byId('={{ $json.to }}'));
	assert.match(emptyFieldsNotice, /^'Dataset' is an expression/, emptyFieldsNotice);
}

const columnsOf = async (running: Running, dataset: object) =>
	(await choices(running, 'resource-mapper-fields', {
		...{ path: 'columns', methodName: 'getColumns' },
		parameters: { operation: 'appendRows', rowsFrom: 'columns', dataset },
	})) ?? assert.fail('n8n answered with no columns, and no notice.');

async function mapColumns(running: Running): Promise<void> {
	const value = { Zip: '={{ $json.zip }}', Age: '={{ $json.age }}', Note: '={{ $json.note }}' };
	const types = { Zip: 'number', Age: 'number', Note: 'string' };
	const schema = Object.entries(types).map(([id, type]) => ({
		...{ id, type, displayName: id, required: false, display: true },
	}));
	const columns = { mappingMode: 'defineBelow', value, matchingColumns: [], schema };
	const parameters = {
		...into(running, { Zip: '0', Age: 0, Note: 'x' }),
		...{ rowsFrom: 'columns', columns },
	};
	const items = [
		{ zip: '007', age: 0, note: '' },
		{ zip: '', age: 1.5, note: false },
	];
	await gives(running, parameters, items, [
		{ Zip: '007', Age: 0, Note: '' },
		{ Zip: '', Age: 1.5, Note: false },
	]);
}

async function mapJson(running: Running): Promise<void> {
	const json = { rowsFrom: 'json', rowsJson: '={{ $json.rows }}' };
	const items = [{ rows: { a: 1 } }, { rows: [{ a: 2 }, { a: 3 }] }];
	await gives(running, { ...into(running, { a: 0 }), ...json }, items, [
		{ a: 1 },
		{ a: 2 },
		{ a: 3 },
	]);
}

async function readBody(running: Running): Promise<void> {
	const call = {
		headers: {},
		params: {},
		query: {},
		webhookUrl: 'http://x',
		executionMode: 'test',
	};
	const items = [{ a: 1 }, [{ a: 2 }, { a: 3 }]].map((body) => ({ ...call, body }));
	await gives(running, into(running, { a: 0 }), items, [{ a: 1 }, { a: 2 }, { a: 3 }]);
}

async function refuseExtra(running: Running): Promise<void> {
	const parameters = into(running, { a: 0 });
	const workflow = oneNode(akkioNode(parameters), [{ a: 1, colour: 'red' }]);
	const { status, words } = await execute(running, workflow);
	assert.equal(status, 'error', 'The workflow did not stop.');
	assert.match(words, /colour/, `n8n does not name the field: ${words}`);
	assert.deepEqual(rowsIn(running, parameters), [{ a: 0 }], 'A row was sent.');
}

/** Append Rows into a new dataset that holds one row, and so has its columns. */
function into({ akkio }: Running, row: Row) {
	const { id } = akkio.datasets.create('Mapping');
	akkio.datasets.append(id, [row]);
	return { operation: 'appendRows', dataset: byId(id) };
}

const rowsIn = ({ akkio }: Running, { dataset }: ReturnType<typeof into>) =>
	akkio.datasets.get(dataset.value)!.rows;

/** Appends the items, and finds these rows after the one that was there. */
async function gives(
	running: Running,
	parameters: ReturnType<typeof into>,
	items: Row[],
	rows: Row[],
) {
	const { status, words } = await execute(running, oneNode(akkioNode(parameters), items));
	assert.equal(status, 'success', words);
	assert.deepEqual(rowsIn(running, parameters).slice(1), rows, 'The rows differ.');
}
