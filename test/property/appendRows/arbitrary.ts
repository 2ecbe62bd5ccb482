import * as fc from 'fast-check';

/**
 * Names that have tripped something up somewhere, besides those that people give. Not a lone backslash:
 * after an object with that key, Node 24's JSON.parse takes others for it, such as "\\ud800".
 */
export const NAMES = [
	...['name', 'Age', 'full name', 'Café', 'a.b', 'E-Mail', 'error', 'json', 'binary', 'pairedItem'],
	...['api_key', 'id', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON', 'ship', 'ship.name'],
	...['', ' ', '0', '1', '10', '-1', '1.5', 'ünï', '日本', '😀', '\ud800', '\u2028', '\u0000', '"'],
	...['a\\b', "'", '{{ $json }}', '=1', '}}', '<b>', 'length', 'null', 'n'.repeat(3000)],
];

/** What n8n itself keeps from expressions, besides what every object of JavaScript has. */
const GUARDED = ['__proto__', 'constructor', 'prototype'];

const TEXTS = [
	...['', ' ', '00501', '007', 'null', 'true', '12.5'],
	...['{{ $json.name }}', '\ud800', 'ab\udc00', 'a\u0000', '\u2028'],
	...['😀', '"', '[1]', '{"a":1}', '={{ 1 }}', '2026-11-24T00:00:00.000Z', 'Invalid DateTime'],
	...['C:\\temp\\new', 'Eve"}, {"name": "Mallory', 'x'.repeat(5000)],
];

const NUMBERS = [0, -0, 1e308, 5e-324, 2 ** 53 + 2, -(2 ** 60), 1e21, 0.1, 2 ** 53 - 1];

/** Any UTF-16, halves of pairs included. */
const text = (maxLength: number) =>
	fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength });

/** The same name to a reader: decomposed, with other spaces, with characters that nobody sees. */
const lookalike = fc
	.tuple(
		fc.constantFrom('name', 'full name', 'Café', 'Age'),
		fc.constantFrom('', '\u200b', '\ufeff', '\u00ad', '\u200d', ' ', '\u00a0', '\t'),
		fc.nat(9),
		fc.boolean(),
	)
	.map(([name, extra, place, isComposed]) => {
		const form = name
			.normalize(isComposed ? 'NFC' : 'NFD')
			.replace(' ', isComposed ? ' ' : '\u00a0');
		const at = extra.trim() === '' && extra !== '\ufeff' ? (place % 2) * form.length : place;
		return form.slice(0, at) + extra + form.slice(at);
	});

/** A column's name, or what somebody takes for one: few enough that rows share them. */
export const name = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom('name', 'Age', 'ship') },
	{ weight: 2, arbitrary: lookalike },
	{ weight: 5, arbitrary: fc.constantFrom(...NAMES) },
	{ weight: 1, arbitrary: text(6) },
);

/** What is a number to some, and none to others. */
const NUMERALS = [
	'0x10',
	'0b11',
	'0o17',
	'Infinity',
	'1e3',
	' 7 ',
	'-.5',
	'12 years',
	'1_000',
	'٣',
];

export const scalar = fc.oneof(
	fc.constantFrom(...NUMERALS),
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
	.tuple(fc.integer({ min: 20, max: 90 }), fc.boolean())
	.map(([depth, isList]) =>
		Array.from({ length: depth }).reduce((inner) => (isList ? [inner] : { inner }), 1),
	);

/** Data whose names pass through n8n's expressions, or any. */
function dataOf(names: fc.Arbitrary<string>) {
	const { nested } = fc.letrec((tie) => ({
		nested: fc.oneof(
			{ maxDepth: 3 },
			{ weight: 12, arbitrary: scalar },
			{ weight: 1, arbitrary: fc.array(tie('nested'), { maxLength: 3 }) },
			{ weight: 2, arbitrary: objectOf(fc.oneof(fc.constant('name'), names), tie('nested'), 3) },
		),
	}));
	const value = fc.oneof({ weight: 60, arbitrary: nested }, { weight: 1, arbitrary: deep });
	/** Mostly what makes a row, now and then an empty one. */
	const row = objectOf(names, value);
	/** Rows, now and then a list that holds something else. */
	const rows = fc.array(fc.oneof({ weight: 12, arbitrary: row }, value), { maxLength: 4 });
	return { value, row, rows };
}

export const any = dataOf(fc.oneof({ weight: 30, arbitrary: name }, fc.constantFrom(...GUARDED)));
export const unguarded = dataOf(name.filter((one) => !(one in {})));

/** How the dataset is before the run, and what the user chose. */
export interface Setting {
	/** Of a dataset that has columns. */
	columns?: Array<{ name: string; type: string }>;
	extraFields: 'error' | 'ignore' | 'send';
	nestedValues: 'json' | 'flatten' | 'error';
	ignoreFields: string[];
	batchSize: number;
	dryRun: boolean;
	onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
}

export const setting: fc.Arbitrary<Setting> = fc.record({
	columns: fc.option(
		fc.uniqueArray(
			fc.record({
				name: name.filter((one) => !/[\0\p{Cs}]/u.test(one) && one !== ''),
				type: fc.constantFrom('string', 'category', 'integer', 'float', 'number'),
			}),
			{ minLength: 1, maxLength: 8, selector: (column) => column.name },
		),
		{ nil: undefined, freq: 2 },
	),
	extraFields: fc.constantFrom<Array<Setting['extraFields']>>('error', 'ignore', 'send'),
	nestedValues: fc.constantFrom<Array<Setting['nestedValues']>>(
		'json',
		'flatten',
		'flatten',
		'error',
	),
	// n8n takes text that begins with '=' for an expression.
	ignoreFields: fc.array(
		name.filter((one) => !one.startsWith('=')),
		{ maxLength: 2 },
	),
	batchSize: fc.constantFrom(1, 2, 10_000, 10_000),
	dryRun: fc.nat(5).map((dice) => dice === 0),
	onError: fc.constantFrom<Array<Setting['onError']>>(
		...(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const),
	),
});
