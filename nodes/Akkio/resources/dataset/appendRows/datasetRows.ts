import type { IExecuteFunctions } from 'n8n-workflow';

import { groupRows, resolveGroups, type RowGroup } from '../../../rows/groupRows';
import type { PreparedRow } from '../../../rows/preparedRow';
import {
	findDatasetByName,
	findOrCreateDataset,
	getDatasetByName,
	postDataset,
} from '../../../shared/datasets';
import type { AppendOptions } from './description';
import type { Schema } from './schema';

/** The rows of a run for one dataset, and what is known of it. */
export interface DatasetRows extends RowGroup {
	schema?: Schema;
	/** When it was asked for, by the clock. */
	schemaReadAt?: number;
	/** Akkio's row counts around the run: a hint where an outcome is unknown, and maybe some seconds old. */
	rowsBefore?: number;
	rowsAfter?: number;
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
}

/** Groups the rows by dataset, as `groupRows` does. */
export const groupByDataset = async (context: IExecuteFunctions, rows: readonly PreparedRow[]) =>
	await groupRows(
		context,
		'dataset',
		rows,
		(group): DatasetRows => ({
			...group,
			columns: [],
			isFirstAppend: false,
			unknownFields: [],
			mixedColumns: [],
		}),
	);

/** Finds the datasets, as `resolveGroups` does; one that is missing is created if the user chose so. */
export const resolveDatasets = async (
	context: IExecuteFunctions,
	groups: readonly DatasetRows[],
	{ createIfNotFound, dryRun }: AppendOptions,
): Promise<DatasetRows[]> =>
	await resolveGroups(context, groups, async (group, item) => {
		const { value } = group.locator;
		if (!createIfNotFound) return (await getDatasetByName(group.context, value, item)).id;
		if (dryRun) return (await findDatasetByName(group.context, value, item))?.id;
		const create = postDataset(group.context, value);
		return (await findOrCreateDataset(group.context, value, item, create)).id;
	});
