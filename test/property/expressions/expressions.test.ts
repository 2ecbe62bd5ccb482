import * as fc from 'fast-check';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import {
	countEvaluations,
	expressionContext,
	expressionWorkflow,
	itemsOf,
	readFast,
	readWithN8n,
} from '../../support/engine/expressionContext';
import { runInNewContext } from '../../support/engine/realm.mts';
import { columnsArbitrary, itemArbitrary } from './arbitrary';
import { EXPRESSIONS, ITEMS } from './samples';
import { settings } from './settings.mts';

const workflow = expressionWorkflow();
beforeAll(async () => await workflow.expression.acquireIsolate());
afterAll(async () => await workflow.expression.releaseIsolate());

const PLAIN = Array.from({ length: 6 }, () => ITEMS[0]!);
/** So many that code is worth an evaluation. */
const EMPTY = itemsOf(Array.from({ length: 300 }, () => ({})));

/**
 * The outcomes of items in n8n's way and in the package's, each over items of its own, and how many
 * evaluations four plain items behind them cost.
 * @param front items that are compared with n8n's before values are used without that
 */
function bothWays(
	columns: IDataObject,
	front: IDataObject[],
	items: () => INodeExecutionData[],
	inWorkflow = workflow,
) {
	const read = (way: (context: IExecuteFunctions) => (itemIndex: number) => unknown[]) => {
		const all = [...itemsOf(structuredClone(front)), ...items()];
		const { length } = all;
		all.push(...itemsOf(structuredClone(PLAIN)), ...EMPTY);
		const values = way(expressionContext(inWorkflow, columns, all));
		const outcomes = all.slice(0, length + 2).map((_, itemIndex) => outcome(values, itemIndex));
		const count = () => [2, 3, 4, 5].map((more) => outcome(values, length + more));
		return { outcomes, count };
	};
	const { outcomes, count } = read(readFast);
	return { ours: outcomes, theirs: read(readWithN8n).outcomes, cost: countEvaluations(count) };
}

/** An item's values, or what is thrown, and the item and parameter that it blames. */
function outcome(read: (itemIndex: number) => unknown[], itemIndex: number) {
	try {
		return read(itemIndex).map((value) => comparable(value));
	} catch (error) {
		const { message, name, context } = error as Error & { context?: IDataObject };
		return { name, message, itemIndex: context?.itemIndex, parameter: context?.parameter };
	}
}

/** A value in a form that jest compares by what is in it, keys in their order, instances by kind. */
function comparable(value: unknown, depth = 0): unknown {
	if (typeof value === 'symbol' || typeof value === 'function') return String(value);
	if (typeof value !== 'object' || value === null) return value;
	const kind = Object.prototype.toString.call(value);
	if (kind === '[object Date]') return `Date ${(value as Date).getTime()}`;
	if ('isLuxonDateTime' in value) return `DateTime ${JSON.stringify(value)}`;
	if (depth === 30) return 'deep';
	const members = Object.entries(value).map(([key, member]) => [
		key,
		comparable(member, depth + 1),
	]);
	return [kind, Array.isArray(value) && value.length, ...members];
}

/** How many evaluations an expression costs in four plain items, beside a path if it is not alone. */
const COSTS: Record<string, number> = { read: 0, together: 0, rowByRow: 4, inVain: 12, byN8n: 8 };

describe.each(Object.entries(EXPRESSIONS))('%s:', (way, expressions) => {
	test.each(expressions)('each item gets what n8n gives for %s', (one) => {
		// Behind a path that shows whether the item was changed.
		const columns = way === 'together' ? { one } : { before: '={{ $json.tags }}', one };
		const { ours, theirs, cost } = bothWays(columns, PLAIN.slice(4), () =>
			itemsOf(structuredClone(ITEMS)),
		);
		expect(ours).toStrictEqual(theirs);
		expect(cost).toBe(COSTS[way]);
	});
});

it('generated expressions give the values that n8n gives for generated items', () => {
	const cases = fc.property(
		columnsArbitrary,
		fc.array(itemArbitrary, { minLength: 1, maxLength: 6 }),
		(columns, jsons) => {
			const { ours, theirs } = bothWays(columns, [{}, {}], () => itemsOf(structuredClone(jsons)));
			expect(ours).toStrictEqual(theirs);
		},
	);
	fc.assert(cases, settings);
}, 3_600_000);

