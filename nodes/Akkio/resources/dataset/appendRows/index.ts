import type { INodePropertyOptions } from 'n8n-workflow';

import { runForAllItems, runForEachItem } from '../../../shared/customOperation';
import { appendRows as appendItems } from './execute';

export { appendRowsFields } from './description';

export const appendRows: INodePropertyOptions = {
	name: 'Append Rows',
	value: 'appendRows',
	action: 'Append rows to a dataset',
	description:
		'Add rows to the end of a dataset. The first append to an empty dataset sets its columns permanently.',
	routing: runForEachItem('/datasets', appendItems),
};

export const appendAllRows = runForAllItems(appendItems);
