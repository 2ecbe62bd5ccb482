import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { forChunk } from './combine';
import { plainSize } from './plain';
import type { Template } from './template';

/** An evaluation has its price, about 0.45 ms; spread over this many items it does not count. */
const ITEMS_PER_CHUNK = 1_000;

/**
 * n8n's isolate has 128 MB, and one that runs out of it takes the node's later expressions with it.
 * What the items, times what the expressions may make of them, take of it at once stays far below.
 */
const BYTES_PER_EVALUATION = 16_000_000;

/** The private part of n8n's execution context that expressions read their items from. */
interface Inside {
	connectionInputData: unknown;
}

export type Chunked = (itemIndex: number) => unknown[] | undefined;

/**
 * Values of templates that read their own item only, evaluated for many items at a time and kept for
 * the last of these. Undefined for an item that is not plain data or too large, and for all items
 * where n8n cannot be given a part of them, or once an evaluation failed.
 * @param weight how many times an item's size its values may take
 */
export function chunked(
	context: IExecuteFunctions,
	items: readonly IDataObject[],
	templates: readonly Template[],
	weight: number,
): Chunked {
	const code = forChunk(templates);
	const bytesPerChunk = BYTES_PER_EVALUATION / (1 + weight);
	let start = 0;
	let rows: unknown[][] = [];
	let isBroken = !Array.isArray((context as unknown as Inside).connectionInputData);

	return (itemIndex) => {
		const known = rows[itemIndex - start];
		if (known || isBroken) return known;
		const chunk = chunkFrom(items, itemIndex, bytesPerChunk);
		if (chunk.length === 0) return undefined;
		try {
			const inside: IExecuteFunctions = Object.create(context, {
				connectionInputData: { value: [{ json: { items: chunk, start: itemIndex } }] },
			}) as IExecuteFunctions;
			const given = inside.evaluateExpression(code, 0) as unknown;
			isBroken = !Array.isArray(given) || given.length !== chunk.length;
			rows = isBroken ? [] : (given as unknown[][]);
			start = itemIndex;
		} catch {
			isBroken = true;
		}
		return isBroken ? undefined : rows[0];
	};
}

/** The items from a place on that are plain and small enough together. */
function chunkFrom(items: readonly IDataObject[], from: number, limit: number): IDataObject[] {
	let bytes = 0;
	const chunk: IDataObject[] = [];
	for (const item of items.slice(from, from + ITEMS_PER_CHUNK)) {
		const size = plainSize(item);
		if (size === undefined || bytes + size > limit) break;
		bytes += size;
		chunk.push(item);
	}
	return chunk;
}
