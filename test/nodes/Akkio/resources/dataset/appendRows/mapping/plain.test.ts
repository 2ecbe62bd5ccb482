import {
	isSame,
	OWN,
	plainSize,
	settled,
} from '../../../../../../../nodes/Akkio/resources/dataset/appendRows/mapping/plain';

const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
const endless: Record<string, unknown> = {};
endless.self = endless;

describe('the size of data', () => {
	test.each([
		['abcd', 24],
		[1, 8],
		[true, 8],
		[null, 8],
		[undefined, 8],
		[{}, 32],
		[{ ab: 1 }, 32 + 8 + 4 + 16],
		[['x'], 32 + 18 + 2 + 16],
		[Object.create(null), 32],
	])('%j is known', (value, size) => expect(plainSize(value)).toBe(size));

	test.each([
		['an instance', new Date(0)],
		['a map in a list', [new Map()]],
		['a function', () => 1],
		['no number', NaN],
		['the infinite', [Infinity]],
		['minus zero', -0],
		['undefined in an object', { a: undefined }],
		['undefined in a list', [undefined]],
		['a big number', 10n],
		['a symbol', Symbol('x')],
		['a list with a hole', new Array(2)],
		['a list with a name', Object.assign([1], { a: 1 })],
		['a key that every object has', { a: { toString: 1 } }],
		['a key of n8n’s own', { __isError: true }],
		['what holds itself', endless],
		['what is nested too deep', deep(21)],
		[
			'a getter that throws',
			Object.defineProperty({}, 'a', { get: () => JSON.parse(''), enumerable: true }),
		],
	])('%s has none', (_, value) => expect(plainSize(value)).toBeUndefined());
});

describe('an evaluated value', () => {
	class DateTime {
		isLuxonDateTime = true;

		toString() {
			return '2024';
		}
	}
	const date = new Date(0);

	test.each([
		['a luxon date', new DateTime(), '2024'],
		['a date', date, date],
		['no number', NaN, NaN],
		['data', [1, 'a'], [1, 'a']],
		['data with luxon’s mark', { isLuxonDateTime: true }, { isLuxonDateTime: true }],
		['a luxon date in a list', [new DateTime()], OWN],
		['an instance', new Map(), OWN],
	])('%s', (_, value, expected) => expect(settled(value)).toEqual(expected));
});

test.each([
	[NaN, NaN, true],
	[0, -0, false],
	[null, undefined, false],
	['1', 1, false],
	[{ a: [1] }, { a: [1] }, true],
	[{ a: [1] }, { a: [2] }, false],
	[{ a: 1, b: 2 }, { b: 2, a: 1 }, false],
	[{ a: undefined }, {}, false],
	[[], {}, false],
	[{}, null, false],
])('%j and %j are the same: %s', (one, other, expected) => {
	expect(isSame(one, other)).toBe(expected);
});
