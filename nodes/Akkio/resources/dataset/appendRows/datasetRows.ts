import type { IExecuteFunctions } from 'n8n-workflow';

import { readExpressions } from '../../../rows/expressions';
import type { PreparedRow, Row, RowDataset } from '../../../rows/preparedRow';
import { getItemCredentials, type Credential } from '../../../shared/credential';
import {
	findDatasetByName,
	findOrCreateDataset,
	getDatasetByName,
	postDataset,
} from '../../../shared/datasets';
import { classifyError, type ErrorContext, type RequestError } from '../../../shared/errors';
import { readLocator, type Locator } from '../../../shared/locator';
import { toNodeError } from '../../../shared/outputItems';
import type { Schema } from '../../../shared/schema';
import { isObject } from '../../../shared/text';
import type { AppendOptions } from './description';

/** The rows of a run for one dataset, and what is known of it. */
export interface DatasetRows extends RowDataset {
	/** In the items' order; some may be invalid, or were sent by an earlier try. */
	rows: PreparedRow[];
	locator: Locator;
	credential?: Credential;
	/** Why nothing can be sent: the dataset could not be read. */
	error?: RequestError;
	schema?: Schema;
	/** When it was asked for, by the clock. */
	schemaReadAt?: number;
	/** In the order in which they are sent. */
	columns: readonly string[];
	/** Whether the dataset has no columns yet, so that these rows set them. */
	isFirstAppend: boolean;
	/** Whether its columns are what this process has sent, and Akkio does not show them yet. */
	hasUnseenColumns?: boolean;
	/** Fields of these rows that are not columns. */
	unknownFields: readonly string[];
	/** New columns with numbers in some rows and text in others. */
	mixedColumns: readonly string[];
	/** A row as it is sent. */
	toRecord(row: PreparedRow): Row;
}

/**
 * Groups the rows by the dataset that their items name, and by credential, in the order of their first
 * rows. Rows whose item names none get an error. Nothing is asked of Akkio.
 */
export async function groupByDataset(
	context: IExecuteFunctions,
	rows: readonly PreparedRow[],
): Promise<DatasetRows[]> {
	const read = datasetReader(context);
	const credentialOf = await getItemCredentials(context, context.getInputData().length);
	const groups = new Map<string, DatasetRows>();
	const groupOf = (parameter: unknown, credential: Credential | ErrorContext, item: number) => {
		const locator = readLocator(context, parameter, item);
		const account = 'key' in credential ? credential.account : '';
		const key = `${account} ${locator.mode} ${locator.value}`;
		const group = groups.get(key) ?? newGroup(locator, credential);
		groups.set(key, group);
		return group;
	};
	/** Mostly all items choose the same one. */
	let last: { parameter: unknown; credential: unknown; group: DatasetRows } | undefined;
	for (const row of rows) {
		if (row.error && !row.result) continue;
		try {
			const parameter = read(row.item);
			const credential = credentialOf(row.item);
			if (!last || last.parameter !== parameter || last.credential !== credential) {
				last = { parameter, credential, group: groupOf(parameter, credential, row.item) };
			}
			const { group } = last;
			group.rows.push(row);
			row.dataset = group;
		} catch (thrown) {
			const { message, description } = toNodeError(context.getNode(), thrown, row.item);
			setError(row, { message, description: description ?? '' });
		}
	}
	return [...groups.values()];
}

/**
 * Finds the dataset of each group once; one that is missing is created if the user chose so. Rows whose
 * dataset is not found get an error; groups that turn out to be for the same dataset become one.
 */
export async function resolveDatasets(
	context: IExecuteFunctions,
	groups: readonly DatasetRows[],
	options: AppendOptions,
): Promise<DatasetRows[]> {
	const resolved = new Map<string, DatasetRows>();
	for (const group of groups) {
		const { item } = group.rows[0]!;
		try {
			group.id = group.error ? undefined : await resolveId(context, group, item, options);
		} catch (thrown) {
			const { message, description } = toNodeError(context.getNode(), thrown, item);
			const error = { message, description: description ?? '' };
			for (const row of group.rows) setError(row, error);
			continue;
		}
		// Two ways to choose a dataset may lead to the same one.
		const key = `${group.credential?.account} ${group.id ?? `${group.locator.mode} ${group.locator.value}`}`;
		const same = resolved.get(key);
		if (same) moveRows(group, same);
		else resolved.set(key, group);
	}
	return [...resolved.values()];
}

function newGroup(locator: Locator, credential: Credential | ErrorContext): DatasetRows {
	return {
		rows: [],
		locator,
		...('key' in credential ? { credential } : { error: classifyError(credential) }),
		id: locator.mode === 'id' ? locator.value : undefined,
		name: locator.mode === 'name' ? locator.value : undefined,
		columns: [],
		isFirstAppend: false,
		unknownFields: [],
		mixedColumns: [],
		toRecord: ({ values }) => values!,
	};
}

function moveRows(from: DatasetRows, to: DatasetRows): void {
	for (const row of from.rows) row.dataset = to;
	to.rows.push(...from.rows);
	to.rows.sort((a, b) => a.item - b.item || (a.place ?? 0) - (b.place ?? 0));
}

function setError(row: PreparedRow, error: PreparedRow['error']): void {
	row.values = undefined;
	row.error = error;
}

/** 'Dataset' as it is filled in, item by item. */
function datasetReader(context: IExecuteFunctions): (item: number) => unknown {
	const parameter: unknown = context.getNode().parameters.dataset;
	const byItem = (item: number): unknown => context.getNodeParameter('dataset', item);
	const valueOf = (given: unknown) => (isObject(given) ? given.value : given);
	const expression = valueOf(parameter);
	const isByExpression = typeof expression === 'string' && expression.startsWith('=');
	if (!isByExpression) {
		const fixed = byItem(0);
		return () => fixed;
	}
	const read = readExpressions(context, [expression], (item) => [valueOf(byItem(item))]);
	return (item) => {
		const [value] = read(item);
		return isObject(parameter) ? { ...parameter, value } : value;
	};
}

async function resolveId(
	context: IExecuteFunctions,
	{ locator: { mode, value }, credential }: DatasetRows,
	item: number,
	{ createIfNotFound, dryRun }: AppendOptions,
): Promise<string | undefined> {
	if (mode === 'id') return value;
	if (!createIfNotFound) return (await getDatasetByName(context, value, item, credential)).id;
	if (dryRun) return (await findDatasetByName(context, value, item, credential))?.id;
	const create = postDataset(context, value, credential);
	return (await findOrCreateDataset(context, value, item, create, credential)).id;
}
