import { Expression, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import fc from 'fast-check';

import { columnValues } from '../../../../../nodes/Akkio/resources/dataset/columnValues';
import { itemsOf, withMapping, type Mapping } from '../../../../engine/mapping';
import { EXPRESSIONS, ITEMS } from './expressions';

/** What a reading gives for an item, or what it throws, and the item and parameter that it blames. */
function outcome(read: (itemIndex: number) => unknown, itemIndex: number) {
	try {
		return { value: comparable(read(itemIndex)) };
	} catch (error) {
		const { message, name, context } = error as Error & { context?: IDataObject };
		return { name, message, itemIndex: context?.itemIndex, parameter: context?.parameter };
	}
}

/** Values that jest cannot tell apart, or not alike, by what they are sent as. */
function comparable(value: unknown): unknown {
	if (typeof value === 'symbol') return String(value);
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(comparable);
	const kind = Object.prototype.toString.call(value);
	if (kind === '[object Date]') return `Date ${(value as Date).getTime()}`;
	if ('isLuxonDateTime' in value) return `DateTime ${JSON.stringify(value)}`;
	const entries = Object.entries(value).map(([key, member]) => [key, comparable(member)]);
	return entries;
}

const byN8n = (context: IExecuteFunctions) => (itemIndex: number) =>
	context.getNodeParameter('columns.value', itemIndex, {}, { skipValidation: true });

/** The items' values in n8n's way and in ours, each over items of its own. */
async function both(columns: unknown, items: () => Mapping['items'] = () => itemsOf(ITEMS)) {
	const read = async (way: (context: IExecuteFunctions) => (itemIndex: number) => unknown) => {
		const copies = structuredClone(items());
		return await withMapping({ columns, items: copies }, (context) => {
			const values = way(context);
			return copies.map((_, itemIndex) => outcome(values, itemIndex));
		});
	};
	return { theirs: await read(byN8n), ours: await read(columnValues) };
}

/** How many expressions n8n evaluates meanwhile. */
async function evaluations(use: () => Promise<unknown>): Promise<number> {
	const evaluate = jest.spyOn(Expression.prototype, 'resolveSimpleParameterValue');
	await use();
	const expressions = evaluate.mock.calls.filter(([value]) => String(value).startsWith('='));
	evaluate.mockRestore();
	return expressions.length;
}

describe('a column has the value that n8n gives', () => {
	it('for the sample of columns that the other tests build on', async () => {
		const { ours } = await both({ a: '={{ $json.name }}', b: '={{ $json.price * 2 }}', c: 5 });
		expect(ours[0]).toEqual({ value: [['a', ' Ada Lovelace '], ['b', 24.69], ['c', 5]] });
	});

	// Beside it stand one that is read and one that is evaluated for many items: they must not be
	// affected by what the first one does or throws.
	test.each(EXPRESSIONS)('for %s', async (expression) => {
		const { ours, theirs } = await both({
			before: '={{ $json.tags }}',
			column: expression,
			again: expression,
			after: '={{ $json.name + $itemIndex }}',
		});
		expect(ours).toStrictEqual(theirs);
	});
});
