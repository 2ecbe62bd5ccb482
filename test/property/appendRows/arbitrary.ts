import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

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

const VALUES: unknown[] = [
	...[
		'',
		' ',
		'00501',
		'null',
		'true',
		'{{ $json.name }}',
		'\ud800',
		'ab\udc00',
		'a\u0000',
		'\u2028',
	],
	...['😀', '"', '[1]', '{"a":1}', '={{ 1 }}', '2026-11-24T00:00:00.000Z', 'Invalid DateTime'],
	...['C:\\temp\\new', 'Eve"}, {"name": "Mallory', 'x'.repeat(5000), true, false, null],
	...[0, -0, 1e308, 5e-324, 2 ** 53 + 2, -(2 ** 60), 1e21, 0.1],
	// Numbers to some, and none to others.
	...['12.5', '0x10', '0b11', '0o17', 'Infinity', '1e3', ' 7 ', '-.5', '12 years', '1_000', '٣'],
];

/** Any UTF-16, halves of pairs included. */
const text = (maxLength: number) =>
	fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength });

/** The same name to a reader: decomposed, with other spaces, with characters that nobody sees. */
const lookalike = fc
	.tuple(
		fc.constantFrom('name', 'full name', 'Café', 'Age'),
		fc.constantFrom('', '\u200b', '\ufeff', '\u00ad', '\u200d'),
		fc.constantFrom('', ' ', '\u00a0', '\t'),
		fc.boolean(),
	)
	.map(([name, invisible, space, isComposed]) => {
		const form = isComposed ? name : name.normalize('NFD').replace(' ', '\u00a0');
		return `${space}${form.slice(0, 2)}${invisible}${form.slice(2)}${space}`;
	});

/** A column's name, or what somebody takes for one: few enough that rows share them. */
const name = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom('name', 'Age', 'ship') },
	{ weight: 2, arbitrary: lookalike },
	{ weight: 5, arbitrary: fc.constantFrom(...NAMES) },
	{ weight: 1, arbitrary: text(6) },
);

export const scalar = fc.oneof(
	{ weight: 2, arbitrary: fc.constantFrom(...VALUES) },
	text(12),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
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

/** Values, rows and lists of rows with these names. */
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
	const row = objectOf(names, value);
	/** Now and then with something else in it. */
	const rows = fc.array(fc.oneof({ weight: 12, arbitrary: row }, value), { maxLength: 4 });
	return { value, row, rows };
}
const any = dataOf(fc.oneof({ weight: 30, arbitrary: name }, fc.constantFrom(...GUARDED)));
/** With names that pass through n8n's expressions. */
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

const column = fc.record({
	name: name.filter((one) => !/[\0\p{Cs}]/u.test(one) && one !== ''),
	type: fc.constantFrom('string', 'category', 'integer', 'float', 'number'),
});
const columns = fc.uniqueArray(column, { minLength: 1, maxLength: 8, selector: (one) => one.name });
export const setting: fc.Arbitrary<Setting> = fc.record({
	columns: fc.option(columns, { nil: undefined, freq: 2 }),
	extraFields: fc.constantFrom('error', 'ignore', 'send'),
	nestedValues: fc.constantFrom('json', 'flatten', 'flatten', 'error'),
	// n8n takes text that begins with '=' for an expression.
	ignoreFields: fc.array(
		name.filter((one) => !one.startsWith('=')),
		{ maxLength: 2 },
	),
	batchSize: fc.constantFrom(1, 2, 10_000, 10_000),
	dryRun: fc.nat(5).map((dice) => dice === 0),
	onError: fc.constantFrom('stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'),
});

/** An item and the rows that it ought to give, or what the node says instead of reading any. */
export interface Sample {
	json: IDataObject;
	rows: readonly unknown[] | { reason: string };
	/** Whether the rows came as a list, be it a list of one. */
	isList?: boolean;
}

/** What was received, as rows. */
export const toSample = (given: unknown, json: unknown): Sample => ({
	json: json as IDataObject,
	rows: Array.isArray(given) ? given : [given],
	isList: Array.isArray(given),
});

const isEmpty = (value: unknown) =>
	value === null ||
	(typeof value === 'string' && value.trim() === '') ||
	(typeof value === 'object' && Object.keys(value).length === 0);

