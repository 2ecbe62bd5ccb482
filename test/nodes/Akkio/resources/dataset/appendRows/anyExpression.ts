import fc from 'fast-check';

const key = fc.constantFrom('name', 'tags', 'address', 'city', 'length', 'a b', 'trim', '0');
const step = fc
	.tuple(key, fc.constantFrom('', '?.'), fc.constantFrom('"', "'"))
	.map(([name, optional, quote]) =>
		/^[a-z]+$/.test(name) && quote === '"'
			? `${optional || '.'}${name}`
			: `${optional}[${name === '0' ? 0 : `${quote}${name}${quote}`}]`,
	);
const path = fc
	.array(step, { minLength: 1, maxLength: 3 })
	.map((steps) => `$json${steps.join('')}`);
const literal = fc.constantFrom('0', '""', '"x"', 'null', 'undefined', 'false', '7', '1.5', "'}'");
const call = fc.constantFrom(
	'.trim()',
	'.toUpperCase()',
	'.slice(0, 2)',
	'.join("|")',
	'.toFixed(1)',
	'.isEmpty()',
	'.first()',
	'.toInt()',
	'.toDateTime().year',
	'.map((x) => x + 1)',
	'.filter(Boolean)',
	'?.toString()',
	'.sort()',
);
const operator = fc.constantFrom('??', '||', '&&', '+', '-', '*', '===', '<');

const code = fc.oneof(
	path,
	fc.tuple(path, call).map(([from, method]) => from + method),
	fc.tuple(path, operator, fc.oneof(path, literal)).map((parts) => parts.join(' ')),
	fc.tuple(path, path, literal).map(([test, yes, no]) => `${test} ? ${yes} : ${no}`),
	fc.tuple(path, literal, path).map(([a, b, c]) => `{ a: ${a}, "b c": ${b}, d: { e: [${c}] } }`),
	fc.tuple(path, literal).map(([test, otherwise]) => `$ifEmpty(${test}, ${otherwise})`),
	fc.constantFrom(
		'$itemIndex',
		'$input.item.json.name',
		'$("Start").item.json.word',
		'[$json.name]',
	),
);
const text = fc.constantFrom('', '', ' ', 'a ', '}', '{', '"', '.isEmpty()', '\n', 'ü');

/** An expression of pieces of code and text, not all of it valid. */
const expression = fc
	.tuple(text, code, text, fc.option(code), text)
	.map(([before, one, between, two, after]) =>
		['=', before, `{{ ${one} }}`, between, two === null ? '' : `{{${two}}}`, after].join(''),
	);

/** The columns of a mapping, most of them expressions. */
export const columnsArbitrary = fc.dictionary(
	fc.constantFrom('a', 'b', 'c', 'd'),
	fc.oneof({ weight: 9, arbitrary: expression }, { weight: 1, arbitrary: fc.constant(null) }),
	{ minKeys: 2, noNullPrototype: true },
);

const scalar = fc.constantFrom<unknown[]>('', ' x ', '12', 0, 1.25, true, false, null, undefined);
const nested = fc.oneof(
	scalar,
	fc.array(scalar, { maxLength: 3 }),
	fc.record(
		{ city: scalar, length: scalar, 'a b': scalar },
		{ requiredKeys: [], noNullPrototype: true },
	),
);

/** An item's JSON. */
export const itemArbitrary = fc.record(
	{ name: nested, tags: nested, address: nested, city: nested, 'a b': nested, trim: nested },
	{ requiredKeys: [], noNullPrototype: true },
) as fc.Arbitrary<Record<string, never>>;
