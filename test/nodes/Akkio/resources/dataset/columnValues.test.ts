import { Expression, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { columnValues } from '../../../../../nodes/Akkio/resources/dataset/columnValues';
import { itemsOf, withMapping } from '../../../../engine/mapping';
import { EXPRESSIONS, ITEMS } from './expressions';

type Outcome = { value: unknown } | { error: string; itemIndex: unknown; parameter: unknown };

/** What a reading gives for an item, or what it throws, and the item that is blamed. */
function outcome(read: (itemIndex: number) => unknown, itemIndex: number): Outcome {
	try {
		return { value: read(itemIndex) };
	} catch (error) {
		const { message, context } = error as Error & { context?: IDataObject };
		return { error: message, itemIndex: context?.itemIndex, parameter: context?.parameter };
	}
}

const byN8n = (context: IExecuteFunctions) => (itemIndex: number) =>
	context.getNodeParameter('columns.value', itemIndex, {}, { skipValidation: true });

async function both(columns: unknown, items = itemsOf(ITEMS)) {
	return await withMapping({ columns, items }, (context) => {
		const ours = columnValues(context);
		return {
			theirs: items.map((_, itemIndex) => outcome(byN8n(context), itemIndex)),
			ours: items.map((_, itemIndex) => outcome(ours, itemIndex)),
		};
	});
}

describe('the value of a single column is n8n’s own', () => {
	test.each(EXPRESSIONS)('%s', async (expression) => {
		const { ours, theirs } = await both({ column: expression, other: '={{ $json.name }}' });
		expect(ours).toStrictEqual(theirs);
	});
});
