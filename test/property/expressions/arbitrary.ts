import * as fc from 'fast-check';

import { objectOf, unguarded } from '../appendRows/arbitrary';

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

/** An item's JSON. */
export const itemArbitrary = objectOf(
	fc.constantFrom('name', 'tags', 'address', 'city', 'a b', 'trim'),
	fc.oneof({ weight: 4, arbitrary: unguarded.value }, fc.constantFrom(undefined, NaN, new Date(0))),
	6,
) as fc.Arbitrary<Record<string, never>>;