describe('an item gets the values that n8n gives if it has', () => {
	// prettier-ignore
	const ways = [
		'={{ $json }}', '={{ $json.odd }}', '={{ $json.odd.a.b ?? $json.odd[0] }}', '=text {{ $json.odd }}',
		'={{ $json.name.trim() }}', '={{ [$json.odd] }}', '={{ $("Items").item.json.odd }}',
	].map((one) => (one.includes('$("') ? { name: '={{ $json.name }}', one } : { one }));
	const front = [1, 2].map((b) => ({ name: 'x', odd: { a: { b } } }));
	const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
	const shared = (levels: number): unknown =>
		levels === 0 ? [] : Array(3).fill(shared(levels - 1));
	class Point {
		a = { b: 1 };
	}

	// prettier-ignore
	const VALUES: Array<[string, () => unknown]> = [
		['a key that luxon marks its dates with', () => ({ isLuxonDateTime: true, a: { b: 1 } })], ['another of luxon’s keys', () => ({ a: { b: { isLuxonDuration: true } } })],
		['a function `toJSON`', () => ({ a: 1, toJSON: () => 'json' })], ['a text `toJSON`', () => ({ toJSON: 'x', a: { b: 1 } })],
		['a key `__proto__`', () => JSON.parse('{"__proto__":{"b":1},"a":{"b":2}}')],
		['keys that n8n’s engine marks errors with', () => ({ __isError: true, a: { b: 1 } })],
		['names that every object has', () => ({ constructor: 1, prototype: 2, valueOf: 3 })], ['-0', () => -0], ['NaN in a list', () => [NaN]],
		['Infinity in an object', () => ({ a: { b: Infinity } })], ['undefined in an object', () => ({ a: undefined })],
		['holes', () => [1, , 3]], ['a hole at the end', () => [1, , ,]], // eslint-disable-line no-sparse-arrays
		['a list with a named member', () => Object.assign([1], { a: { b: 1 } })],
		['a list with a hole and a named member', () => Object.assign([,], { a: 1 })], // eslint-disable-line no-sparse-arrays
		['a Date', () => new Date(0)], ['a Map', () => new Map([['a', 1]])], ['an instance', () => new Point()],
		['an object of another realm', () => runInNewContext('({ a: { b: [1] } })')],
		['an object without a prototype', () => Object.assign(Object.create(null), { a: 1 })], ['a big integer', () => 10n],
		['deep data', () => deep(19)], ['deeper data', () => deep(25)], ['data with shared parts', () => shared(4)],
		['a getter', () => Object.defineProperty({}, 'a', { get: () => [1], enumerable: true })],
	];
	const pairedWith = (json: unknown) => ({ json, pairedItem: { item: 0 } });
	// prettier-ignore
	test.each<[string, () => object]>([
		...VALUES.map(([what, odd]): [string, () => object] => [what, () => pairedWith({ name: ' x ', odd: odd() })]),
		['a getter in its JSON', () => ({ json: Object.defineProperty({}, 'odd', { get: () => 1 }) })],
		['a getter that throws', () => ({ json: Object.defineProperty({}, 'odd', { get: () => JSON.parse('') }) })],
		['files', () => ({ json: { name: 'x' }, binary: { file: { data: 'eA==', mimeType: 't' } } })],
		['several items it comes from', () => ({ json: {}, pairedItem: [{ item: 0 }, { item: 1 }] })],
		['an item it comes from that is not there', () => ({ json: { name: 'x' }, pairedItem: 99 })],
		['an array as JSON', () => ({ json: ['x'] })], ['no JSON', () => ({})],
	])('%s', (_, item) => {
		for (const columns of ways) {
			const { ours, theirs } = bothWays(columns, front, () => [item() as INodeExecutionData]);
			expect({ columns, outcomes: ours }).toStrictEqual({ columns, outcomes: theirs });
		}
	});

	it('files in its JSON, as a setting of the workflow wants it', async () => {
		const combined = expressionWorkflow({ binaryMode: 'combined' });
		const columns = { code: '={{ $json.name.trim() }}', row: '={{ $("Items").item.name }}' };
		await combined.expression.withIsolate(async () => {
			const items = () => itemsOf([{ name: ' x ' }]);
			const { ours, theirs, cost } = bothWays(columns, front, items, combined);
			expect(ours).toStrictEqual(theirs);
			expect(cost).toBe(4);
		});
	});
});
