import * as fc from 'fast-check';

const key = fc.constantFrom('name', 'tags', 'address', 'city', 'length', 'a b', 'trim', '0');
const step = fc
	.tuple(key, fc.constantFrom('', '', '?.'), fc.constantFrom('"', "'"))
	.map(([name, optional, quote]) => {
		if (/^[a-z]+$/.test(name) && quote === '"') return `${optional || '.'}${name}`;
		return `${optional}[${name === '0' ? 0 : `${quote}${name}${quote}`}]`;
	});
const path = fc
	.array(step, { minLength: 1, maxLength: 3 })
	.map((steps) => `$json${steps.join('')}`);
const literal = fc.constantFrom('0', '""', '"x"', 'null', 'undefined', 'false', '1.5', "'}'", '[]');
const method = fc.constantFrom(
	...[
		'.trim()',
		'.slice(0, 2)',
		'.join("|")',
		'.toFixed(1)',
		'.isEmpty()',
		'?.first()',
		'.toInt()',
	],
	...['.toDateTime().year', '.toDateTime()', '.map((x) => x + 1)', '.filter(Boolean)', '.length'],
	...[
		'.map((x, at) => ({ x, at, "a": [x] }))',
		'.replace(/[x/]/g, "$&$&")',
		'?.toString()',
		'.keys()',
	],
);
const operator = fc.constantFrom('??', '||', '&&', '+', '-', '*', '===', '<', ',');
const other = fc.constantFrom(
	...[
		'$itemIndex',
		'$input.item.json.name',
		'$("Start").item.json.word',
		'$("Items").all().length',
	],
	...['$vars.region', 'new Date($json.name)'],
);

const { code } = fc.letrec<{ code: string; more: string }>((tie) => ({
	more: fc.oneof(
		{ weight: 3, arbitrary: path },
		literal,
		tie('code').map((inner) => `(${inner})`),
	),
	code: fc.oneof(
		{ maxDepth: 3, withCrossShrink: true },
		path,
		other,
		fc.tuple(path, method).map((parts) => parts.join('')),
		fc.tuple(tie('more'), operator, tie('more')).map((parts) => parts.join(' ')),
		fc.tuple(tie('more'), tie('more'), literal).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
		fc.tuple(tie('more'), path).map(([a, b]) => `{ a: ${a}, "b c": [${b}, {}], $json }`),
		tie('more').map((inner) => `JSON.stringify(${inner})`),
		fc.tuple(path, tie('more')).map(([a, b]) => `[${a}].map((x) => [x, ${b}])`),
	),
}));
const text = fc.constantFrom('', '', '', ' ', 'a ', '}', '"', '.isEmpty()', '\n', 'ü', '$json.');

/** An expression of pieces of code and text. */
const expression = fc
	.tuple(text, code, text, fc.option(code), text)
	.map(([before, one, between, two, after]) =>
		['=', before, `{{ ${one} }}`, between, two === null ? '' : `{{${two} }}`, after].join(''),
	);

/** The columns of a mapping. */
export const columnsArbitrary = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), expression, {
	minKeys: 2,
	noNullPrototype: true,
});

const scalar = fc.oneof(
	{ weight: 9, arbitrary: fc.constantFrom<unknown[]>('', ' x ', '12', 0, 1.25, true, null) },
	fc.constantFrom<unknown[]>(undefined, NaN, -0, { isLuxonDateTime: true }, { toString: 'x' }),
	fc.constantFrom<unknown[]>('2024-02-29T10:00:00.000Z', 'x'.repeat(300), new Date(0)),
);
const objectOf = (names: readonly string[], value: fc.Arbitrary<unknown>) =>
	fc.record(Object.fromEntries(names.map((name) => [name, value])), {
		requiredKeys: [],
		noNullPrototype: true,
	});
const nested = fc.oneof(
	scalar,
	fc.array(scalar, { maxLength: 3 }),
	objectOf(['city', 'length', 'a b'], scalar),
);

/** An item's JSON. */
export const itemArbitrary = objectOf(
	['name', 'tags', 'address', 'city', 'a b', 'trim'],
	nested,
) as fc.Arbitrary<Record<string, never>>;
