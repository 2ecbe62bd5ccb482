import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { getColumns } from './resourceMapping';

/** The columns of the dataset that is chosen in the panel, for a list of them. */
export async function getColumnNames(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { fields } = await getColumns.call(this);
	return fields.map(({ id }) => ({ name: id, value: id }));
}
