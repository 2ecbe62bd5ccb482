import * as fc from 'fast-check';

/**
 * Names that have tripped something up somewhere, besides those that people give. Not a lone backslash:
 * after an object with that key, Node 24's JSON.parse takes others for it, such as "\\ud800".
 */
export const NAMES = [
	...['name', 'Age', ' Age ', 'age\t', 'a.b', 'E-Mail', 'error', 'json', 'binary', 'pairedItem'],
	...['api_key', 'id', 'rows', 'row', 'body', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON'],
	...['', ' ', '0', '1', '10', '-1', '1.5', 'ünï', '日本', '😀', '\ud800', '\u2028', '\u0000', '"'],
	...['a\\b', "'", '{{ $json }}', '=1', '}}', '<b>', 'length', 'null', 'n'.repeat(3000)],
];

/** What n8n itself keeps from expressions, besides what every object of JavaScript has. */
const GUARDED = ['__proto__', 'constructor', 'prototype'];

const TEXTS = [
	...[
		'',
		' ',
		'00501',
		'007',
		'null',
		'true',
		'12.5',
		'1e3',
		'12 years',
		'={{ 1 }}',
		'{{ $json.name }}',
	],
	...['\ud800', 'ab\udc00', '\u0000', '\u2028', '😀', '"', '[1]', '{"a":1}', '</script>'],
	...['2026-11-24T00:00:00.000Z', 'Invalid DateTime', 'x'.repeat(5000)],
];

const NUMBERS = [0, -0, 1e308, -1e308, 5e-324, 2 ** 53 + 2, -(2 ** 60), 1e21, 0.1, 2 ** 53 - 1];

/** Any UTF-16, halves of pairs included. */
const text = (maxLength: number) =>
	fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength });

const name = fc.oneof(
	// Few enough that rows share columns, and that a row has one of them twice.
	{ weight: 3, arbitrary: fc.constantFrom('name', ' name', 'Age', 'Age ') },
	{ weight: 5, arbitrary: fc.constantFrom(...NAMES) },
	{ weight: 1, arbitrary: text(6) },
);

/** @param isGuarded whether there are names that do not pass through n8n's expressions */
const nameOr = (isGuarded: boolean) =>
	isGuarded
		? fc.oneof({ weight: 30, arbitrary: name }, fc.constantFrom(...GUARDED))
		: name.filter((one) => !(one in {}));

const scalar = fc.oneof(
	fc.constantFrom<unknown>(...TEXTS, ...NUMBERS, true, false, null),
	text(12),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
	fc.integer(),
);

/** An object of any keys: `__proto__` becomes one like the others. */
export const objectOf = (keys: fc.Arbitrary<string>, inner: fc.Arbitrary<unknown>, maxLength = 4) =>
	fc
		.array(fc.tuple(keys, inner), { maxLength })
		.map((entries) => Object.fromEntries(entries) as Record<string, unknown>);

const deep = fc
	.tuple(fc.integer({ min: 50, max: 200 }), fc.boolean())
	.map(([depth, isList]) =>
		Array.from({ length: depth }).reduce((inner) => (isList ? [inner] : { inner }), 1),
	);

/** Anything that JSON can hold. */
export function jsonValue({ isGuarded }: { isGuarded: boolean }): fc.Arbitrary<unknown> {
	const { value } = fc.letrec((tie) => ({
		value: fc.oneof(
			{ maxDepth: 3 },
			{ weight: 12, arbitrary: scalar },
			{ weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
			{ weight: 1, arbitrary: objectOf(nameOr(isGuarded), tie('value'), 3) },
		),
	}));
	return fc.oneof({ weight: 60, arbitrary: value }, { weight: 1, arbitrary: deep });
}

/** Mostly what makes a row, now and then an empty one. */
export const rowOf = ({ isGuarded }: { isGuarded: boolean }) =>
	objectOf(nameOr(isGuarded), jsonValue({ isGuarded }));

/** Rows, now and then a list that holds something else. */
export const rowsOf = (names: { isGuarded: boolean }) =>
	fc.array(fc.oneof({ weight: 12, arbitrary: rowOf(names) }, jsonValue(names)), { maxLength: 4 });

/** n8n takes a parameter that begins so for an expression. */
const isNoExpression = (text: string) => !text.startsWith('=');

/** How the dataset is before the run, and what the user chose. */
export interface Setting {
	/** Of a dataset that has columns. */
	columns?: Array<{ name: string; type: 'number' | 'string' }>;
	extraFields: 'refuse' | 'leaveOut' | 'send';
	nestedValues: 'json' | 'flatten' | 'refuse';
	leaveOut: string[];
	rowsPerRequest: number;
	goesOn: boolean;
}

export const setting: fc.Arbitrary<Setting> = fc.record({
	columns: fc.option(
		fc.uniqueArray(
			fc.record({
				name,
				type: fc.constantFrom('string' as const, 'string' as const, 'number' as const),
			}),
			{ minLength: 1, maxLength: 8, selector: (column) => column.name.trim() },
		),
		{ nil: undefined, freq: 2 },
	),
	extraFields: fc.constantFrom('refuse' as const, 'leaveOut' as const, 'send' as const),
	nestedValues: fc.constantFrom(
		'json' as const,
		'json' as const,
		'flatten' as const,
		'refuse' as const,
	),
	leaveOut: fc.array(name.filter(isNoExpression), { maxLength: 2 }),
	rowsPerRequest: fc.constantFrom(1, 2, 1000, 1000),
	goesOn: fc.boolean(),
});
