import type { IExecuteFunctions } from 'n8n-workflow';

import * as checkpoint from '../../../nodes/Akkio/resources/dataset/appendRows/checkpoint';
import type { PreparedRow, RowResult } from '../../../nodes/Akkio/rows/preparedRow';

const { clearCheckpoint, loadCheckpoint, saveCheckpoint } = checkpoint;
const error = { name: 'timeout', message: 'M', description: 'D' };
const APPENDED: RowResult = { outcome: 'appended', request: 1 };
const UNKNOWN: RowResult = { outcome: 'unknown', request: 2, error };
const REJECTED: RowResult = { outcome: 'rejected', request: 3, error };
const NOT_APPENDED: RowResult = { outcome: 'notAppended', request: 4, error };

interface Try {
	items: object[];
	/** Of its rows: an item, or an item and a place in its list; all items unless given. */
	places?: Array<number | [number, number]>;
	results?: RowResult[];
	run?: number;
	dataset?: unknown;
	type?: string;
	retryUnknown?: boolean;
}

const contextOf = (
	{ items, run = 0, dataset = { value: 'abc' }, type = 'akkio' }: Try,
	kept: object,
) =>
	({
		getContext: () => kept,
		getInputData: () => items.map((json) => ({ json })),
		getNode: () => ({ type, parameters: { dataset } }),
		getWorkflowDataProxy: () => ({ $runIndex: run }),
	}) as unknown as IExecuteFunctions;

const rowsOf = ({ items, places = [...items.keys()], results = [] }: Try) =>
	places.map((one, index): PreparedRow => {
		const [item, place] = Array.isArray(one) ? one : [one, undefined];
		// Mapped to something else each time.
		const values = { at: Math.random() };
		return { item, place, label: '', input: {}, values, result: results[index] };
	});

/** A try, and another over the same or other items: what it knows, with a question mark if it sends again. */
function retry(first: Try, second: Partial<Try> = {}) {
	const kept = {};
	saveCheckpoint(contextOf(first, kept), rowsOf(first));
	// As n8n stores it.
	const stored = JSON.parse(JSON.stringify(kept)) as object;
	const next = { ...first, ...second };
	const rows = rowsOf({ ...next, results: [] });
	loadCheckpoint(contextOf(next, stored), rows, next.retryUnknown ?? false);
	const known = rows.map(({ result, wasSent }) =>
		result ? `${result.outcome}${wasSent ? '' : '?'}` : '-',
	);
	return { results: rows.map(({ result }) => result), stored, known: known.join(' ') };
}

const [A1, A2, A3, A4] = [{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }];
const ITEMS = [A1, A2, A3, A4];
const FIRST: Try = { items: ITEMS, results: [APPENDED, UNKNOWN, REJECTED, NOT_APPENDED] };
const ALIKE: Try = { items: [A1, A1, A1], results: [APPENDED, NOT_APPENDED, APPENDED] };
// prettier-ignore
const LISTS: Try = { items: ITEMS, places: [[0, 0], [0, 1], [1, 0], 2], results: [APPENDED, NOT_APPENDED, UNKNOWN, APPENDED] };
const KNOWN = 'appended unknown rejected -';
const NOTHING = '- - - -';
const TOOL = { type: 'n8n-nodes-akkio.akkioTool' };
const circular: Record<string, unknown> = { big: 1n };
circular.self = circular;
const ODD: Try = { items: [circular, { big: 1n }], results: [APPENDED, APPENDED] };

// prettier-ignore
test.each<[string, Try, Partial<Try>, string]>([
	['of the same items', FIRST, {}, KNOWN],
	['where the user chose to send again what is unknown', FIRST, { retryUnknown: true }, 'appended unknown? rejected -'],
	['if an item is another', FIRST, { items: [A1, { a: 'new' }, A3, A4] }, 'appended - rejected -'],
	['if items have changed places', FIRST, { items: [A2, A1, A3, A4] }, '- - rejected -'],
	['of fewer items', FIRST, { items: [A1] }, 'appended'],
	['of more items', FIRST, { items: [...ITEMS, A1], places: [0, 4] }, 'appended -'],
	['if the item gives a list now', FIRST, { places: [[0, 0]] }, '-'],
	['in the next pass of a loop', FIRST, { run: 1 }, NOTHING],
	['for another dataset', FIRST, { dataset: { value: 'other' } }, NOTHING],
	['for another dataset, as an agent gives it', FIRST, { dataset: 'other' }, NOTHING],
	['for the same dataset as an agent gives it', FIRST, { dataset: 'abc' }, KNOWN],
	['of identical items, which are different rows', ALIKE, {}, 'appended - appended'],
	['of lists, by their places', LISTS, {}, 'appended - unknown appended'],
	["of lists, whose first row is no item's only one", LISTS, { places: [0, [0, 0], [0, 2], [2, 0]] }, '- appended - -'],
	['of items that JSON cannot express', ODD, {}, 'appended appended'],
	['if one that JSON cannot express is another', ODD, { items: [circular, { big: 2n }] }, 'appended -'],
	['as a tool, where all calls share one context: nothing', FIRST, TOOL, NOTHING],
])('%s, it knows what it has to', (_what, first, second, known) =>
	expect(retry(first, second).known).toBe(known),
);

test('what may be there has its result; a tool keeps nothing', () => {
	expect(retry(FIRST).results).toEqual([APPENDED, UNKNOWN, REJECTED, undefined]);
	expect(retry({ ...FIRST, ...TOOL }).stored).toEqual({});
	const kept = { checkpoint: 1 };
	clearCheckpoint(contextOf({ items: ITEMS, ...TOOL }, kept));
	expect(kept).toEqual({ checkpoint: 1 });
});

test('a new try replaces what the last one kept; it is forgotten on request', () => {
	const kept = { other: 1 };
	const first: Try = { items: [A1, A2], results: [UNKNOWN, APPENDED] };
	const context = contextOf(first, kept);
	const load = () => {
		const rows = rowsOf({ items: first.items });
		loadCheckpoint(context, rows, false);
		return rows.map(({ result }) => result);
	};
	saveCheckpoint(context, rowsOf(first));
	saveCheckpoint(context, rowsOf({ ...first, results: [APPENDED] }));
	expect(load()).toEqual([APPENDED, undefined]);
	clearCheckpoint(context);
	expect(kept).toEqual({ other: 1 });
	expect(load()).toEqual([undefined, undefined]);
});

test('it holds no row, and once what several rows have in common', () => {
	const items = Array.from({ length: 1000 }, (_, n) => ({ n, name: `Person ${n}` }));
	const text = JSON.stringify(retry({ items, results: items.map(() => UNKNOWN) }).stored);
	expect(text).not.toMatch(/Person/);
	expect(text.match(/timeout/g)).toHaveLength(1);
	expect(text.length).toBeLessThan(30 * items.length);
});

test('an item with many rows is read once', () => {
	const toJSON = jest.fn(() => A1);
	const places = Array.from({ length: 1000 }, (_, place): [number, number] => [1, place]);
	const results = places.map(() => APPENDED);
	expect(retry({ items: [{}, { toJSON }], places, results }).results).toEqual(results);
	expect(toJSON).toHaveBeenCalledTimes(2);
});

test.each([true, false, undefined])(
	'an item is part of a run if RoutingNode says so: %p',
	(isPartOfRun) => {
		const context = contextOf({ items: [] }, { isPartOfRun }) as unknown as IExecuteFunctions;
		expect(checkpoint.isPartOfRun(context)).toBe(isPartOfRun === true);
	},
);
