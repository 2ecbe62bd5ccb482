import fc from 'fast-check';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { columnValues } from '../../../../../../nodes/Akkio/resources/dataset/appendRows/columnValues';
import { mappingContext, mappingWorkflow } from '../../../../../support/engine/mapping';
import { columnsArbitrary, itemArbitrary } from './anyExpression';
import { EXPRESSIONS, ITEMS } from './expressions';
import { bothWays, byN8n, evaluations, itemsOf, outcome } from './mappedRows';

const workflow = mappingWorkflow();
beforeAll(async () => await workflow.expression.acquireIsolate());
afterAll(async () => await workflow.expression.releaseIsolate());

const sample = () => itemsOf(structuredClone(ITEMS));
const both = (columns: unknown, items: () => INodeExecutionData[] = sample) =>
	bothWays(workflow, columns, items);

describe('a column has the value that n8n gives', () => {
	it('in a row of a column that is read, one that is evaluated and one that is typed', () => {
		const columns = { a: '={{ $json.name }}', b: '={{ $json.price * 2 }}', c: 5 };
		expect(both(columns).ours[0]).toEqual({
			value: [
				['a', ' Ada Lovelace '],
				['b', 24.69],
				['c', 5],
			],
		});
	});

	// It stands twice, as what is evaluated for a whole row is only worth it for two and more, and
	// beside a list that it may try to change.
	test.each(EXPRESSIONS)('for %s', (expression) => {
		const { ours, theirs } = both({
			before: '={{ $json.tags }}',
			one: expression,
			two: expression,
		});
		expect(ours).toStrictEqual(theirs);
	});

	it('for generated expressions over generated items', () => {
		const cases = fc.property(
			columnsArbitrary,
			fc.array(itemArbitrary, { minLength: 3, maxLength: 6 }),
			(columns, jsons) => {
				const { ours, theirs } = both(columns, () => itemsOf(structuredClone(jsons)));
				expect(ours).toStrictEqual(theirs);
			},
		);
		fc.assert(cases, { numRuns: 60 });
	}, 60_000);

	test.each([
		['nothing mapped', {}],
		['no mapping at all', null],
		['an expression in the place of all columns', '={{ $json }}'],
		['text, numbers and fields that were left alone', { a: 'x', b: 0, c: false, d: null, e: '' }],
		['lists and objects', { a: [1, { b: 2 }], c: { d: null }, e: '={{ $json.name }}' }],
		['expressions inside of lists and objects', { a: ['={{ $json.name }}'], b: { c: '={{ 1 }}' } }],
		['names that every object has', { toString: '={{ $json.name }}', constructor: 1 }],
	])('for %s', (_, columns) => {
		const { ours, theirs } = both(columns);
		expect(ours).toStrictEqual(theirs);
	});

	test.each<[string, () => INodeExecutionData[]]>([
		[
			'files',
			() => ITEMS.map((json) => ({ json, binary: { file: { data: 'eA==', mimeType: 't' } } })),
		],
		['no item', () => []],
		[
			'an item of several',
			() => ITEMS.map((json) => ({ json, pairedItem: [{ item: 0 }, { item: 1 }] })),
		],
		['an item that is not there', () => ITEMS.map((json) => ({ json, pairedItem: 99 }))],
		['instances', () => [{ json: { name: new Date(0), tags: new Map() } as never }, ...sample()]],
		[
			'getters',
			() =>
				ITEMS.map(({ name }) => ({
					json: Object.defineProperty({}, 'name', { get: () => name, enumerable: true }),
				})),
		],
		[
			'getters that throw',
			() => [
				{
					json: {
						get name() {
							throw new TypeError('no');
						},
					} as never,
				},
				...sample(),
			],
		],
		['holes', () => [{ json: { tags: [1, , 3], name: 'x' } as never }, ...sample()]], // eslint-disable-line no-sparse-arrays
		['a list as JSON', () => [{ json: ['x'] as never }, ...sample()]],
		['no JSON', () => [...sample(), { json: undefined as never }]],
	])('for items with %s', (_, items) => {
		const columns = {
			name: '={{ $json.name }}',
			tags: '={{ $json.tags }}',
			text: '={{ $json.name.trim() }} {{ $json.tags }}',
			first: '={{ $json.tags?.first() }}',
			start: '={{ $("Start").item.json.word }}',
			file: '={{ $binary.file.mimeType }}',
		};
		const { ours, theirs } = both(columns, items);
		expect(ours).toStrictEqual(theirs);
	});

	it('where items and files are combined', async () => {
		const combined = mappingWorkflow({ binaryMode: 'combined' });
		const columns = { a: '={{ $json.name.trim() }}', b: '={{ $("Start").item.word }}' };
		await combined.expression.withIsolate(async () => {
			const { ours, theirs } = bothWays(combined, columns, sample);
			expect(ours).toStrictEqual(theirs);
		});
	});

	it('where the clock is read, for the time of the evaluation', () => {
		const columns = {
			now: '={{ $now.toMillis() }}',
			text: '={{ $now }}',
			day: '={{ $today.day }}',
		};
		const values = columnValues(mappingContext(workflow, columns, sample()));
		const before = Date.now();
		const { now, day } = values(0);
		expect(now).toBeGreaterThanOrEqual(before - 1000);
		expect(now).toBeLessThanOrEqual(Date.now());
		expect(typeof day).toBe('number');
	});
});