/** Text that is JSON is that. */
function parseOr(text: string, otherwise: unknown): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return otherwise;
	}
}

const OWN = ['headers', 'params', 'query', 'body', 'webhookUrl', 'executionMode', 'jwtPayload'];
/** Fields that an Edit Fields node added: most workflows add none. */
const added = fc.oneof(
	{ weight: 3, arbitrary: fc.constant({}) },
	objectOf(
		name.filter((one) => !OWN.includes(one)),
		fc.constant('added'),
		2,
	),
);

/** A webhook's item: its row is its body, or its query where that is empty. */
const webhook = fc
	.record({
		body: fc.oneof(any.row, any.rows, any.value),
		isText: fc.boolean(),
		query: fc.constantFrom({}, { q: '1' }),
		jwtPayload: fc.constantFrom(undefined, { sub: 'ada' }),
		executionMode: fc.constantFrom('production', 'test'),
		removed: fc.constantFrom(undefined, 'headers', 'params', 'query', 'webhookUrl'),
		added,
	})
	.map(({ body, isText, removed, added: more, ...call }): Sample => {
		const isJson = typeof body === 'object' && body !== null;
		const all = {
			...{ headers: { host: 'n8n.example', authorization: 'Bearer secret' }, params: {} },
			...{ ...call, webhookUrl: 'https://n8n.example/webhook/x' },
			body: isText && isJson ? JSON.stringify(body, null, 1) : body,
			...more,
		};
		const shown = Object.entries(all).filter(([key, one]) => key !== removed && one !== undefined);
		const json = Object.fromEntries(shown);
		const received = typeof body === 'string' && /^[[{]/.test(body) ? parseOr(body, body) : body;
		const isQuery = removed !== 'query' && isEmpty(received) && !Array.isArray(received);
		const given = isQuery ? call.query : received;
		if (Object.keys(more).length === 0) return toSample(given, json);
		if (Array.isArray(given)) {
			const rows = { reason: 'has fields beside its array of rows' };
			return { ...toSample([], json), rows };
		}
		const isObject = typeof given === 'object' && given !== null;
		return toSample(isObject ? { ...given, ...more } : isEmpty(given) ? more : given, json);
	});

/** A form's item: n8n's own fields are left out, whichever of them there are. */
const form = fc
	.tuple(any.row, fc.subarray(['formQueryParameters', 'headers', 'user']))
	.map(([row, names]) => {
		const own = Object.fromEntries(names.map((one) => [one, { utm_source: 'x' }]));
		const always = { submittedAt: '2026-11-24T00:00:00.000+00:00', formMode: 'production' };
		return toSample(row, { ...row, ...always, ...own });
	});

/** An item, and the rows in it: n8n's own triggers wrap what they received. */
export const item: fc.Arbitrary<Sample> = fc.oneof(
	{ weight: 3, arbitrary: any.row.map((row) => toSample(row, row)) },
	{ weight: 2, arbitrary: webhook },
	{ weight: 1, arbitrary: form },
);

/** What may be given as rows, and text that is for nothing. */
export const rowsOrAnything = fc.oneof(
	{ weight: 2, arbitrary: unguarded.row },
	{ weight: 4, arbitrary: unguarded.rows },
	unguarded.value,
	fc.constantFrom(
		...['', ' \n', '7', 'null', '[]', '[[]]', '[1,]', '{"name": 1, "name": 2}'],
		...['\ufeff{"name": 1}', '```json\n[{"name": 1}]\n```', '{"name": 9007199254740993}'],
	),
);

/** What an expression gives may itself be text, as from a model. */
export function jsonSample(given: unknown): Sample {
	const json = { rows: given };
	const refuse = (reason: string) => ({ ...toSample([], json), rows: { reason } });
	if (given === null || (typeof given === 'string' && given.trim() === '')) {
		return refuse("'Rows' is empty");
	}
	if (typeof given !== 'string') return toSample(given, json);
	if (/9007199254740993|"name": 2/.test(given)) return refuse("'Rows' has");
	const text = given.replace(/^\ufeff/, '').replace(/^```json\n(.*)\n```$/, '$1');
	const parsed = parseOr(text, undefined);
	return parsed === undefined ? refuse("'Rows' is not JSON") : toSample(parsed, json);
}
