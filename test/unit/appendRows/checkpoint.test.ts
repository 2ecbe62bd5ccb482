import type { IExecuteFunctions } from 'n8n-workflow';

import {
	clearCheckpoint,
	loadCheckpoint,
	saveCheckpoint,
} from '../../../nodes/Akkio/resources/dataset/appendRows/checkpoint';
import type { PreparedRow, RowResult } from '../../../nodes/Akkio/rows/preparedRow';

const error = { name: 'timeout', message: 'M', description: 'D' };
const APPENDED: RowResult = { outcome: 'appended', request: 1 };
const UNKNOWN: RowResult = { outcome: 'unknown', request: 2, error };
const REJECTED: RowResult = { outcome: 'rejected', request: 3, error };
const NOT_APPENDED: RowResult = { outcome: 'notAppended', request: 4, error };

interface Node {
	items: object[];
	run?: number;
	dataset?: unknown;
	type?: string;
	/** What n8n keeps between tries. */
	kept?: object;
}

function contextOf({
	items,
	run = 0,
	dataset = { value: 'abc' },
	type = 'akkio',
	kept = {},
}: Node) {
	const context = {
		getContext: () => kept,
		getInputData: () => items.map((json) => ({ json })),
		getNode: () => ({ type, parameters: { dataset } }),
		getWorkflowDataProxy: () => ({ $runIndex: run }),
	};
	return { context: context as unknown as IExecuteFunctions, kept };
}

/** Rows by the places of their items, and in a list: [1, 0] is the first of the second item. */
const rowsAt = (places: Array<number | [number, number]>, results: RowResult[] = []) =>
	places.map((one, index): PreparedRow => {
		const [item, place] = Array.isArray(one) ? one : [one, undefined];
		// Mapped to something else each time.
		const values = { at: Math.random() };
		return { item, place, label: '', input: {}, values, result: results[index] };
	});

/** A try that had these results, and then another over the same or other items: what it knows of them. */
function retry(
	first: Node & { places: Array<number | [number, number]>; results: RowResult[] },
	second: Partial<typeof first> & { retryUnknown?: boolean } = {},
) {
	const { context, kept } = contextOf(first);
	saveCheckpoint(context, rowsAt(first.places, first.results));
	// As n8n stores it.
	const stored = JSON.parse(JSON.stringify(kept)) as object;
	const rows = rowsAt(second.places ?? first.places);
	loadCheckpoint(
		contextOf({ ...first, ...second, kept: stored }).context,
		rows,
		second.retryUnknown ?? false,
	);
	return {
		rows,
		stored,
		known: rows.map(({ result, isSettled }) =>
			isSettled ? result!.outcome : result && `${result.outcome}?`,
		),
	};
}

const ITEMS = [{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }];
const FIRST = {
	items: ITEMS,
	places: [0, 1, 2, 3],
	results: [APPENDED, UNKNOWN, REJECTED, NOT_APPENDED],
};

test('what may be there is settled, with its result; what is certainly not is not known', () => {
	const { rows, known } = retry(FIRST);
	expect(known).toEqual(['appended', 'unknown', 'rejected', undefined]);
	expect(rows.map(({ result }) => result)).toEqual([APPENDED, UNKNOWN, REJECTED, undefined]);
});

test('rows of unknown outcome are sent again where the user chose so, and no others', () =>
	expect(retry(FIRST, { retryUnknown: true }).known).toEqual([
		...['appended', 'unknown?', 'rejected', undefined],
	]));

test('a row is another if its item is, or its place', () => {
	const changed = [{ a: 1 }, { a: 'new' }, { a: 3 }, { a: 4 }];
	expect(retry(FIRST, { items: changed }).known).toEqual([
		'appended',
		undefined,
		'rejected',
		undefined,
	]);
	const moved = [{ a: 2 }, { a: 1 }, { a: 3 }, { a: 4 }];
	expect(retry(FIRST, { items: moved }).known).toEqual([
		undefined,
		undefined,
		'rejected',
		undefined,
	]);
});

test('fewer rows than before, or more, are known as far as they are the same', () => {
	expect(retry(FIRST, { items: ITEMS.slice(0, 1), places: [0] }).known).toEqual(['appended']);
	const more = { items: [...ITEMS, { a: 1 }], places: [0, 4] };
	expect(retry(FIRST, more).known).toEqual(['appended', undefined]);
});