describe('an item that cannot be mapped', () => {
	const jsons = (count: number, bad: number): IDataObject[] =>
		Array.from({ length: count }, (_, index) => ({
			name: `n${index}`,
			key: index === bad ? 'constructor' : 'name',
		}));
	const columns = { name: '={{ $json.name }}', column: '={{ $json[$json.key] }}' };

	it('throws what n8n throws, blamed on this item', () => {
		const { ours, theirs } = both(columns, () => itemsOf(jsons(5, 3)));
		expect(ours[3]).toStrictEqual(theirs[3]);
		// The two engines word it differently.
		expect(ours[3]).toMatchObject({
			message: expect.stringMatching(/Cannot access "constructor" due to security concerns$/),
		});
	});

	it('costs the others neither their values nor the fast way', () => {
		const items = itemsOf(jsons(2_500, 1_700));
		let values: unknown[] = [];
		const count = evaluations(() => {
			const unproven = { ...columns, name: '={{ $json.name ?? "nobody here" }}' };
			const read = columnValues(mappingContext(workflow, unproven, items));
			values = items.map((_, itemIndex) => outcome(read, itemIndex));
		});
		const value = (index: number) => [
			['name', `n${index}`],
			['column', `n${index}`],
		];
		expect(values[1_699]).toEqual({ value: value(1_699) });
		expect(values[1_701]).toEqual({ value: value(1_701) });
		// A check of each column, three parts of the items, the bad one by itself and in its row.
		expect(count).toBe(2 + 3 + 1 + 2);
	});
});

describe('the number of evaluations', () => {
	const items = itemsOf(
		Array.from({ length: 2_500 }, (_, index) => ({ name: `n${index}`, index })),
	);
	const counted = (columns: IDataObject) =>
		evaluations(() => {
			const values = columnValues(mappingContext(workflow, columns, items));
			items.forEach((_, itemIndex) => values(itemIndex));
		});
	const ten = (expression: string) =>
		Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`c${index}`, expression]));
	// Tests before this one may have proven it.
	const never = '={{ $json.name ?? "never seen before" }}';

	test.each([
		['typed values: none', ten('x'), 0],
		['what only leads into the item: one to prove it', ten(never), 1],
		['what only leads into the item and was proven: none', ten(never), 0],
		['own-item expressions: one more for a thousand items', ten('={{ $json.name + 1 }}'), 10 + 3],
		['n8n’s own methods, too', ten('={{ $json.name.isEmpty() }}'), 10 + 3],
		['other expressions: one for a row', ten('={{ $input.item.json.name }}'), 10 + 2_500],
		['what is not known: one for each value', { c: '={{ `${$json.name}` }}' }, 2_500],
	])('is, for %s', (_, columns, count) => {
		// n8n's older engine lets unknown code change items, so that n8n's own way is taken, after a try.
		const tried = count === 2_500 ? 1 : 0;
		expect(counted(columns)).toBe(count + tried);
	});

	it('stays small for 100,000 items of 1 kB, and none of them runs out of memory', () => {
		const many = itemsOf(
			Array.from({ length: 100_000 }, (_, index) => ({
				index,
				note: `${index} `.padEnd(1_000, 'x'),
			})),
		);
		const columns = { note: '={{ $json.note.toUpperCase() }}', index: '={{ $json.index }}' };
		let last: IDataObject = {};
		const count = evaluations(() => {
			const values = columnValues(mappingContext(workflow, columns, many));
			many.forEach((_, itemIndex) => (last = values(itemIndex)));
		});
		expect(last).toEqual({ note: '99999 '.padEnd(1_000, 'X'), index: 99_999 });
		expect(count).toBeLessThan(200);
	}, 60_000);
});

describe('n8n’s own way is taken', () => {
	const columns = { name: '={{ $json.name }}', text: '={{ $json.count + 1 }}' };

	it('where the context has no items inside as it has in known versions', () => {
		const context = mappingContext(workflow, { text: '={{ $json.count + 1 }}' }, sample());
		const values = columnValues(
			new Proxy(context, {
				get: (target, name) =>
					name === 'connectionInputData' ? undefined : (Reflect.get(target, name) as unknown),
			}),
		);
		expect(evaluations(() => sample().forEach((_, itemIndex) => values(itemIndex)))).toBe(8);
		expect(values(0)).toEqual({ text: 4 });
	});

	it('where a version of n8n evaluates in another way than is known', () => {
		const context = mappingContext(workflow, columns, sample());
		const other = new Proxy(context, {
			get: (target, name) => {
				if (name === 'evaluateExpression') return () => 'another';
				if (name === 'getNodeParameter') return () => ({ name: 'another' });
				return Reflect.get(target, name) as unknown;
			},
		});
		expect(columnValues(other)(5)).toMatchObject({ name: 'another' });
	});

	it('for one or two items, which are not worth a check', () => {
		const two = sample().slice(0, 2);
		const context = mappingContext(workflow, columns, two);
		const count = evaluations(() => {
			const values = columnValues(context);
			expect(values(1)).toEqual(byN8n(context)(1));
		});
		expect(count).toBe(4);
	});
});
