import * as fc from 'fast-check';

import type { AkkioType } from '../../support/engine/nodeTypes';
import { columns, json } from '../../support/engine/standIn';
import { settings } from '../expressions/settings.mts';
import { item, jsonSample, NAMES, objectOf, rowsOrAnything } from './arbitrary';
import { scalar, setting, toSample, unguarded, type Sample, type Setting } from './arbitrary';
import { outputSample, useCheck, type Way } from './check';

const check = useCheck();

/** n8n's ways to run the node: all items at once, or one by one, as a node or as an agent's tool. */
const TYPES = ['akkio', 'akkioByRouting', 'akkioTool', 'akkioByRoutingTool'] as const;

/** In RoutingNode each item is a run of its own, and n8n stops none for another. */
const oneByOne = (chosen: Setting): Setting => ({
	...chosen,
	onError: 'continueRegularOutput',
	columns: chosen.columns ?? [{ name: 'name', type: 'string' }],
});

/** Checks samples as `way` reads them, and that a good part of them arrives and another is refused. */
function testAny<T>(
	rule: string,
	samples: fc.Arbitrary<T>,
	way: (sample: T) => Way,
	types: readonly AkkioType[] = ['akkio'],
) {
	const seen = { invalid: 0, arrived: 0 };
	const property = fc.asyncProperty(
		...([samples, setting, setting, fc.constantFrom(...types)] as const),
		async (sample, chosen, then, type) => {
			const limited = type.includes('Routing') ? oneByOne(chosen) : chosen;
			const { isInvalid, arrived, outputs } = await check({ ...way(sample), type }, limited);
			if (isInvalid) seen.invalid++;
			if (arrived > 0) seen.arrived++;
			// What comes out is read from its rows: appended, failed, of a dry run, of the error output.
			const isRead = way === (automatically as unknown) && outputs.length > 0;
			if (isRead) await check(automatically(outputs.map(outputSample)), then);
		},
	);
	const run = async () => {
		await fc.assert(property, settings);
		expect(seen.invalid).toBeGreaterThan(settings.numRuns / 20);
		expect(seen.arrived).toBeGreaterThan(settings.numRuns / 20);
	};
	test(rule, run, 60_000 + 1000 * settings.numRuns);
}

const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 5 });
const automatically = (samples: Sample[]): Way => ({ samples, parameters: {} });

testAny(
	'mapped automatically, any items arrive by the rules, or are named; what comes out does again',
	few(item),
	automatically,
	['akkio', 'akkioByRouting'],
);

testAny('as raw items, the same items are rows from top to bottom', few(item), (samples) => ({
	samples: samples.map((one) => ({ json: one.json, rows: [one.json] })),
	parameters: { options: { rawItems: true } },
}));

/** Columns by hand, whose expressions read fields of the items. */
const mapped = fc
	.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 })
	.chain((names) => {
		const fields = fc.constantFrom(...names.map(sourceOf));
		return fc.tuple(fc.constant(names), few(objectOf(fields, unguarded.value)));
	});

/** Where an item has no such field, `$json.toString` is JavaScript's own. */
const sourceOf = (name: string) => (name in {} ? 'name' : name);

/** As JavaScript, without what ends an expression or its line. */
const literal = (name: string) =>
	JSON.stringify(name).replaceAll('}', '\\u007d').replaceAll('\u2028', '\\u2028');

testAny(
	'mapped by hand, whatever the expressions give arrives by the rules, or is named',
	mapped,
	([names, items]) => ({
		samples: items.map((one) => {
			const present = names.filter((name) => Object.hasOwn(one, sourceOf(name)));
			const row = Object.fromEntries(present.map((name) => [name, one[sourceOf(name)]]));
			const isEmpty = Object.values(row).every((value) => value === null);
			const sample = toSample(row, one);
			const reason = "'Values to Send' has no value for this item";
			return isEmpty ? { ...sample, rows: { reason } } : sample;
		}),
		parameters: columns(
			Object.fromEntries(names.map((name) => [name, `={{ $json[${literal(sourceOf(name))}] }}`])),
		),
	}),
	TYPES,
);

testAny(
	"as JSON, an expression's object or list arrives by the rules, or is named",
	few(rowsOrAnything),
	(given) => ({ samples: given.map(jsonSample), parameters: json('={{ $json.rows }}') }),
	TYPES,
);

testAny(
	'as JSON, typed text arrives by the rules once an item, or is named',
	fc.tuple(rowsOrAnything, fc.nat(2), fc.nat(2)),
	([given, more, indent]) => ({
		samples: Array.from({ length: 1 + more }, () => toSample(given, {})),
		parameters: json(JSON.stringify(given, null, indent)),
	}),
);

testAny(
	'as JSON, a value inside quotes arrives as text, whatever is in it',
	few(objectOf(fc.constantFrom('a', 'b'), scalar)),
	(items) => ({
		samples: items.map((one) => {
			const text = String(one.a ?? '');
			const isCell = text !== 'Invalid DateTime' && !/[\0\p{Cs}]/u.test(text);
			const sample = toSample([{ a: `<${text}>`, b: 1 }], one);
			return isCell ? sample : { ...sample, rows: { reason: "'Rows' has" } };
		}),
		parameters: json('=[{ "a": "<{{ $json.a }}>", "b": 1 }]'),
	}),
);
