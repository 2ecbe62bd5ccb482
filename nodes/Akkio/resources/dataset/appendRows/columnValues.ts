import type { IDataObject } from 'n8n-workflow';

import type { AppendCaller } from './caller';

/**
 * What the mapper 'Columns' holds for an item: column → value, as the expressions give it. Without
 * n8n's own conversions, which turn '007' in a number column into 7, and empty text into 0.
 */
export function columnValues(caller: AppendCaller): (itemIndex: number) => IDataObject {
	const options = { skipValidation: true };
	return (itemIndex) =>
		('getItemIndex' in caller
			? caller.getNodeParameter('columns.value', {}, options)
			: caller.getNodeParameter('columns.value', itemIndex, {}, options)) as IDataObject;
}
