import { ExpressionExtensions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { readExpressions } from '../../../../nodes/Akkio/rows/expressions';
import { ALLOWED } from '../../../../nodes/Akkio/rows/expressions/allowlist';
import {
	countEvaluations,
	expressionContext,
	expressionWorkflow,
	itemsOf,
	readFast,
	readWithN8n,
} from '../../../support/engine/expressionContext';

const workflow = expressionWorkflow();
beforeAll(async () => await workflow.expression.acquireIsolate());
afterAll(async () => await workflow.expression.releaseIsolate());

const people = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ name: `n${index}`, index, date: '2024-02-29' }));
const columnsOf = (count: number, expression: string) =>
	Object.fromEntries(
		Array.from({ length: count }, (_, at) => [`c${at}`, expression.replace('%', String(at))]),
	);
/** Reads all rows, and counts n8n's evaluations. */
function readAll(columns: IDataObject, jsons: IDataObject[], way = readFast) {
	const items = itemsOf(jsons);
	const rows: unknown[][] = [];
	const count = countEvaluations(() => {
		const read = way(expressionContext(workflow, columns, items));
		items.forEach((_, itemIndex) => rows.push(read(itemIndex)));
	});
	return { rows, count };
}

const PATH = '={{ $json.name ?? "%" }}!';
const CODE = '={{ $json.name + "%" }}';
const ROW = '={{ $("Start").item.json.word + "%" }}';

describe('the number of evaluations', () => {
	// A check of two rows; n8n's own way is columns × items.
	// prettier-ignore
	test.each([
		['a path', PATH, 10, 2_500, 10 * 2],
		['own-item code: one for 100 items', CODE, 10, 2_500, 10 * 2 + 25],
		['own-item code of many columns', CODE, 100, 60, 100 * 2 + 1],
		['a single column of code', CODE, 1, 300, 1 * 2 + 3],
		['code that reads more than its item: one for a row', ROW, 10, 60, 10 * 2 + 60],
		['code that gives what only n8n can tell', '={{ [$json.name, -0] }}', 2, 150, 2 * 150 + 1],
		// n8n's own.
		['few items with paths', PATH, 10, 29, undefined],
		['few items with code', CODE, 1_000, 5, undefined],
		['few values of code', CODE, 1, 299, undefined],
		['so much code that parsing it together takes long', CODE, 600, 1_000, undefined],
		['a single column that reads more than its item', ROW, 1, 1_000, undefined],
		['code of which nothing is known', '={{ `${$json.name}%` }}', 2, 1_000, undefined],
	])('is right for %s', (_, expression, columns, items, expected) => {
		if (expected !== undefined) {
			expect(readAll(columnsOf(columns, expression), people(items)).count).toBe(expected);
			return;
		}
		const context = { getInputData: () => itemsOf(people(items)) } as IExecuteFunctions;
		const byN8n = () => [];
		const expressions = Object.values(columnsOf(columns, expression));
		expect(readExpressions(context, expressions, byN8n)).toBe(byN8n);
	});

	it('is n8n’s own after 100 rows in which the combined evaluation was in vain', () => {
		const columns = { a: '={{ [$("Start").item.json.word, -0] }}', b: PATH };
		expect(readAll(columns, people(300)).count).toBe(2 * 300 + 100);
	});

	it('is one for each item that is large', () => {
		const note = 'x'.repeat(400_000);
		const large = people(150).map((json) => ({ ...json, note }));
		const columns = { name: '={{ $json.name.trim() }}', size: '={{ $json.note.length + 1 }}' };
		expect(readAll(columns, large).count).toBe(2 * 2 + 150);
	});

	it('leaves results to n8n that would not fit into its isolate together', () => {
		const columns = { big: '={{ $json.name.repeat(300000) }}', one: CODE, two: CODE };
		const { rows, count } = readAll(columns, people(100));
		rows.forEach(([big, one], index) => {
			expect(String(big)).toHaveLength(`n${index}`.length * 300_000);
			expect(one).toBe(`n${index}%`);
		});
		// 10 MB are eight such texts; in the other rows n8n evaluates all columns.
		expect(count).toBe(2 * 3 + 1 + (100 - 8) * 3);
	});
});

it('costs nothing for others, where one item has n8n’s error', () => {
	const columns = { name: PATH, other: '={{ $json[$json.key ?? "name"] }}' };
	const jsons = people(300).map((json, index) => (index === 150 ? { key: 'constructor' } : json));
	const items = itemsOf(jsons);
	const read = readFast(expressionContext(workflow, columns, items));
	const count = countEvaluations(() => {
		for (const itemIndex of items.keys()) {
			if (itemIndex === 150) expect(() => read(150)).toThrow('due to security concerns');
			else expect(read(itemIndex)).toEqual([`n${itemIndex}!`, `n${itemIndex}`]);
		}
	});
	expect(count).toBe(2 * 2 + 3 + 2);
});