test('identical items are different rows', () => {
	const items = [{ a: 1 }, { a: 1 }, { a: 1 }];
	const first = { items, places: [0, 1, 2], results: [APPENDED, NOT_APPENDED, APPENDED] };
	expect(retry(first).known).toEqual(['appended', undefined, 'appended']);
});

test('rows of a list are known by their places in it', () => {
	const first = {
		items: ITEMS,
		places: [[0, 0], [0, 1], [1, 0], 2] as Array<number | [number, number]>,
		results: [APPENDED, NOT_APPENDED, UNKNOWN, APPENDED],
	};
	expect(retry(first).known).toEqual(['appended', undefined, 'unknown', 'appended']);
	// A list's first row is not the item's only row.
	expect(retry(first, { places: [0, [0, 0], [0, 2]] }).known).toEqual([
		undefined,
		'appended',
		undefined,
	]);
	expect(retry(first, { places: [[2, 0]] }).known).toEqual([undefined]);
});

test.each<[string, Partial<Node>]>([
	['the next pass of a loop', { run: 1 }],
	['another dataset', { dataset: { value: 'other' } }],
	['another dataset, as an agent gives it', { dataset: 'other' }],
])('%s is another run', (_what, second) =>
	expect(retry(FIRST, second).known).toEqual(Array(4).fill(undefined)),
);

test('the same dataset is the same run, however it is written', () => {
	const dataset = { __rl: true, mode: 'id', value: 'abc' };
	expect(retry(FIRST, { dataset }).known[0]).toBe('appended');
	expect(retry(FIRST, { dataset: 'abc' }).known[0]).toBe('appended');
});

test.each(['akkioTool', 'n8n-nodes-akkio.akkioTool'])(
	'as a tool (%s) it keeps and believes nothing: all calls share one context',
	(type) => {
		expect(retry({ ...FIRST, type }).stored).toEqual({});
		const { rows } = retry(FIRST, { type });
		expect(rows.every(({ result }) => result === undefined)).toBe(true);
		const { context, kept } = contextOf({ items: ITEMS, type, kept: { checkpoint: 1 } });
		clearCheckpoint(context);
		expect(kept).toEqual({ checkpoint: 1 });
	},
);

test('a row without a result is not kept', () => {
	const { context, kept } = contextOf({ items: ITEMS });
	saveCheckpoint(context, rowsAt([0, 1]));
	expect(kept).toEqual({ checkpoint: { run: 0, dataset: 'abc', sent: [] } });
});

test('a new try replaces what the last one kept; it is forgotten on request', () => {
	const { context, kept } = contextOf({ items: ITEMS, kept: { other: 1 } });
	saveCheckpoint(context, rowsAt([0, 1], [UNKNOWN, APPENDED]));
	saveCheckpoint(context, rowsAt([0], [APPENDED]));
	const rows = rowsAt([0, 1]);
	loadCheckpoint(context, rows, false);
	expect(rows.map(({ result }) => result)).toEqual([APPENDED, undefined]);
	clearCheckpoint(context);
	expect(kept).toEqual({ other: 1 });
	const [fresh] = rowsAt([0]);
	loadCheckpoint(context, [fresh!], false);
	expect(fresh!.result).toBeUndefined();
});

test('it holds no row, and results that rows share once', () => {
	const items = Array.from({ length: 1000 }, (_, n) => ({ n, name: `Person ${n}` }));
	const places = items.map((_, n) => n);
	const { stored } = retry({ items, places, results: places.map(() => UNKNOWN) });
	const text = JSON.stringify(stored);
	expect(text).not.toMatch(/Person/);
	expect(text.match(/timeout/g)).toHaveLength(1);
	expect(text.length).toBeLessThan(30 * items.length);
});

test('an item that JSON cannot express still has its place', () => {
	const circular: Record<string, unknown> = { big: 1n };
	circular.self = circular;
	const first = { items: [circular, { big: 1n }], places: [0, 1], results: [APPENDED, APPENDED] };
	expect(retry(first).known).toEqual(['appended', 'appended']);
	const other = { items: [circular, { big: 2n }] };
	expect(retry(first, other).known).toEqual(['appended', undefined]);
});
