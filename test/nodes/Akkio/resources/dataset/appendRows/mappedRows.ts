import {
	Expression,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type Workflow,
} from 'n8n-workflow';

import { columnValues } from '../../../../../../nodes/Akkio/resources/dataset/appendRows/columnValues';
import { mappingContext } from '../../../../../support/engine/mapping';

/** Items with this JSON, each paired with the one before it. */
export const itemsOf = (jsons: IDataObject[]): INodeExecutionData[] =>
	jsons.map((json, item) => ({ json, pairedItem: { item } }));

export const byN8n = (context: IExecuteFunctions) => (itemIndex: number) =>
	context.getNodeParameter('columns.value', itemIndex, {}, { skipValidation: true }) as IDataObject;

/** What a reading gives for an item, or what it throws, and the item and parameter that it blames. */
export function outcome(read: (itemIndex: number) => unknown, itemIndex: number) {
	try {
		return { value: comparable(read(itemIndex)) };
	} catch (error) {
		const { message, name, context } = error as Error & { context?: IDataObject };
		return { name, message, itemIndex: context?.itemIndex, parameter: context?.parameter };
	}
}

/** The items' outcomes in n8n's way and in ours, each over items of its own. */
export function bothWays(workflow: Workflow, columns: unknown, items: () => INodeExecutionData[]) {
	const read = (way: (context: IExecuteFunctions) => (itemIndex: number) => unknown) => {
		const own = items();
		const values = way(mappingContext(workflow, columns, own));
		return own.map((_, itemIndex) => outcome(values, itemIndex));
	};
	return { theirs: read(byN8n), ours: read(columnValues) };
}

/** How many expressions n8n evaluates meanwhile. */
export function evaluations(use: () => void): number {
	const evaluate = jest.spyOn(Expression.prototype, 'resolveSimpleParameterValue');
	try {
		use();
		const given = evaluate.mock.calls.map(([value]) => value);
		return given.filter((value) => typeof value === 'string' && value.startsWith('=')).length;
	} finally {
		evaluate.mockRestore();
	}
}

/** A value in a form that jest compares by what is in it, keys in their order, instances by kind. */
function comparable(value: unknown): unknown {
	if (typeof value === 'symbol' || typeof value === 'function') return String(value);
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(comparable);
	if (Object.prototype.toString.call(value) === '[object Date]') {
		return `Date ${(value as Date).getTime()}`;
	}
	if ('isLuxonDateTime' in value) return `DateTime ${JSON.stringify(value)}`;
	return Object.entries(value).map(([key, member]) => [key, comparable(member)]);
}