it('gives a date as a date where it is a parameter’s own value', () => {
	const context = expressionContext(workflow, {}, itemsOf(people(300)));
	const byN8n = (item: number) => [context.evaluateExpression('{{ $now }}', item)];
	const read = readExpressions(context, ['={{ $now }}'], byN8n);
	const date = expect.objectContaining({ isLuxonDateTime: true }) as object;
	for (let item = 0; item < 300; item++) expect(read(item)).toEqual([date]);
});

describe('n8n’s own way is taken', () => {
	const expressions = [CODE, CODE, CODE, PATH];
	const items = itemsOf(people(100));
	const theirs = people(100).map(({ name }) => ['%', '%', '%', '!'].map((end) => `${name}${end}`));
	const good = () => theirs.map((row) => row.slice(0, 3).map((value) => [value]));
	const instead = (row: number, cells: unknown) =>
		good().map((known, at) => (at === row ? cells : known));
	/** Reads all rows where the combined evaluation gives this; how often it and n8n's way were taken. */
	const readWhere = (given: unknown, more: object = { connectionInputData: items }) => {
		const evaluateExpression = jest.fn(() => given);
		const context = { getInputData: () => items, evaluateExpression, ...more };
		const byN8n = jest.fn((item: number) => theirs[item]!);
		const read = readExpressions(context as unknown as IExecuteFunctions, expressions, byN8n);
		expect(items.map((_, item) => read(item))).toEqual(theirs);
		return [evaluateExpression, byN8n].map(({ mock }) => mock.calls.length);
	};
	// prettier-ignore
	test.each<[string, unknown, number[], object?]>([
		['for two items only if all is as it is known', good(), [1, 2]],
		['for all if the private field with the items is missing', good(), [0, 100], {}],
		['for all if an evaluation gives no list', 'another', [1, 100]],
		['for all if there are too few rows', good().slice(1), [1, 100]],
		['for all but one if there are too few cells', instead(5, []), [1, 100]],
		['for all if the cells are no lists', instead(0, 'xyz'), [1, 100]],
		['for all if the first value differs', good().map(() => [['x'], ['n0%'], ['n0%']]), [1, 100]],
		['for all if the second value differs', good().map((row, at) => (at ? [['x'], ['x'], ['x']] : row)), [1, 100]],
	])('%s', (...[, given, calls, more]) => expect(readWhere(given, more)).toEqual(calls));

	it('for all if n8n throws where a value seemed to be known', () => {
		const context = { getInputData: () => items, evaluateExpression: good };
		const byN8n = jest.fn((item: number) => {
			if (item === 0) throw new Error('refused');
			return theirs[item]!;
		});
		const all = { ...context, connectionInputData: items } as unknown as IExecuteFunctions;
		const read = readExpressions(all, expressions, byN8n);
		expect(() => read(0)).toThrow('refused');
		items.slice(1).forEach((_, at) => expect(read(at + 1)).toEqual(theirs[at + 1]));
		expect(byN8n).toHaveBeenCalledTimes(100);
	});

	it('for all if n8n reads its items from elsewhere', () => {
		const columns = { a: CODE, b: CODE, c: CODE, d: PATH };
		const context = expressionContext(workflow, columns, items);
		const elsewhere = Object.create(context, {
			evaluateExpression: { value: context.evaluateExpression.bind(context) },
		}) as IExecuteFunctions;
		const read = readExpressions(elsewhere, Object.values(columns), readWithN8n(context));
		items.forEach((_, item) => expect(read(item)).toEqual(theirs[item]));
	});
});

// luxon's dates, whose methods are on the list as well, never change.
it('nothing on the allowlist changes what it is called on', () => {
	type Holder = Record<string, (...all: unknown[]) => unknown>;
	const values = () => [['b', 'a', ['c'], { d: 1 }], { b: 'x', a: { c: [1] } }, ' Text ', 1.5];
	const holders = [Array, Boolean, Date, JSON, Math, Number, Object, String] as never as Holder[];
	const extensions = ExpressionExtensions.map(({ functions }) => functions as never as Holder);
	for (const name of ALLOWED) {
		for (const [at, value] of values().entries()) {
			for (const more of [[], [(x: unknown) => x], [values()[0], 'a'], [1, 2, 3]]) {
				const calls = [
					() => (value as never as Holder)[name]!(...more),
					...holders.map((holder) => () => holder[name]!(value, ...more)),
					...extensions.map((functions) => () => functions[name]!(value, more)),
				];
				for (const call of calls) {
					try {
						call();
					} catch {
						// Not every name is a method of every value.
					}
				}
			}
			expect({ name, value }).toEqual({ name, value: values()[at] });
		}
	}
});
